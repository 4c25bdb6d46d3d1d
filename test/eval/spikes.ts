/**
 * `npm run eval -- spikes`: simulated topics, by a seed. Days are negative binomial (k = 10) with a weekly rhythm,
 * spread over the hours of a day; a true tripling is a day of three times the rate. Recall: alerted within 24 hours
 * of its beginning. False: alerts in weeks where nothing happened.
 */
import {
  BASELINE_DAYS,
  bounds,
  isSpike,
  type Limits,
  measure,
  type Open,
  readingOf,
  step,
} from "../../src/features/topics/spike.ts";
import { percent, tableOf } from "./rows.ts";

/** Mulberry32: small, seeded, the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
type Chance = () => number;

const normal = (chance: Chance) =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

/** Marsaglia and Tsang, for a shape above 1, with a mean of 1. */
function gamma(chance: Chance, shape: number): number {
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(chance);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - chance()) < x ** 2 / 2 + d - d * v + d * Math.log(v))
      return (d * v) / shape;
  }
}

function poisson(chance: Chance, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)));
  const limit = Math.exp(-mean);
  let n = 0;
  for (let product = chance(); product > limit; product *= chance()) n++;
  return n;
}

const WEEK = [1.1, 1.1, 1.1, 1.1, 1.0, 0.8, 0.8];
/** Nights are quiet, evenings are not. Sums to 24. */
const hourly = Array.from(
  { length: 24 },
  (_, hour) => 1 - 0.8 * Math.cos((hour / 24) * 2 * Math.PI),
);
const K = 10;

/** Hours of so many days. The excess of a day is its own: what makes it loud is on everybody's lips all day. */
function hoursOf(chance: Chance, days: number, perDay: number, tripledFrom = Infinity): number[] {
  return Array.from({ length: days }, (_, day) => {
    const loud = gamma(chance, K) * (WEEK[day % 7] ?? 1) * perDay;
    return hourly.map((share, hour) => {
      const isTripled = day * 24 + hour >= tripledFrom;
      return poisson(chance, (loud * (isTripled ? 3 : 1) * share) / 24);
    });
  }).flat();
}

export type Variant = {
  name: string;
  checksPerDay: 1 | 24;
  limits: Limits;
  /** The variance of the days alone, the same with weekdays taken out, or drawn to an ordinary topic's. */
  spread: "days" | "weekdays" | "drawn";
};

/** The mean of each weekday against all, halfway to 1: two weeks know little of a weekday. */
function levelled(days: readonly number[]): number[] {
  const all = days.reduce((sum, day) => sum + day, 0) / days.length;
  if (all === 0) return [...days];
  // The last of a fortnight is the day before: `days[n]` and `days[n + 7]` are of one weekday.
  const factor = (n: number) => {
    const same = ((days[n % 7] ?? 0) + (days[(n % 7) + 7] ?? 0)) / 2;
    return (1 + same / all) / 2;
  };
  // Today is of the weekday of a week before.
  const today = factor(0);
  return days.map((day, n) => (day / Math.max(factor(n), 0.25)) * today);
}

/** Hours at which an alert is told, of a topic whose days end at the given hour of the series. */
function alertsOf(hours: readonly number[], from: number, variant: Variant): number[] {
  const sums = [0];
  for (const n of hours) sums.push((sums.at(-1) ?? 0) + n);
  const between = (start: number, end: number) => (sums[end] ?? 0) - (sums[start] ?? 0);
  const told: number[] = [];
  let open = null as Open | null;
  for (let end = from; end <= hours.length; end += 24 / variant.checksPerDay) {
    const days = Array.from({ length: BASELINE_DAYS }, (_, n) => {
      const until = end - 24 * (BASELINE_DAYS - n);
      return between(until - 24, until);
    });
    const n = between(end - 24, end);
    const reading =
      variant.spread === "drawn"
        ? readingOf(n, days)
        : measure(n, variant.spread === "weekdays" ? levelled(days) : days);
    const now = new Date(end * 3_600_000);
    const last = told.at(-1);
    const toldAt = last === undefined ? null : new Date(last * 3_600_000);
    const next = step(open, toldAt, reading, isSpike(reading, variant.limits), now);
    if (next.is === "opened" || next.is === "escalated") {
      told.push(end);
      open = { height: reading.n, toldAt: now, quietSince: null };
    } else if (next.is === "closed") open = null;
    else if (open && next.is === "quiet") open = { ...open, quietSince: next.since };
    else if (open && next.is === "loud") open = { ...open, quietSince: null };
  }
  return told;
}

/** Recall of a tripling that begins at any hour, and false alerts of a topic in a week. */
export function simulate(seed: number, perDay: number, variant: Variant, runs: number) {
  const chance = seeded(seed);
  const before = BASELINE_DAYS + 1;
  let found = 0;
  let hoursToIt = 0;
  for (let run = 0; run < runs; run++) {
    const weekday = Math.floor(chance() * 7);
    const days = before + weekday;
    // With one look a day it is a calendar day that is tripled, as the look sees it.
    const begins = days * 24 + (variant.checksPerDay === 1 ? 0 : Math.floor(chance() * 24));
    const hours = hoursOf(chance, days + 2, perDay, begins).slice(0, begins + 24);
    const first = alertsOf(hours, begins + 24 / variant.checksPerDay, variant)[0];
    if (first === undefined) continue;
    found++;
    hoursToIt += first - begins;
  }
  const weeks = Math.ceil(runs / 4);
  let falsely = 0;
  for (let run = 0; run < weeks; run++) {
    const hours = hoursOf(chance, before + 28, perDay);
    falsely += alertsOf(hours, before * 24, variant).length;
  }
  return { recall: found / runs, falsePerWeek: falsely / (weeks * 4), hours: hoursToIt / found };
}

const z3 = { least: 5, times: 2, z: 3 };
export const ours: Variant = { name: "ours", checksPerDay: 24, limits: bounds, spread: "drawn" };
const variants: Variant[] = [
  { name: "once a day, z 3", checksPerDay: 1, limits: z3, spread: "days" },
  { name: "once a day, z 3, by weekday", checksPerDay: 1, limits: z3, spread: "weekdays" },
  { name: "hourly, z 3", checksPerDay: 24, limits: z3, spread: "days" },
  { name: "hourly, z 3, by weekday", checksPerDay: 24, limits: z3, spread: "weekdays" },
  { name: "hourly, z 3.5", checksPerDay: 24, limits: bounds, spread: "days" },
  { name: "hourly, z 4", checksPerDay: 24, limits: { ...z3, z: 4 }, spread: "days" },
  ours,
];

export const SEED = 20261129;

export function evaluateSpikes(): string[] {
  const rows = [["posts a day", "rule", "recall", "false a topic-week", "hours to it"]];
  for (const perDay of [2, 5, 20, 100, 1000])
    for (const variant of variants) {
      const { recall, falsePerWeek, hours } = simulate(SEED, perDay, variant, 1000);
      rows.push([
        ...[String(perDay), variant.name, percent(recall * 1000, 1000)],
        ...[falsePerWeek.toFixed(3), hours.toFixed(1)],
      ]);
    }
  return [
    `Simulated, seed ${SEED}, 1,000 triplings and 1,000 topic-weeks a line.`,
    ...tableOf(rows),
  ];
}
