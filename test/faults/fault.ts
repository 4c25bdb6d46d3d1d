/**
 * What a fault is: one attack or failure of the project's list (T01 ...), with the figures that came
 * out and what each had to be. The same function runs small in the tests and whole in
 * `npm run faults`; nothing is passed by saying so.
 */
import type { Target } from "./target.ts";

/** `small`: seconds, for every run of the tests. `full`: the counts of the list. */
export type Size = "small" | "full";

/** One figure: what was measured, what it had to be, and whether it is. */
export type Figure = { what: string; measured: number | string; wanted: string; holds: boolean };

export type Fault = {
  /** As in the list of scenarios, like T03; storms have names. */
  id: string;
  /** One sentence: what is tried. */
  title: string;
  /** `url`: from outside, against any base URL. `own`: brings its own servers, clocks or failures. */
  needs: "url" | "own";
  /** It measures time, or kills what others need: nothing runs beside it. */
  alone?: true;
  /** Only when it is named: it installs programs of other people. */
  asked?: true;
  run(size: Size, say: (line: string) => void, target: Target): Promise<Figure[]>;
};

/** At most so many. */
export const atMost = (what: string, measured: number, max: number, unit = ""): Figure => ({
  what,
  measured: tidy(measured, unit),
  wanted: `at most ${max}${unit}`,
  holds: measured <= max,
});

export const atLeast = (what: string, measured: number, min: number, unit = ""): Figure => ({
  what,
  measured: tidy(measured, unit),
  wanted: `at least ${min}${unit}`,
  holds: measured >= min,
});

export const exactly = (
  what: string,
  measured: number | string,
  wanted: number | string,
): Figure => ({
  what,
  measured,
  wanted: String(wanted),
  holds: measured === wanted,
});

const tidy = (value: number, unit: string) =>
  `${Number.isInteger(value) ? value : value.toFixed(3)}${unit}`;

/** None in so many trials says: below this share, with 95 % confidence (rule of three). */
export const noneOf = (what: string, found: number, trials: number): Figure => ({
  what,
  measured: found === 0 ? `0 of ${trials} (below ${percent(3 / trials)})` : `${found} of ${trials}`,
  wanted: "0",
  holds: found === 0 && trials > 0,
});

const percent = (share: number) => `${(100 * Math.min(share, 1)).toPrecision(2)} %`;

/** Runs `work` for each of `items`, `width` at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await work(items[index] as T, index);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}

export const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

/** The value below which this share of the list lies. */
export function quantile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** A repeatable source of chance for attacks: the seed is printed with the run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
