/** Accounts that could be got back without the phone, what the others lack, and whether it grows. */
import { useText } from "../i18n.ts";
import type { Share } from "./abuse-api.ts";
import { Answered } from "./answered.tsx";
import { Bars } from "./charts/bars.tsx";
import { Figure } from "./charts/figure.tsx";
import { Lines } from "./charts/lines.tsx";
import { csvHref } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import { useDefinition, useFigures } from "./head.ts";
import { Rich } from "./rich.tsx";
import { count, interval, percent, type Rate, shortDay } from "./say.ts";

type Given = { data: Share };
const whole = (share: number) => `${Math.round(share * 100)} %`;

export function SharePage() {
  const { t } = useText();
  const filter = useFilter();
  const query = useFigures<Share>("share", filter);
  return (
    <InsightsPage
      tab="share"
      title={t("insights.share.title")}
      lead={query.data ? <Lead data={query.data} /> : null}
    >
      <FilterLine head={query.data} />
      {filter.situation || filter.locale || filter.risk ? (
        <p className="m">{t("insights.share.unfiltered")}</p>
      ) : null}
      <Answered query={query}>
        {(data) =>
          data.now ? (
            <>
              <Missing data={data} />
              <Paths data={data} />
              <Trend data={data} />
              <Nudges data={data} />
            </>
          ) : (
            <p className="blank">{t("insights.share.none")}</p>
          )
        }
      </Answered>
    </InsightsPage>
  );
}

function Lead({ data: { now, target } }: Given) {
  const { t, lang } = useText();
  if (!now) return <>{t("insights.share.none")}</>;
  const { share, day, policy } = now;
  if (share.rate === null) return <>{t("insights.few", { n: share.n })}</>;
  return (
    <Rich
      words={t("insights.share.lead", {
        ...{ share: percent(share.rate), between: interval(share), n: count(share.n) },
        ...{ day: shortDay(day, lang), policy: `${policy.name} ${policy.version}` },
        target: whole(target),
      })}
    />
  );
}

/** "an e-mail address and a recovery code", in the desk's words for proofs. */
function useProofs() {
  const { t } = useText();
  return (kinds: readonly string[]) =>
    kinds.map((kind) => t(`proof.${kind}`)).join(t("insights.share.and"));
}

function Missing({ data: { now } }: Given) {
  const { t } = useText();
  const filter = useFilter();
  const definition = useDefinition("recoverable-share");
  const proofs = useProofs();
  if (!now) return null;
  const rows = [
    { id: "has", name: t("insights.share.has"), accounts: now.recoverable },
    { id: "soon", name: t("insights.share.soon"), accounts: now.soon },
    ...now.missing.map(({ id, accounts, add }) => ({
      ...{ id, accounts },
      name: add.length > 0 ? proofs(add) : t("insights.share.nothing-helps"),
    })),
  ];
  const [first] = now.missing;
  const words = (accounts: number) =>
    t("insights.share.accounts", { n: count(accounts), share: shareOf(accounts, now.accounts) });
  return (
    <Figure
      title={t("insights.share.missing")}
      definition={definition}
      csvHref={csvHref("share", filter, { table: "missing" })}
      summary={
        first
          ? t("insights.share.missing.said", {
              ...{ add: rows[2]?.name ?? "", n: count(first.accounts) },
            })
          : t("insights.share.missing.nothing")
      }
      columns={[
        { name: t("insights.share.lacks") },
        { name: t("insights.share.how-many"), number: true },
      ]}
      rows={rows.map(({ name, accounts }) => [name, accounts])}
    >
      <Bars
        label={t("insights.share.missing")}
        rows={rows.map(({ id, name, accounts }) => ({
          ...{ id, name, value: accounts, words: words(accounts) },
          said: `${name}: ${words(accounts)}`,
          fill: id === "has" ? "solid" : id === "soon" ? "stripes" : "dots",
        }))}
      />
    </Figure>
  );
}

const shareOf = (part: number, all: number) => (all < 30 ? "" : ` · ${whole(part / all)}`);

function Paths({ data: { now } }: Given) {
  const { t } = useText();
  const filter = useFilter();
  const definition = useDefinition("recoverable-share");
  const proofs = useProofs();
  if (!now) return null;
  const rows = now.paths.map(({ path, uses, accounts }) => ({
    ...{ id: `${path} ${uses.join("+")}`, path, name: proofs(uses), accounts },
  }));
  return (
    <Figure
      title={t("insights.share.paths")}
      definition={definition}
      csvHref={csvHref("share", filter, { table: "paths" })}
      summary={t("insights.share.paths.said", { n: rows.length })}
      columns={[
        { name: t("insights.share.uses") },
        { name: t("insights.share.path") },
        { name: t("insights.share.how-many"), number: true },
      ]}
      rows={rows.map(({ name, path, accounts }) => [name, path, accounts])}
    >
      <Bars
        label={t("insights.share.paths")}
        rows={rows.map(({ id, name, path, accounts }) => ({
          ...{ id, name, value: accounts, words: count(accounts), note: path },
          said: `${name}: ${count(accounts)}`,
        }))}
      />
    </Figure>
  );
}

function Trend({ data: { trend, target } }: Given) {
  const { t, lang } = useText();
  const filter = useFilter();
  const definition = useDefinition("recoverable-share");
  const known = trend.filter(({ rate }) => rate !== null);
  const [first, last] = [known[0], known.at(-1)];
  const words = (share: Rate) =>
    share.rate === null ? t("insights.few", { n: share.n }) : percent(share.rate);
  const changes = trend.flatMap(({ day, version }, n) =>
    n > 0 && trend[n - 1]?.version !== version
      ? [{ day, words: t("insights.share.policy", { version }) }]
      : [],
  );
  return (
    <Figure
      title={t("insights.share.trend")}
      definition={definition}
      csvHref={csvHref("share", filter, { table: "trend" })}
      summary={
        first && last && known.length > 1
          ? t("insights.share.trend.said", {
              ...{ before: words(first), after: words(last), target: whole(target) },
              ...{ from: shortDay(first.day, lang), to: shortDay(last.day, lang) },
            })
          : t("insights.share.trend.one")
      }
      columns={[
        { name: t("insights.abuse.day") },
        { name: t("insights.share.how-many"), number: true },
        { name: t("insights.share.share"), number: true },
        { name: t("insights.team.interval"), number: true },
        { name: t("insights.share.soon"), number: true },
      ]}
      rows={trend.map((day) => [
        ...[shortDay(day.day, lang), day.n, day.rate === null ? null : percent(day.rate)],
        ...[day.rate === null ? null : interval(day), day.soon],
      ])}
    >
      <Lines
        kind="share"
        label={t("insights.share.trend")}
        changes={changes}
        series={[
          {
            ...{ id: "share", name: t("insights.share.share") },
            points: trend.map((day) => ({
              ...{ day: day.day, value: day.rate },
              ...(day.rate !== null && { low: day.low, high: day.high }),
              said: `${shortDay(day.day, lang)}: ${words(day)}`,
            })),
          },
        ]}
      />
    </Figure>
  );
}

function Nudges({ data: { nudges } }: Given) {
  const { t } = useText();
  const words = (rate: Rate) =>
    rate.rate === null
      ? t("insights.few", { n: rate.n })
      : `${percent(rate.rate)} (${interval(rate)})`;
  return (
    <section className="panel" aria-labelledby="nudges">
      <h2 id="nudges">{t("insights.share.nudges")}</h2>
      <dl className="signs">
        <div>
          <dt>{t("insights.share.shown")}</dt>
          <dd>{count(nudges.shown)}</dd>
        </div>
        <div>
          <dt>{t("insights.share.dismissed")}</dt>
          <dd>{words(nudges.dismissed)}</dd>
        </div>
        <div>
          <dt>{t("insights.share.added")}</dt>
          <dd>{words(nudges.added)}</dd>
        </div>
      </dl>
      <p className="m">{t("insights.share.nudges.why")}</p>
    </section>
  );
}
