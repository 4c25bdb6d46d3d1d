/** What the page of ways works out by itself: order, the table twin, the days before and after a change. */
import type { Lang } from "../i18n.ts";
import type { Cell } from "./charts/figure.tsx";
import { type Outcome, outcomes, type WayRow } from "./methods-api.ts";
import { count, interval, percent, type Rate, seconds } from "./say.ts";

/** The two of the comparison, which stand above the others and are not sorted. */
export const compared = ["self-service", "customer-service"] as const;
export const isCompared = ({ way }: Pick<WayRow, "way">) => compared.some((each) => each === way);

export const sorts = ["n", "success", "median", "p90", "abandon"] as const;
export type Sort = (typeof sorts)[number];
const rateOf = (rate: Rate) => rate.rate;
const sortedBy: Record<Sort, (row: WayRow) => number | null> = {
  n: ({ n }) => n,
  success: ({ success }) => rateOf(success),
  median: ({ medianSeconds }) => medianSeconds,
  p90: ({ p90Seconds }) => p90Seconds,
  abandon: ({ abandon }) => rateOf(abandon),
};

/** What is not known stands last, whichever way the rest is sorted. */
export function sorted(rows: readonly WayRow[], by: Sort, isDown: boolean): WayRow[] {
  const sign = isDown ? -1 : 1;
  return rows
    .filter((row) => !isCompared(row))
    .sort((a, b) => {
      const [left, right] = [sortedBy[by](a), sortedBy[by](b)];
      if (left === null || right === null)
        return Number(left === null) - Number(right === null) || b.n - a.n;
      return sign * (left - right);
    });
}

const none = "–";
export const rateWords = (rate: Rate) => (rate.rate === null ? none : percent(rate.rate));
export const timeWords = (time: number | null, lang: Lang) =>
  time === null ? none : seconds(time, lang);
const partOf = (row: WayRow, outcome: Outcome): Cell => {
  const part = row.outcomes[outcome];
  return part === undefined ? none : count(part);
};

/** One row of the twin: what the file holds, in words. */
export const twinRow = (row: WayRow, lang: Lang): Cell[] => [
  ...[row.name[lang], count(row.n)],
  ...outcomes.map((outcome) => partOf(row, outcome)),
  rateWords(row.success),
  row.success.rate === null ? none : interval(row.success),
  ...[row.firstTry, row.within24h, row.within7d].map(rateWords),
  ...[row.medianSeconds, row.p90Seconds, row.meanSeconds].map((time) => timeWords(time, lang)),
  ...[row.activeMedianSeconds, row.waitMedianSeconds].map((time) => timeWords(time, lang)),
  ...[row.abandon, row.takeover].map(rateWords),
];
export const twinHeads = [
  ...["way", "n", ...outcomes, "success", "interval"],
  ...["first-try", "within-24h", "within-7d", "median", "p90", "mean", "active", "wait"],
  ...["abandon", "takeover"],
] as const;

const DAY_MS = 86_400_000;
const moved = (day: string, by: number) =>
  new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);

/** As many days on both sides of a change as there are behind it within the period, 28 at most, whole weeks if it can be. */
export function around(day: string, to: string): { before: Span; after: Span } | null {
  const behind = Math.round((Date.parse(to) - Date.parse(day)) / DAY_MS) + 1;
  if (behind < 1) return null;
  const days = behind >= 7 ? Math.min(28, behind - (behind % 7)) : behind;
  return {
    before: { from: moved(day, -days), to: moved(day, -1) },
    after: { from: day, to: moved(day, days - 1) },
  };
}
type Span = { from: string; to: string };
