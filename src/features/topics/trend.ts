/**
 * Where a topic is going: its last 24 hours against the mean of the same hours of the days before. Words, not
 * arrows alone; and where there is too little to tell, that is what is said.
 */
import { BASELINE_DAYS_MIN, measure } from "./spike.ts";

export const trends = ["rising", "falling", "steady", "new", "too-few"] as const;
export type Trend = (typeof trends)[number];

const RISING = 1.3;
const FALLING = 0.77;
const Z = 2;
/** Below this many a day nothing is said of where it goes. */
const LEAST = 5;

/**
 * `n`: of the last 24 hours; `days`: of each day before that was counted. `change`: how many times the mean, both
 * one more than they are, so that a nothing divides nothing; null where there is nothing to compare.
 */
export function judgeTrend(
  n: number,
  days: readonly number[],
): { trend: Trend; change: number | null } {
  if (days.length < BASELINE_DAYS_MIN) return { trend: "too-few", change: null };
  const { mean, z } = measure(n, days);
  if (mean === 0) return { trend: n >= LEAST ? "new" : "too-few", change: null };
  if (n < LEAST && mean < LEAST) return { trend: "too-few", change: null };
  const change = (n + 1) / (mean + 1);
  if (change >= RISING && z >= Z) return { trend: "rising", change };
  if (change <= FALLING && z <= -Z) return { trend: "falling", change };
  return { trend: "steady", change };
}
