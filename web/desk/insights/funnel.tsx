/** I3: how far those come who begin, where they stop, and what stopped most of them. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useId } from "react";
import { type Text, useText } from "../i18n.ts";
import { Answered } from "./answered.tsx";
import { type BarRow, Bars } from "./charts/bars.tsx";
import { CasesLink, type Cell, Figure } from "./charts/figure.tsx";
import { Patterns, Swatch } from "./charts/patterns.tsx";
import { casesHref, csvHref, type Filter } from "./filter.ts";
import { FilterLine } from "./filter-line.tsx";
import { InsightsPage, useFilter } from "./frame.tsx";
import type { Funnel, Journey, Step } from "./funnel-api.ts";
import { useDefinition, useFigures } from "./head.ts";
import { rateWords } from "./methods-model.ts";
import { Rich } from "./rich.tsx";
import { count, percent, range, shortDay } from "./say.ts";

export function FunnelPage() {
  const text = useText();
  const { t } = text;
  const filter = useFilter();
  const { compare } = useSearch({ from: "/inside/desk/insights/funnel" });
  const funnel = useFigures<Funnel>("funnel", filter, compare ? { compare } : {});
  const lead = funnel.data ? leadOf(funnel.data, text) : null;
  const navigate = useNavigate();
  const turn = (on: boolean) =>
    void navigate({
      to: "/desk/insights/funnel",
      search: { ...filter, ...(on && { compare: "previous" as const }) },
    });
  return (
    <InsightsPage
      tab="funnel"
      title={t("insights.funnel.title")}
      lead={lead && <Rich words={lead} />}
    >
      <FilterLine head={funnel.data} />
      <p className="beside">
        <label>
          <input
            type="checkbox"
            checked={compare !== undefined}
            onChange={({ target }) => turn(target.checked)}
          />{" "}
          {t("insights.funnel.compare")}
        </label>
      </p>
      <Answered query={funnel}>
        {(answer) => (
          <>
            <Gaps gaps={answer.gaps} />
            {answer.journeys.map((journey) => (
              <Shown key={journey.id} journey={journey} filter={filter} />
            ))}
          </>
        )}
      </Answered>
    </InsightsPage>
  );
}

const worst = (journey: Journey | undefined): Step | undefined =>
  journey?.steps.filter(({ drop }) => drop > 0).sort((a, b) => b.drop - a.drop)[0];

/** How many came through of those who began, and where most of them stopped. */
function leadOf({ journeys }: Funnel, { t, say, lang }: Text): string {
  const journey = journeys.find(({ id }) => id === "self-service");
  const [first, last] = [journey?.steps[0], journey?.steps.at(-1)];
  if (!first || !last || first.n === 0) return t("insights.nothing");
  if (last.share.rate === null) return t("insights.funnel.lead.few", { n: count(first.n) });
  const most = worst(journey);
  const through = t("insights.funnel.lead", {
    ...{ n: count(first.n), done: count(last.n), rate: percent(last.share.rate) },
  });
  if (!most) return through;
  const where = t("insights.funnel.lead.most", { step: say(most.name), drop: count(most.drop) });
  return [through, where].join(lang === "zh" ? "" : " ");
}

function Shown({ journey, filter }: { journey: Journey; filter: Filter }) {
  const text = useText();
  const { t, say, lang } = text;
  const definition = useDefinition(`funnel-${journey.id}`);
  const { steps, previous } = journey;
  const title = say(journey.name);
  if (steps.every(({ n }) => n === 0))
    return (
      <section className="panel">
        <h2>{title}</h2>
        <p>{t("insights.nothing")}</p>
      </section>
    );
  const heads = [
    ...(["step", "n", "share", "drop", "drop-rate", "reason"] as const),
    ...(previous ? (["previous-n", "previous-drop"] as const) : []),
  ];
  return (
    <Figure
      title={title}
      summary={summaryOf(journey, text)}
      columns={heads.map((head) => ({
        ...{ name: t(`insights.funnel.head.${head}`), number: !["step", "reason"].includes(head) },
      }))}
      rows={steps.map((step) => twinRow(step, text))}
      csvHref={csvHref("funnel", filter, previous ? { compare: "previous" } : {})}
      definition={definition}
    >
      <Bars
        rows={steps.map((step) => barOf(step, text))}
        label={title}
        hint={t("insights.keys")}
        {...(previous && {
          beforeName: t("insights.funnel.before", {
            range: range(previous.from, previous.to, lang),
          }),
        })}
        aside={(row) => {
          const step = steps.find(({ step }) => step === row);
          return step && step.drop > 0 ? (
            <>
              <CasesLink href={casesHref(filter, step.cases)}>
                {t("insights.funnel.dropped", { n: count(step.drop) })}
              </CasesLink>{" "}
              <span className="m">
                {step.topReason
                  ? t("insights.funnel.reason", {
                      ...{ reason: say(step.topReason.name), n: count(step.topReason.count) },
                    })
                  : ""}
              </span>
            </>
          ) : null;
        }}
      />
    </Figure>
  );
}

function barOf(step: Step, { t, say }: Text): BarRow {
  const name = say(step.name);
  const words =
    step.share.rate === null ? count(step.n) : `${count(step.n)} · ${percent(step.share.rate)}`;
  const said = [
    t("insights.funnel.said", { name, n: count(step.n), share: rateWords(step.share) }),
    step.drop > 0 ? t("insights.funnel.said.drop", { n: count(step.drop) }) : "",
    step.previous ? t("insights.funnel.said.before", { n: count(step.previous.n) }) : "",
  ];
  return {
    ...{ id: step.step, name, value: step.n, words, said: said.filter(Boolean).join(" ") },
    ...(step.previous && { before: step.previous.n }),
  };
}

const twinRow = (step: Step, { say }: Text): Cell[] => [
  ...[say(step.name), count(step.n), rateWords(step.share), count(step.drop)],
  rateWords(step.dropRate),
  step.topReason ? `${say(step.topReason.name)} (${count(step.topReason.count)})` : "–",
  ...(step.previous ? [count(step.previous.n), count(step.previous.drop)] : []),
];

function summaryOf(journey: Journey, { t, say }: Text): string {
  const [first, last] = [journey.steps[0], journey.steps.at(-1)];
  const most = worst(journey);
  if (!first || !last || !most) return t("insights.funnel.summary.all");
  return t("insights.funnel.summary", {
    ...{ n: count(first.n), done: count(last.n), step: say(most.name), drop: count(most.drop) },
  });
}

/** Days that nobody counted are hatched, and not taken for days without anybody. */
function Gaps({ gaps }: Pick<Funnel, "gaps">) {
  const { t, lang } = useText();
  const id = useId();
  if (gaps.length === 0) return null;
  return (
    <p className="stale" role="status">
      <svg width="0" height="0" aria-hidden="true">
        <Patterns id={id} />
      </svg>
      <Swatch id={id} fill="gap" />{" "}
      {t("insights.funnel.gaps", {
        days: gaps.map(({ day }) => shortDay(day, lang)).join(t("insights.comma")),
      })}
    </p>
  );
}
