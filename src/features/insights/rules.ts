/**
 * What is measured, and how a share is told. A share without its number and its interval flatters whoever
 * shows it: so there is none under 30 cases, and the interval is Wilson's, which is honest near 0 and 1.
 */
import type { Off } from "./off.ts";

/** z of a two-sided interval of 95 %. */
const Z = 1.959963984540054;
/** Under so many cases no share is shown. */
export const LEAST = 30;

export type Rate = { rate: number; low: number; high: number };

/** Wilson's score interval, 95 %. `of` 0: nothing is known. */
export function wilson(successes: number, of: number): Rate {
  if (of === 0) return { rate: Number.NaN, low: 0, high: 1 };
  const rate = successes / of;
  const z2 = Z * Z;
  const middle = rate + z2 / (2 * of);
  const half = Z * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of * of));
  const scale = 1 + z2 / of;
  return {
    rate,
    low: successes === 0 ? 0 : Math.max(0, (middle - half) / scale),
    high: successes === of ? 1 : Math.min(1, (middle + half) / scale),
  };
}

/** Null where it would say more than is known. */
export const shown = (successes: number, of: number): Rate | null =>
  of < LEAST ? null : wilson(successes, of);

/**
 * A share as the desk reads it: with its number, and with nothing but its number under 30. `low` and `high`:
 * Wilson, 95 %.
 */
export type Share =
  | { n: number; count: number; rate: number; low: number; high: number }
  | { n: number; rate: null };

export const rateOf = (count: number, n: number): Share =>
  n < LEAST ? { n, rate: null } : { n, count, ...wilson(count, n) };

/** A case is closed to measuring 7 days after it began: then all its outcomes may be known. */
const COHORT_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
export type Span = { from: Date; to: Date };

/** The cases that began in so many days, of which the last could end for 7 days; to the whole hour. */
export function cohortOf(days: number, now: Date): Span {
  const to = Math.floor((now.getTime() - COHORT_MS) / HOUR_MS) * HOUR_MS;
  return { from: new Date(to - days * 86_400_000), to: new Date(to) };
}

/** In the order in which they are shown: the two of the comparison first. */
export const ways = {
  "self-service": { en: "Self-service, all methods", zh: "自助找回（全部方式）" },
  "customer-service": { en: "Reviewed by people", zh: "人工审核" },
  "sms-code": { en: "Code by SMS first", zh: "先用短信验证码" },
  "email-code": { en: "Code by e-mail first", zh: "先用邮箱验证码" },
  passkey: { en: "Passkey", zh: "通行密钥" },
  "recovery-code": { en: "Recovery code first", zh: "先用恢复码" },
  "authenticator-code": { en: "Authenticator first", zh: "先用身份验证器" },
  "contact-approval": { en: "Recovery contacts first", zh: "先由可信联系人确认" },
  "device-approval": { en: "Another device first", zh: "先用另一台设备确认" },
  face: { en: "Face check first", zh: "先做人脸核验" },
} as const;

export const outcomes = [
  ...["completed", "other-way", "cancelled", "refused", "abandoned", "expired", "error", "open"],
] as const;
export type Outcome =
  | "completed"
  | "other-way"
  | "cancelled"
  | "refused"
  | "abandoned"
  | "expired"
  | "error"
  | "open";

/** One way in a period, counted. Seconds are of completed cases only; null when there is none. */
export type Counted = Record<Outcome, number> & {
  way: string;
  n: number;
  firstTry: number;
  within24h: number;
  within7d: number;
  disputed: number;
  medianSeconds: number | null;
  p90Seconds: number | null;
  meanSeconds: number | null;
  activeMedianSeconds: number | null;
  waitMedianSeconds: number | null;
};

/** What the article behind the comparison claims; it gives no number of cases and no definition. */
export const article = [
  { way: "self-service", rate: 0.92, seconds: 300 },
  { way: "customer-service", rate: 0.78, seconds: 86_400 },
].map((claim) => ({ ...claim, note: { en: "no n published", zh: "未公布样本量" } }));

export const rounded = (seconds: number | null) => seconds && Math.round(seconds);
/** A time of few cases is somebody's time. */
const timesOf = (row: Counted) =>
  row.completed < LEAST
    ? { medianSeconds: null, p90Seconds: null, activeMedianSeconds: null }
    : {
        medianSeconds: rounded(row.medianSeconds),
        p90Seconds: rounded(row.p90Seconds),
        activeMedianSeconds: rounded(row.activeMedianSeconds),
      };

export const none = (way: string): Counted => ({
  ...{ way, n: 0, firstTry: 0, within24h: 0, within7d: 0, disputed: 0 },
  ...{ completed: 0, "other-way": 0, cancelled: 0, refused: 0, abandoned: 0, expired: 0 },
  ...{ error: 0, open: 0, medianSeconds: null, p90Seconds: null, meanSeconds: null },
  ...{ activeMedianSeconds: null, waitMedianSeconds: null },
});

const named = (counted: readonly Counted[]) =>
  Object.entries(ways).map(([way, name]) => ({
    name,
    row: counted.find((each) => each.way === way) ?? none(way),
  }));

/** For everybody: nothing of fewer than 30 cases but that there were so few. `also`: ways that nobody took. */
export const publicRows = (counted: readonly Counted[], also: readonly string[] = []) =>
  named(counted)
    .filter(
      ({ row: { n, way } }) =>
        n > 0 || also.includes(way) || article.some((claim) => claim.way === way),
    )
    .map(({ name, row }) => ({
      ...{ way: row.way, name, n: row.n },
      outcomes:
        row.n < LEAST
          ? {}
          : Object.fromEntries(outcomes.map((name) => [name, row[name as Outcome]])),
      success: shown(row.completed, row.n),
      ...timesOf(row),
    }));

/**
 * For the desk: the same with the first try, a day, seven days, and the ugly half. `offOf`: why a way cannot be taken
 * now; one that the desk has switched off is told even if nobody took it.
 */
export const deskRows = (
  counted: readonly Counted[],
  offOf: (way: string) => Off | null,
  way?: string,
) => {
  const braked = Object.keys(ways).filter((each) => offOf(each) === "brake");
  const whole = publicRows(counted, braked);
  return named(counted).flatMap(({ row }) => {
    const seen = whole.find((each) => each.way === row.way);
    if (!seen || (way && way !== row.way)) return [];
    const few = row.completed < LEAST;
    return {
      ...seen,
      success: rateOf(row.completed, row.n),
      firstTry: rateOf(row.firstTry, row.n),
      within24h: rateOf(row.within24h, row.n),
      within7d: rateOf(row.within7d, row.n),
      abandon: rateOf(row.abandoned, row.n),
      takeover: rateOf(row.disputed, row.completed),
      meanSeconds: few ? null : rounded(row.meanSeconds),
      waitMedianSeconds: few ? null : rounded(row.waitMedianSeconds),
      off: offOf(row.way),
      cases: `way=${row.way}`,
    };
  });
};

/** Population counts of a period. `impostors`: stopped by the owner, or disputed after they got in. */
export type Safety = {
  starts: number;
  startsWithAccount: number;
  cases: number;
  owners: number;
  impostors: number;
  accepted: number;
  disputed: number;
};

/** Labels as they stand: a case is the owner's when 30 days after its end nobody has objected. */
export const safetyOf = (counted: Safety) => ({
  ...counted,
  unknown: counted.cases - counted.owners - counted.impostors,
  acceptance: rateOf(counted.accepted, counted.impostors),
});
