/** I2: which way works, and how fast; each share with its interval, each time on one scale, and what others claim. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Text, useText } from "../i18n.ts";
import { Answered } from "./answered.tsx";
import { Figure } from "./charts/figure.tsx";
import { casesHref, csvHref, type Filter } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import { useDefinition, useFigures } from "./head.ts";
import type { Measures, WayRow } from "./methods-api.ts";
import { around, isCompared, twinHeads, twinRow } from "./methods-model.ts";
import { MethodsLegend, WaysTable } from "./methods-table.tsx";
import { Rich } from "./rich.tsx";
import { count, percent, type Rate, seconds, shortDay } from "./say.ts";

export function MethodsPage() {
  const text = useText();
  const { t } = text;
  const filter = useFilter();
  const measures = useFigures<Measures>("measures", filter);
  const lead = measures.data ? leadOf(measures.data, text) : null;
  return (
    <InsightsPage
      tab="methods"
      title={t("insights.methods.title")}
      lead={lead && <Rich words={lead} />}
    >
      <FilterLine head={measures.data} />
      <Answered query={measures}>
        {(answer) => (
          <>
            <Ways answer={answer} filter={filter} />
            <Notes answer={answer} filter={filter} />
          </>
        )}
      </Answered>
    </InsightsPage>
  );
}

const rowOf = ({ rows }: Measures, way: string) => rows.find((row) => row.way === way);

/** The page in words. Of too few it is said that they were few. */
function leadOf(answer: Measures, { t, lang }: Text): string {
  const [self, people] = [rowOf(answer, "self-service"), rowOf(answer, "customer-service")];
  const shown = [self, people].filter((row) => row !== undefined);
  if (shown.length === 0) return "";
  const parts = shown.map((row) => {
    const who = row === self ? "self" : "people";
    const { success, medianSeconds, n } = row;
    if (success.rate === null) return t(`insights.methods.lead.${who}.few`, { n });
    const rate = percent(success.rate);
    return medianSeconds === null
      ? t(`insights.methods.lead.${who}.no-time`, { rate })
      : t(`insights.methods.lead.${who}`, { rate, time: seconds(medianSeconds, lang) });
  });
  const { accepted } = answer.safety;
  const last =
    accepted === 0
      ? t("insights.methods.lead.nobody-else")
      : t("insights.methods.lead.somebody-else", { n: count(accepted) });
  return [...parts, last].join(lang === "zh" ? "" : " ");
}

function Ways({ answer, filter }: { answer: Measures; filter: Filter }) {
  const text = useText();
  const { t, lang } = text;
  const definition = useDefinition("success");
  const rows = [
    ...answer.rows.filter(isCompared),
    ...answer.rows.filter((row) => !isCompared(row)),
  ];
  if (rows.every(({ n }) => n === 0)) return <p className="blank">{t("insights.nothing")}</p>;
  return (
    <Figure
      title={t("insights.methods.figure")}
      summary={summaryOf(answer, text)}
      columns={twinHeads.map((head, n) => ({
        name: t(`insights.methods.head.${head}`),
        number: n > 0,
      }))}
      rows={rows.map((row) => {
        const [name, ...cells] = twinRow(row, lang);
        const off =
          row.off && t("insights.brackets", { words: t(`insights.methods.off.${row.off}`) });
        return [`${name}${off ?? ""}`, ...cells];
      })}
      csvHref={csvHref("measures", filter)}
      casesHref={casesHref(filter, "metric=cases")}
      definition={definition}
      legend={<MethodsLegend article={answer.article} />}
    >
      <WaysTable rows={answer.rows} article={answer.article} filter={filter} />
    </Figure>
  );
}

/** Best and worst of what is known: a sentence for who does not see the dots. */
function summaryOf({ rows }: Measures, { t, say }: Text): string {
  const known = rows
    .filter((row) => !isCompared(row) && row.success.rate !== null)
    .sort((a, b) => (b.success.rate ?? 0) - (a.success.rate ?? 0));
  const few = rows.filter(({ n, success }) => n > 0 && success.rate === null).length;
  const [best, worst] = [known[0], known.at(-1)];
  if (!best?.success.rate || !worst?.success.rate)
    return t("insights.methods.summary.none", { few });
  if (best === worst)
    return t("insights.methods.summary.one", {
      best: say(best.name),
      rate: percent(best.success.rate),
    });
  return t("insights.methods.summary", {
    ...{ best: say(best.name), high: percent(best.success.rate) },
    ...{ worst: say(worst.name), low: percent(worst.success.rate), few },
  });
}

function Notes({ answer, filter }: { answer: Measures; filter: Filter }) {
  const { t, lang } = useText();
  const { safety, changes, period } = answer;
  return (
    <div className="notes">
      <Note title={t("insights.methods.counted")}>
        {t("insights.methods.counted.text", {
          starts: count(safety.starts),
          named: count(safety.startsWithAccount),
          cases: count(safety.cases),
        })}
      </Note>
      <Note title={t("insights.methods.wrong")}>
        {[
          ...(["self-service", "customer-service"] as const).flatMap((way) => {
            const row = rowOf(answer, way);
            return row && row.takeover.n > 0 ? [disputes(row, t)] : [];
          }),
          acceptance(safety.acceptance, t),
          t("insights.methods.wrong.open"),
        ].join(lang === "zh" ? "" : " ")}
      </Note>
      {changes.length === 0 ? (
        <Note title={t("insights.methods.unchanged")}>{t("insights.methods.unchanged.text")}</Note>
      ) : (
        <Note
          title={t("insights.methods.changed", {
            days: changes.map(({ day }) => shortDay(day, lang)).join(t("insights.comma")),
          })}
        >
          {changes.map(({ day, policy, version }) => {
            const spans = around(day, period.to);
            return (
              <span key={`${policy} ${version}`}>
                {t("insights.methods.changed.text", { policy, version })}{" "}
                {spans ? (
                  <>
                    <Across span={spans.before} filter={filter}>
                      {t("insights.methods.before", { day: shortDay(day, lang) })}
                    </Across>
                    {t("insights.comma")}
                    <Across span={spans.after} filter={filter}>
                      {t("insights.methods.after")}
                    </Across>
                    {t("insights.stop")}{" "}
                  </>
                ) : null}
              </span>
            );
          })}
          {t("insights.methods.no-why")}
        </Note>
      )}
    </div>
  );
}

const Note = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h2>{title}</h2>
    <p>{children}</p>
  </section>
);

function Across({
  span,
  filter,
  children,
}: {
  span: { from: string; to: string };
  filter: Filter;
  children: ReactNode;
}) {
  const { days: _, ...rest } = filter;
  return (
    <Link to="/desk/insights/methods" search={{ ...rest, ...span }}>
      {children}
    </Link>
  );
}

const disputes = ({ way, takeover }: WayRow, t: Text["t"]) =>
  takeover.rate === null
    ? t(`insights.methods.wrong.${way}.few`, { n: count(takeover.n) })
    : t(`insights.methods.wrong.${way}`, {
        ...{ count: count(takeover.count), n: count(takeover.n) },
        high: `${(takeover.high * 100).toFixed(2)} %`,
      });

const acceptance = (rate: Rate, t: Text["t"]) =>
  rate.rate === null
    ? t("insights.methods.hostile.few", { n: count(rate.n) })
    : t("insights.methods.hostile", {
        ...{ n: count(rate.n), count: count(rate.count) },
        ...{ low: percent(rate.low), high: percent(rate.high) },
      });
