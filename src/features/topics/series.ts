/**
 * Days of a topic, as trend and spike compare them. A source that is counted since yesterday would make everything
 * rise: it is compared from its third day on, and then only as far back as it goes. Pure.
 */
import type { DayCell } from "./series-store.ts";
import { BASELINE_DAYS, BASELINE_DAYS_MIN } from "./spike.ts";

const DAY_MS = 86_400_000;
/** How far back a source's beginning is looked for: one that brings something every third day is known. */
export const BEGINNINGS_DAYS = BASELINE_DAYS + 4;
/** Ours are there from the first day, though nothing may have happened. */
export const ownSources: readonly string[] = ["own-cases", "scam-reports"];

export type Compared = { sources: ReadonlySet<string>; days: number };

/** Which sources are compared, and how many days before the last one all of them have. */
export function comparable(beginnings: ReadonlyMap<string, Date>, end: Date): Compared {
  const sources = new Set(ownSources);
  let days = BASELINE_DAYS;
  let others = 0;
  for (const [source, at] of beginnings) {
    if (sources.has(source)) continue;
    const has = Math.floor((end.getTime() - at.getTime()) / DAY_MS - 1 + 1 / 24);
    if (has < BASELINE_DAYS_MIN) continue;
    sources.add(source);
    others++;
    days = Math.min(days, has);
  }
  // Nothing but ours, and these only since they were first heard of.
  if (others === 0) {
    const first = [...beginnings.values()].sort((a, b) => a.getTime() - b.getTime())[0];
    const has = first ? Math.floor((end.getTime() - first.getTime()) / DAY_MS) - 1 : 0;
    days = Math.max(0, Math.min(BASELINE_DAYS, has));
  }
  return { sources, days };
}

export type Series = {
  /** Of the last 24 hours. */
  n: number;
  /** Of the days before, the oldest first. */
  days: number[];
  /** The mean of the days before, by source. */
  means: Map<string, number>;
};

/** One topic's days, summed over the sources that are compared. */
export function seriesOf(
  cells: readonly DayCell[],
  topic: string,
  { sources, days }: Compared,
  count: "items" | "stories",
): Series {
  const series: Series = { n: 0, days: Array.from({ length: days }, () => 0), means: new Map() };
  for (const cell of cells) {
    if (cell.topic !== topic || !sources.has(cell.source) || cell.back > days) continue;
    const n = cell[count];
    if (cell.back === 0) series.n += n;
    else {
      series.days[days - cell.back] = (series.days[days - cell.back] ?? 0) + n;
      series.means.set(cell.source, (series.means.get(cell.source) ?? 0) + n / days);
    }
  }
  return series;
}

/** Items of each of these days, the oldest first, for a topic of any source or of one. */
export function dailyOf(
  cells: readonly DayCell[],
  topic: string,
  days: number,
  source: string | undefined,
): number[] {
  const daily = Array.from({ length: days }, () => 0);
  for (const cell of cells)
    if (cell.topic === topic && cell.back < days && (!source || cell.source === source))
      daily[days - 1 - cell.back] = (daily[days - 1 - cell.back] ?? 0) + cell.items;
  return daily;
}
