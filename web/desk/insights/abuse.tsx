/** I5: attempts to get in, what was stopped, and where most came from. What cannot be told is named. */
import { useText } from "../i18n.ts";
import type { Abuse, AttackKind } from "./abuse-api.ts";
import { type Bucket, bucketsOf } from "./abuse-model.ts";
import { Answered } from "./answered.tsx";
import { Bars } from "./charts/bars.tsx";
import { Figure } from "./charts/figure.tsx";
import { HeatMap } from "./charts/heat-map.tsx";
import { Stacked } from "./charts/stacked.tsx";
import { csvHref } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import { useDefinition, useFigures } from "./head.ts";
import { Rich } from "./rich.tsx";
import { count, interval, percent, type Rate, shortDay } from "./say.ts";

/** Under so many cases no share is drawn. */
const LEAST = 30;
const parts = ["blocked", "through", "unclear", "open"] as const;

export function AbusePage() {
  const { t } = useText();
  const filter = useFilter();
  const query = useFigures<Abuse>("abuse", filter);
  const [attempts, through] = [sum(query.data, "n"), sum(query.data, "through")];
  return (
    <InsightsPage
      tab="abuse"
      title={t("insights.nav.abuse")}
      lead={
        query.data ? (
          <Rich words={t("insights.abuse.lead", { n: count(attempts), through: count(through) })} />
        ) : null
      }
    >
      <FilterLine head={query.data} />
      <Answered query={query}>
        {(data) => (
          <>
            <Kinds data={data} />
            <Days data={data} />
            <Clusters data={data} />
            <NotMeasured data={data} />
          </>
        )}
      </Answered>
    </InsightsPage>
  );
}

const sum = (data: Abuse | undefined, what: "n" | "through") =>
  (data?.kinds ?? []).reduce((total, kind) => total + (kind[what] ?? 0), 0);

const shareWords = (share: Rate | null) =>
  share && share.rate !== null ? percent(share.rate) : null;

function Kinds({ data }: { data: Abuse }) {
  const { t, say } = useText();
  const filter = useFilter();
  const definition = useDefinition("attempts-through");
  const worst = data.kinds
    .filter(({ gotThrough }) => gotThrough && gotThrough.rate !== null)
    .toSorted((a, b) => (b.gotThrough?.rate ?? 0) - (a.gotThrough?.rate ?? 0))[0];
  const rate = worst?.gotThrough;
  return (
    <Figure
      title={t("insights.abuse.kinds")}
      definition={definition}
      csvHref={csvHref("abuse", filter, { table: "kinds" })}
      summary={
        worst && rate && rate.rate !== null
          ? t("insights.abuse.kinds.said", {
              ...{ name: say(worst.name), share: percent(rate.rate), n: rate.n },
              ...{ between: interval(rate), most: shareWords(worst.gotThroughAtMost) ?? "" },
            })
          : t("insights.abuse.kinds.few")
      }
      columns={[
        { name: t("insights.abuse.kind") },
        ...["n", ...parts].map((part) => ({ name: t(`insights.abuse.${part}`), number: true })),
        { name: t("insights.abuse.share"), number: true },
        { name: t("insights.abuse.at-most"), number: true },
      ]}
      rows={data.kinds.map((kind) => [
        ...[say(kind.name), kind.n, kind.blocked, kind.through, kind.unclear, kind.open],
        ...[shareWords(kind.gotThrough), shareWords(kind.gotThroughAtMost)],
      ])}
    >
      <Stacked
        label={t("insights.abuse.kinds")}
        parts={parts.map((part) => ({ id: part, name: t(`insights.abuse.${part}`) }))}
        rows={data.kinds.map((kind) => ({
          ...{ id: kind.id, name: say(kind.name) },
          parts: kind.n < LEAST ? null : partsOf(kind),
          words:
            kind.n < LEAST
              ? t("insights.few", { n: kind.n })
              : t("insights.abuse.of", { n: kind.n }),
        }))}
      />
      <dl className="signs">
        {data.kinds.map(({ id, name, sign }) => (
          <div key={id}>
            <dt>{say(name)}</dt>
            <dd>{say(sign)}</dd>
          </div>
        ))}
      </dl>
    </Figure>
  );

  function partsOf(kind: AttackKind) {
    return parts.map((part) => {
      const value = kind[part] ?? 0;
      const said = `${say(kind.name)}: ${t(`insights.abuse.${part}`)} ${value} / ${kind.n}`;
      return { id: part, value, said };
    });
  }
}

function Days({ data }: { data: Abuse }) {
  const { t, say, lang } = useText();
  const filter = useFilter();
  const definition = useDefinition("attempts-by-day");
  const { from, to } = data.period;
  const buckets = bucketsOf(data.days, from, to);
  const name = ({ from, to }: Bucket) =>
    from === to ? shortDay(from, lang) : `${shortDay(from, lang)} – ${shortDay(to, lang)}`;
  const [most] = buckets.toSorted((a, b) => b.n - a.n);
  const every = Math.ceil(buckets.length / 10);
  return (
    <Figure
      title={t("insights.abuse.days")}
      definition={definition}
      csvHref={csvHref("abuse", filter, { table: "days" })}
      summary={
        most && most.n > 0
          ? t("insights.abuse.days.said", { day: name(most), n: most.n })
          : t("insights.nothing")
      }
      columns={[
        { name: t("insights.abuse.day") },
        ...data.kinds.map((kind) => ({ name: say(kind.name), number: true })),
      ]}
      rows={buckets.map((bucket) => [
        name(bucket),
        ...data.kinds.map(({ id }) => bucket.of[id] ?? 0),
      ])}
    >
      <HeatMap
        label={t("insights.abuse.days")}
        hint={t("insights.abuse.days.hint")}
        columns={buckets.map(({ from }, n) => (n % every === 0 ? shortDay(from, lang) : ""))}
        rows={data.kinds.map((kind) => ({
          ...{ id: kind.id, name: say(kind.name) },
          cells: buckets.map((bucket) => {
            const value = bucket.of[kind.id] ?? 0;
            return {
              value,
              words: value === 0 || buckets.length > 31 ? "" : String(value),
              said: `${say(kind.name)}, ${name(bucket)}: ${value}`,
            };
          }),
        }))}
      />
    </Figure>
  );
}

function Clusters({ data }: { data: Abuse }) {
  const { t, say, lang } = useText();
  const filter = useFilter();
  const definition = useDefinition("attempt-clusters");
  const nameOf = (id: string) => {
    const kind = data.kinds.find((each) => each.id === id);
    return kind ? say(kind.name) : id;
  };
  const [first] = data.clusters;
  const join = t("insights.abuse.and");
  return (
    <Figure
      title={t("insights.abuse.clusters")}
      definition={definition}
      csvHref={csvHref("abuse", filter, { table: "clusters" })}
      summary={
        first
          ? t("insights.abuse.clusters.said", {
              ...{ name: first.name, n: first.attempts, names: first.names },
            })
          : t("insights.abuse.clusters.none")
      }
      columns={[
        { name: t("insights.abuse.cluster") },
        { name: t("insights.abuse.by") },
        { name: t("insights.abuse.kind") },
        ...["n", "names", "accounts", "blocked", "through"].map((part) => ({
          ...{ name: t(`insights.abuse.${part}`), number: true },
        })),
        { name: t("insights.abuse.first") },
        { name: t("insights.abuse.last") },
      ]}
      rows={data.clusters.map((row) => [
        ...[row.name, t(`insights.abuse.by.${row.by}`), row.kinds.map(nameOf).join(join)],
        ...[row.attempts, row.names, row.accounts, row.blocked, row.through],
        ...[shortDay(row.first, lang), shortDay(row.last, lang)],
      ])}
    >
      <Bars
        label={t("insights.abuse.clusters")}
        rows={data.clusters.map((row) => ({
          ...{ id: row.name, name: row.name, value: row.attempts },
          words: t("insights.abuse.cluster.words", {
            ...{ n: row.attempts, blocked: row.blocked, through: row.through },
          }),
          said: t("insights.abuse.clusters.said", {
            ...{ name: row.name, n: row.attempts, names: row.names },
          }),
          note: t(`insights.abuse.by.${row.by}`),
        }))}
      />
    </Figure>
  );
}

function NotMeasured({ data }: { data: Abuse }) {
  const { t, say } = useText();
  return (
    <section className="panel" aria-labelledby="not-measured">
      <h2 id="not-measured">{t("insights.abuse.not-measured")}</h2>
      <dl className="signs">
        {data.notMeasured.map(({ id, name, why }) => (
          <div key={id}>
            <dt>{say(name)}</dt>
            <dd>{say(why)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
