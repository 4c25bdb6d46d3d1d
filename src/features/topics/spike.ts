/**
 * A topic spikes when a day brings far more than the days before it: a scam that has just begun, an outage.
 * Whoever wants panic, or wants us to look elsewhere, would make one: so stories and authors are counted and
 * not raw discussions, one author counts once, one source alone raises nothing, and what was told is not told
 * again within six hours. Below five a day no rule is good, and none is tried.
 */

/** What the last 24 hours are held against: so many days before them, each of the same 24 hours. */
export const BASELINE_DAYS = 14;
/** A count that has only begun has nothing to be compared with. */
export const BASELINE_DAYS_MIN = 3;

export const bounds = {
  /** Fewer than this in a day say nothing. */
  least: 5,
  times: 2,
  /** 3 would do for one look a day; of 24 looks it raises twice as many false alarms (docs/decisions/0042). */
  z: 3.5,
  /** Of what was told there is silence for so long, whatever happens. */
  cooldownHours: 6,
  /** After that it is told again when it has grown to so many times what was told. */
  escalatesAt: 2,
  /** Over, when it has stayed under so many times the mean for so long. */
  quietTimes: 1.5,
  quietHours: 24,
} as const;

export type Reading = {
  /** Of the last 24 hours. */
  n: number;
  mean: number;
  variance: number;
  z: number;
  /** How many times the mean; null where the days before had nothing. */
  times: number | null;
};

/**
 * Two weeks know little of how much a topic goes up and down by itself. So the variance is drawn towards that of an
 * ordinary topic of this size (a negative binomial of k = 10), which counts like so many days.
 */
const ORDINARY_DAYS = 14;
const ordinary = (mean: number) => mean + mean ** 2 / 10;

/** `days`: of each day before, in any order. */
export const readingOf = (n: number, days: readonly number[]): Reading =>
  measure(n, days, ORDINARY_DAYS);

/** The same with the variance of these days alone, as a sample. */
export function measure(n: number, days: readonly number[], ordinaryDays = 0): Reading {
  const mean = days.reduce((sum, day) => sum + day, 0) / Math.max(days.length, 1);
  const squares = days.reduce((sum, day) => sum + (day - mean) ** 2, 0);
  const known = Math.max(days.length - 1, 0);
  const variance = (squares + ordinaryDays * ordinary(mean)) / Math.max(known + ordinaryDays, 1);
  const z = (n - mean) / Math.sqrt(Math.max(mean, variance, 0.5));
  return { n, mean, variance, z, times: mean > 0 ? n / mean : null };
}

export type Limits = { least: number; times: number; z: number };

export const isSpike = ({ n, mean, z }: Reading, limits: Limits = bounds): boolean =>
  n >= limits.least && n >= limits.times * mean && z >= limits.z;

/** One source in the last 24 hours. */
export type Voice = {
  source: string;
  stories: number;
  /** Different authors; where none is named, each story is one's. */
  authors: number;
  /** What this source brings on an ordinary day. */
  mean: number;
};

/** An author counts once, however much they write; a story once, however many write it. */
const voicesOf = ({ stories, authors }: Voice) => Math.min(stories, authors);

/**
 * Does it stand when nobody is counted twice, and without the loudest source? What the others bring need be no
 * spike, but it is more than on an ordinary day: their trickle vouches for nothing.
 */
export function isVouchedFor(
  sources: readonly Voice[],
  days: readonly number[],
  limits: Limits = bounds,
): boolean {
  const counted = sources.map((source) => ({ voices: voicesOf(source), mean: source.mean }));
  const all = counted.reduce((sum, { voices }) => sum + voices, 0);
  if (!isSpike(readingOf(all, days), limits)) return false;
  const [loudest, ...rest] = counted.sort((a, b) => b.voices - a.voices);
  if (!loudest) return false;
  const others = rest.reduce((sum, { voices }) => sum + voices, 0);
  const usual = rest.reduce((sum, { mean }) => sum + mean, 0);
  return others >= 1 && others >= bounds.quietTimes * usual;
}

/** A spike that is open: how high it was when it was last told, and since when it has been quiet. */
export type Open = { height: number; toldAt: Date; quietSince: Date | null };

export type Step =
  | { is: "nothing" }
  | { is: "opened" }
  | { is: "escalated" }
  | { is: "quiet"; since: Date }
  | { is: "loud" }
  | { is: "closed" };

const hoursBetween = (from: Date, to: Date) => (to.getTime() - from.getTime()) / 3_600_000;

/**
 * What becomes of a topic's alert now. `toldAt`: when this topic was last told, though it is closed since;
 * `stands`: it is a spike, and vouched for.
 */
export function step(
  open: Open | null,
  toldAt: Date | null,
  reading: Reading,
  stands: boolean,
  now: Date,
): Step {
  const mayTell = toldAt === null || hoursBetween(toldAt, now) >= bounds.cooldownHours;
  if (!open) return stands && mayTell ? { is: "opened" } : { is: "nothing" };
  if (stands && mayTell && reading.n >= bounds.escalatesAt * open.height)
    return { is: "escalated" };
  if (!isQuiet(reading)) return open.quietSince ? { is: "loud" } : { is: "nothing" };
  if (!open.quietSince) return { is: "quiet", since: now };
  const isOver = hoursBetween(open.quietSince, now) >= bounds.quietHours;
  return isOver ? { is: "closed" } : { is: "nothing" };
}

const isQuiet = ({ n, mean }: Reading) => n < bounds.least || n < bounds.quietTimes * mean;
