/** The desk's clock: the promise, whose turn it was, the first word, what is open, and what may come. */
import { teamWords } from "../house-words.tsx";
import { useText } from "../i18n.ts";
import type { Age, Team } from "./abuse-api.ts";
import { Bars } from "./charts/bars.tsx";
import { DotInterval } from "./charts/dot-interval.tsx";
import { Figure } from "./charts/figure.tsx";
import { Lines } from "./charts/lines.tsx";
import { csvHref } from "./filter.ts";
import { useFilter } from "./frame.tsx";
import { useDefinition } from "./head.ts";
import { count, seconds, shortDay } from "./say.ts";

type Given = { data: Team };

/** Due, met and missed by day: a late case stands on the day on which it was due. */
export function Promised({ data: { promise } }: Given) {
  const { t, lang } = useText();
  const filter = useFilter();
  const definition = useDefinition("promise-kept");
  const missed = promise.days.reduce((total, day) => total + day.missed, 0);
  const due = promise.days.reduce((total, day) => total + day.due, 0);
  const series = (["met", "missed"] as const).map((part) => ({
    ...{ id: part, name: t(`insights.team.${part}`) },
    points: promise.days.map((day) => ({
      ...{ day: day.day, value: day[part] },
      said: `${shortDay(day.day, lang)}: ${t(`insights.team.${part}`)} ${day[part]}`,
    })),
  }));
  return (
    <Figure
      title={t("insights.team.promise")}
      definition={definition}
      csvHref={csvHref("team", filter, { table: "promise" })}
      summary={t("insights.team.promise.said", { due: count(due), missed: count(missed) })}
      columns={[
        { name: t("insights.abuse.day") },
        ...["due", "met", "missed"].map((part) => ({
          ...{ name: t(`insights.team.${part}`), number: true },
        })),
      ]}
      rows={promise.days.map((day) => [shortDay(day.day, lang), day.due, day.met, day.missed])}
    >
      <Lines kind="count" label={t("insights.team.promise")} series={series} />
    </Figure>
  );
}

const HOUR = 3600;
const hours = (given: number) => Math.round((given / HOUR) * 10) / 10;

export function Sides({ data: { sides } }: Given) {
  const { t, lang } = useText();
  const filter = useFilter();
  const definition = useDefinition("whose-turn");
  const { all } = sides;
  const series = (["ours", "claimant"] as const).map((side) => ({
    ...{ id: side, name: t(`insights.team.${side}`) },
    points: sides.days.map((day) => {
      const value = hours(day[`${side}Seconds`]);
      const said = `${shortDay(day.day, lang)}: ${t(`insights.team.${side}`)} ${value}`;
      return { day: day.day, value, said };
    }),
  }));
  return (
    <Figure
      title={t("insights.team.sides")}
      definition={definition}
      csvHref={csvHref("team", filter, { table: "sides" })}
      summary={
        all.oursMedianSeconds === null || all.claimantMedianSeconds === null
          ? t("insights.few", { n: all.n })
          : t("insights.team.sides.said", {
              ...{ n: all.n, ours: seconds(all.oursMedianSeconds, lang) },
              claimant: seconds(all.claimantMedianSeconds, lang),
            })
      }
      columns={[
        { name: t("insights.abuse.day") },
        ...["closed", "ours", "claimant"].map((part) => ({
          ...{ name: t(`insights.team.${part}`), number: true },
        })),
      ]}
      rows={sides.days.map((day) => [
        ...[shortDay(day.day, lang), day.n, hours(day.oursSeconds), hours(day.claimantSeconds)],
      ])}
    >
      <Lines kind="count" label={t("insights.team.sides")} series={series} />
    </Figure>
  );
}

export function FirstReply({ data: { firstReply } }: Given) {
  const text = useText();
  const { t, lang } = text;
  const filter = useFilter();
  const definition = useDefinition("first-reply");
  const rows = [{ team: undefined, ...firstReply.all }, ...firstReply.teams];
  const nameOf = (team: string | null | undefined) =>
    team === undefined ? t("insights.team.all") : teamWords(text, team);
  const time = (given: number | null) => (given === null ? null : seconds(given, lang));
  const { all } = firstReply;
  return (
    <Figure
      title={t("insights.team.reply")}
      definition={definition}
      csvHref={csvHref("team", filter, { table: "teams" })}
      summary={
        all.medianSeconds === null
          ? t("insights.few", { n: all.answered })
          : t("insights.team.reply.said", {
              ...{ n: all.answered, of: all.n, median: seconds(all.medianSeconds, lang) },
              working: time(all.workingMedianSeconds) ?? "–",
            })
      }
      columns={[
        { name: t("insights.team.team") },
        ...["opened", "answered", "median", "p90", "working"].map((part) => ({
          ...{ name: t(`insights.team.${part}`), number: true },
        })),
      ]}
      rows={rows.map((row) => [
        ...[nameOf(row.team), row.n, row.answered, time(row.medianSeconds), time(row.p90Seconds)],
        time(row.workingMedianSeconds),
      ])}
    >
      <DotInterval
        kind="seconds"
        label={t("insights.team.reply")}
        rows={rows.map((row) => ({
          ...{ id: row.team === undefined ? "all" : (row.team ?? "-"), name: nameOf(row.team) },
          ...{ n: row.answered, words: time(row.medianSeconds) ?? "" },
          dot: row.medianSeconds === null ? null : { at: row.medianSeconds, p90: row.p90Seconds },
          said: `${nameOf(row.team)}: ${time(row.medianSeconds) ?? ""}`,
        }))}
      />
    </Figure>
  );
}

export function Backlog({ data: { backlog } }: Given) {
  const { t } = useText();
  const filter = useFilter();
  const definition = useDefinition("backlog-by-age");
  const nameOf = ({ fromHours, toHours }: Age) =>
    toHours === null
      ? t("insights.team.age.over", { from: fromHours })
      : t("insights.team.age", { from: fromHours, to: toHours });
  const total = backlog.all.reduce((sum, { ours, claimant }) => sum + ours + claimant, 0);
  const ours = backlog.all.reduce((sum, { ours }) => sum + ours, 0);
  const words = (age: Age) =>
    t("insights.team.age.words", { n: age.ours + age.claimant, ours: age.ours });
  return (
    <Figure
      title={t("insights.team.backlog")}
      definition={definition}
      csvHref={csvHref("team", filter, { table: "backlog" })}
      summary={t("insights.team.backlog.said", { n: total, ours })}
      columns={[
        { name: t("insights.team.age.head") },
        { name: t("insights.team.ours"), number: true },
        { name: t("insights.team.claimant"), number: true },
      ]}
      rows={backlog.all.map((age) => [nameOf(age), age.ours, age.claimant])}
    >
      <Bars
        label={t("insights.team.backlog")}
        rows={backlog.all.map((age) => ({
          ...{ id: String(age.fromHours), name: nameOf(age), value: age.ours + age.claimant },
          ...{ words: words(age), said: `${nameOf(age)}: ${words(age)}` },
        }))}
      />
    </Figure>
  );
}

export function Forecast({ data: { forecast } }: Given) {
  const { t, lang } = useText();
  const filter = useFilter();
  const definition = useDefinition("forecast");
  const last = forecast.at(-1);
  const parts = ["arrivals", "capacity"] as const;
  const words = (spread: { mean: number; least: number; most: number }) =>
    t("insights.team.spread", spread);
  return (
    <Figure
      title={t("insights.team.forecast")}
      definition={definition}
      csvHref={csvHref("team", filter, { table: "forecast" })}
      summary={t("insights.team.forecast.said", { n: last?.openAfter ?? 0 })}
      columns={[
        { name: t("insights.abuse.day") },
        ...parts.map((part) => ({ name: t(`insights.team.${part}`), number: true })),
        { name: t("insights.team.open-after"), number: true },
      ]}
      rows={forecast.map((row) => [
        ...[shortDay(row.day, lang), words(row.arrivals), words(row.capacity), row.openAfter],
      ])}
    >
      <Lines
        kind="count"
        label={t("insights.team.forecast")}
        series={parts.map((part) => ({
          ...{ id: part, name: t(`insights.team.${part}`) },
          points: forecast.map(({ day, [part]: spread }) => ({
            ...{ day, value: spread.mean, low: spread.least, high: spread.most },
            said: `${shortDay(day, lang)}: ${t(`insights.team.${part}`)} ${words(spread)}`,
          })),
        }))}
      />
    </Figure>
  );
}
