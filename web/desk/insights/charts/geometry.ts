/** Where things stand in a chart. Data in, numbers out: pixels from the left or from the top. */
import { scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";

export type Axis = {
  width: number;
  /** Pixels from the left; never beyond the chart's edges. */
  at(value: number): number;
  ticks: number[];
};

/** The last ten percent below the lowest, so that the lowest is not on the edge. */
const tenBelow = (shares: readonly number[]) =>
  Math.min(0.9, Math.max(0, Math.floor(Math.min(1, ...shares) * 10 - 1e-9) / 10));

/** Shares stand between 0 and 1. Dots may begin anywhere, so the axis begins at the last ten percent below the lowest. */
export function shareAxis(values: readonly number[], width: number): Axis {
  const from = tenBelow(values);
  const scale = scaleLinear([from, 1], [0, width]).clamp(true);
  const step = 1 - from > 0.35 ? 0.2 : 0.1;
  const count = Math.floor((1 - from) / step + 1e-9);
  // Counted from 100 %, which always has its line.
  const ticks = Array.from({ length: count + 1 }, (_, n) => 1 - step * (count - n));
  return {
    width,
    at: (value) => scale(value),
    ticks: ticks.map((tick) => Math.round(tick * 100) / 100),
  };
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** Times that have a name, in seconds. */
export const marks = [1, 10, MINUTE, 10 * MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY, 365 * DAY];

/** Seconds to weeks on one line: each tenfold is as wide as the next. From the mark below the least to the most. */
export function secondsAxis(values: readonly number[], width: number): Axis {
  const known = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...known, 10), Math.max(...known, HOUR)];
  const from = marks.findLast((mark) => mark <= least) ?? 1;
  const to = most > DAY ? most * 1.1 : Math.max(most * 1.1, 1.3 * DAY);
  const scale = scaleLog([from, to], [0, width]).clamp(true);
  return {
    width,
    at: (value) => scale(Math.max(value, from)),
    ticks: marks.filter((mark) => mark >= from && mark <= to),
  };
}

/** Bars begin at nothing, always. `most` may be given, so that two charts can be compared. */
export function barAxis(values: readonly number[], width: number, most?: number): Axis {
  const scale = scaleLinear([0, most ?? Math.max(1, ...values)], [0, width]).clamp(true);
  return { width, at: (value) => scale(value), ticks: scale.ticks(4) };
}

export type DayAxis = { at(day: string): number; ticks: string[] };
const DAY_MS = 86_400_000;

/** So many pixels the name of a day takes. */
const NAME = 54;

/** Days between two edges; as many have their names as there is room for, at most eight; the last always. */
export function dayAxis(days: readonly string[], left: number, right: number): DayAxis {
  const first = Date.parse(days[0] ?? "1970-01-01");
  const last = Date.parse(days.at(-1) ?? "1970-01-02");
  const scale = scaleLinear([first, Math.max(last, first + DAY_MS)], [left, right]).clamp(true);
  const names = Math.max(2, Math.min(8, Math.floor((right - left) / NAME)));
  const every = Math.max(1, Math.ceil(days.length / names));
  return {
    at: (day) => scale(Date.parse(day)),
    ticks: days.filter((_, n) => (days.length - 1 - n) % every === 0),
  };
}

/** From below to above. Counts and times begin at nothing, shares at the ten percent below the least. */
export function valueAxis(
  values: readonly number[],
  kind: "share" | "count" | "seconds",
  top: number,
  bottom: number,
): { at(value: number): number; ticks: number[] } {
  const most = Math.max(...values, 0);
  const scale = scaleLinear().range([bottom, top]).clamp(true);
  if (kind === "share") {
    const from = values.length === 0 ? 0 : tenBelow(values);
    const to = values.length === 0 ? 1 : Math.min(1, Math.ceil(most * 10 - 1e-9) / 10);
    scale.domain([from, Math.max(to, from + 0.1)]);
    return { at: (value) => scale(value), ticks: scale.ticks(4) };
  }
  scale.domain([0, Math.max(most, 1)]).nice(4);
  return { at: (value) => scale(value), ticks: scale.ticks(4).filter(Number.isInteger) };
}

type Dated = { day: string; value: number | null; low?: number; high?: number };
type Values = { at(value: number): number };

/** A line through what is known: where nothing is, it stops and begins again. */
export const linePath = (points: readonly Dated[], x: DayAxis, y: Values): string =>
  line<Dated>()
    .defined(({ value }) => value !== null)
    .x(({ day }) => x.at(day))
    .y(({ value }) => y.at(value ?? 0))(points) ?? "";

export const bandPath = (points: readonly Dated[], x: DayAxis, y: Values): string =>
  area<Dated>()
    .defined(({ value, low, high }) => value !== null && low !== undefined && high !== undefined)
    .x(({ day }) => x.at(day))
    .y0(({ low }) => y.at(low ?? 0))
    .y1(({ high }) => y.at(high ?? 0))(points) ?? "";

/** Parts side by side, which fill the width whatever they sum to; nothing fills nothing. */
export function placed(parts: readonly number[], width: number): { x: number; width: number }[] {
  const sum = parts.reduce((total, part) => total + part, 0);
  let x = 0;
  return parts.map((part) => {
    const box = { x, width: sum === 0 ? 0 : (part / sum) * width };
    x += box.width;
    return box;
  });
}

/** 0 for nothing, 1 to 4 for quarters of the most. */
export const level = (value: number, most: number): number =>
  value <= 0 ? 0 : Math.min(4, Math.ceil((value / most) * 4));
