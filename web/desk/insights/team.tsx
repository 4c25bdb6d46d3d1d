/** I6: the desk's clock, who kept its promise, and what waits. Of teams; of people for their own lead alone. */
import { teamWords } from "../house-words.tsx";
import { useText } from "../i18n.ts";
import type { Team } from "./abuse-api.ts";
import { Answered } from "./answered.tsx";
import { DotInterval } from "./charts/dot-interval.tsx";
import { Figure, Twin } from "./charts/figure.tsx";
import { csvHref } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import { useDefinition, useFigures } from "./head.ts";
import { Rich } from "./rich.tsx";
import { count, interval, percent, type Rate, seconds } from "./say.ts";
import { Backlog, FirstReply, Forecast, Promised, Sides } from "./team-clock.tsx";

type Given = { data: Team };

export function TeamPage() {
  const { t } = useText();
  const filter = useFilter();
  const query = useFigures<Team>("team", filter);
  const promise = query.data?.promise.all;
  return (
    <InsightsPage
      tab="team"
      title={t("insights.nav.team")}
      lead={
        promise ? (
          promise.rate === null ? (
            t("insights.few", { n: promise.n })
          ) : (
            <Rich
              words={t("insights.team.lead", {
                ...{ share: percent(promise.rate), n: count(promise.n) },
                between: interval(promise),
              })}
            />
          )
        ) : null
      }
    >
      <FilterLine head={query.data} />
      <Answered query={query}>
        {(data) => (
          <>
            <Promised data={data} />
            <Teams data={data} />
            <Sides data={data} />
            <FirstReply data={data} />
            <Backlog data={data} />
            <Waiting data={data} />
            <Forecast data={data} />
            <People data={data} />
          </>
        )}
      </Answered>
    </InsightsPage>
  );
}

const rateWords = (rate: Rate) => (rate.rate === null ? null : percent(rate.rate));

function Teams({ data: { promise } }: Given) {
  const text = useText();
  const { t } = text;
  const filter = useFilter();
  const definition = useDefinition("promise-kept");
  const rows = promise.teams.map((row) => {
    const name = teamWords(text, row.team);
    const words = rateWords(row);
    return {
      ...{ id: row.team ?? "-", name, n: row.n },
      dot: row.rate === null ? null : { at: row.rate, low: row.low, high: row.high },
      words: words ?? "",
      said: `${name}: ${words ?? t("insights.few", { n: row.n })}`,
    };
  });
  return (
    <Figure
      title={t("insights.team.teams")}
      definition={definition}
      csvHref={csvHref("team", filter, { table: "teams" })}
      summary={t("insights.team.teams.said")}
      columns={[
        { name: t("insights.team.team") },
        { name: t("insights.team.due"), number: true },
        { name: t("insights.team.met-share"), number: true },
        { name: t("insights.team.interval"), number: true },
      ]}
      rows={promise.teams.map((row) => [
        ...[teamWords(text, row.team), row.n, rateWords(row)],
        row.rate === null ? null : interval(row),
      ])}
    >
      <DotInterval kind="share" label={t("insights.team.teams")} rows={rows} />
    </Figure>
  );
}

function Waiting({ data: { waiting } }: Given) {
  const text = useText();
  const { t, lang } = text;
  return (
    <section className="panel" aria-labelledby="waiting">
      <h2 id="waiting">{t("insights.team.waiting")}</h2>
      {waiting.length === 0 ? (
        <p className="m">{t("insights.team.waiting.none")}</p>
      ) : (
        <Twin
          title={t("insights.team.waiting")}
          columns={[
            { name: t("insights.team.what") },
            { name: t("insights.team.team") },
            { name: t("insights.team.how-many"), number: true },
            { name: t("insights.team.oldest"), number: true },
          ]}
          rows={waiting.map((row) => [
            t(`insights.team.what.${row.what}`),
            row.what === "change" ? "–" : teamWords(text, row.team),
            row.n,
            row.oldestSeconds === null ? null : seconds(row.oldestSeconds, lang),
          ])}
        />
      )}
    </section>
  );
}

function People({ data: { people } }: Given) {
  const text = useText();
  const { t } = text;
  if (!people) return <p className="m people">{t("insights.team.people.not-yours")}</p>;
  const title = t("insights.team.people", { team: teamWords(text, people.team) });
  return (
    <section className="panel" aria-labelledby="people">
      <h2 id="people">{title}</h2>
      <Twin
        title={title}
        columns={[
          { name: t("insights.team.person") },
          ...["firsts", "seconds", "sent-back", "quick"].map((part) => ({
            ...{ name: t(`insights.team.${part}`), number: true },
          })),
        ]}
        rows={people.rows.map((row) => [
          ...[row.name, row.firsts, row.seconds, rateWords(row.sentBack), rateWords(row.quick)],
        ])}
      />
      <p className="m">{t("insights.team.people.why")}</p>
    </section>
  );
}
