/** What a bench is, and what it says: rows of medians with their spread, each beside its goal or its limit. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export type Row = {
  name: string;
  median: number;
  min: number;
  max: number;
  unit: string;
  /** How many times it was measured. */
  rounds: number;
  /** The median divided by that of another row of the same run. */
  ratio?: number;
  ratioTo?: string;
  /** What was asked for; a row without one is there to compare with. */
  goal?: string;
  holds?: boolean;
};

export type Result = {
  rows: Row[];
  /** What the figures mean, one sentence a line. */
  notes: string[];
  /** Versions of what was measured beside us. */
  versions?: Record<string, string>;
};

export type Bench = {
  name: string;
  title: string;
  run(say: (line: string) => void, quick: boolean): Promise<Result>;
};

/** A row over the values that were measured. */
export function row(
  name: string,
  unit: string,
  values: readonly number[],
  more: Pick<Row, "ratio" | "ratioTo" | "goal" | "holds"> = {},
): Row {
  if (values.length === 0) throw new Error(`Nothing was measured for “${name}”.`);
  return {
    ...{ name, unit, rounds: values.length },
    median: short(median(values)),
    min: short(Math.min(...values)),
    max: short(Math.max(...values)),
    ...more,
    ...(more.ratio !== undefined && { ratio: short(more.ratio) }),
  };
}

/** A row whose median must not be above `most`. */
export const atMost = (name: string, unit: string, values: readonly number[], most: number): Row =>
  row(name, unit, values, { goal: `at most ${most} ${unit}`, holds: median(values) <= most });

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Three figures are what a measurement on a shared machine is worth. */
const short = (value: number) =>
  Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));

export const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The version of an installed package, without its exports being asked. */
export function versionOf(name: string): string {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? [])
    try {
      return JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")).version;
    } catch {
      // In another folder, or not installed.
    }
  return "not installed";
}
