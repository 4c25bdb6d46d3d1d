/**
 * The security lock: rules for money that the owner sets for calm days, so that a bad day costs little. A
 * thief in a session wants it gone at once; a caller who frightens the owner wants the owner to remove
 * it. So what tightens is done at once, and what loosens needs a fresh proof, shows what such callers
 * say, is told on every channel and waits a day (policy.md, "Changing the ways back in").
 */
import { problem } from "../../core/problem.ts";
import type { LockPending, LockRules, LockUndo } from "../../core/tables.ts";

export type { LockPending, LockRules, LockUndo };
export type Rule = keyof LockRules;

export const payeeDelays = [0, 2, 12, 24] as const;
export const arrivalDelays = [0, 2, 24] as const;
export const LOOSENING_HOURS = 24;
/** After a recovery the owner may undo what was tightened in a window of changes, for this long. */
export const UNDO_HOURS = 24;
export const WARNING = "lock-loosening";

export const NO_LOCK: LockRules = {
  singleLimit: null,
  dailyLimit: null,
  newPayeeDelayHours: 0,
  nightLock: false,
  trustedDevicesOnly: false,
  delayedArrivalHours: 0,
};

export const BadLimit = problem("bad-limit", 422, "Write a limit like 500 or 500.00.");
export const ScamWarning = problem(
  "scam-warning",
  409,
  "Did somebody ask you to loosen your security lock? Read this first.",
);
export const NothingPending = problem("no-pending", 404, "Nothing is waiting to be loosened.");
export const NothingToUndo = problem("no-undo", 404, "There is nothing to undo.");

/** What the owner reads before anything is loosened; answered with `acknowledged: WARNING`. */
export const warning = {
  code: WARNING,
  reasons: [
    {
      en: "Nobody from your wallet, a bank or the police ever asks you to loosen your security lock.",
      zh: "钱包、银行或警方的工作人员绝不会要求您放宽安全锁。",
    },
    {
      en: "If somebody is on the phone with you now, or sees your screen, hang up and stop sharing.",
      zh: "如果现在有人正在与您通话，或能看到您的屏幕，请挂断电话并停止共享屏幕。",
    },
    {
      en: "A loosened lock takes effect after 24 hours. Until then you can stop it at any time.",
      zh: "放宽的设置会在 24 小时后生效，在此之前您可以随时取消。",
    },
  ],
};

const AMOUNT = /^(0|[1-9]\d{0,11})(\.\d{1,2})?$/;

/** "12.5" to 1250, the smallest units; null when it is no amount of at most 12 digits and 2 decimals. */
export function minorOf(amount: string): number | null {
  if (!AMOUNT.test(amount)) return null;
  const [whole = "", part = ""] = amount.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}
export const textOf = (minor: number) =>
  `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;

/** How strict a value is: the higher the stricter. */
const strictness: { [K in Rule]: (value: LockRules[K]) => number } = {
  singleLimit: (limit) => -(limit === null ? Number.POSITIVE_INFINITY : (minorOf(limit) ?? 0)),
  dailyLimit: (limit) => -(limit === null ? Number.POSITIVE_INFINITY : (minorOf(limit) ?? 0)),
  newPayeeDelayHours: (hours) => hours,
  nightLock: Number,
  trustedDevicesOnly: Number,
  delayedArrivalHours: (hours) => hours,
};
const strict = (rule: Rule, value: unknown) =>
  (strictness[rule] as (value: unknown) => number)(value);
export const isTighter = (rule: Rule, value: unknown, than: unknown) =>
  strict(rule, value) > strict(rule, than);
const isSame = (rule: Rule, a: unknown, b: unknown) => strict(rule, a) === strict(rule, b);

export type Lock = { rules: LockRules; pending: LockPending };
export type Wish = Partial<LockRules>;
export type Change = Lock & { tightened: Rule[]; loosening: Rule[]; kept: Rule[] };

const HOUR_MS = 3_600_000;
export const hoursAfter = (at: Date, hours: number) => new Date(at.getTime() + hours * HOUR_MS);

/**
 * What becomes of the lock when these are asked for; what is left out stays as it is, its wait included.
 * Tighter: at once, and what waited for the same rule is dropped. As now: what waited is dropped. Looser:
 * after 24 hours; asked for again it goes on waiting, another value begins anew.
 */
export function judgeChange({ rules, pending }: Lock, wish: Wish, now: Date): Change {
  const next: Change = {
    rules: { ...rules },
    pending: { ...pending },
    ...{ tightened: [], loosening: [], kept: [] },
  };
  for (const rule of Object.keys(wish) as Rule[]) {
    const value = wish[rule];
    if (value === undefined) continue;
    const waits = next.pending[rule];
    if (isTighter(rule, value, rules[rule])) {
      Object.assign(next.rules, { [rule]: value });
      next.tightened.push(rule);
    } else if (!isSame(rule, value, rules[rule])) {
      if (waits && isSame(rule, waits.value, value)) {
        next.kept.push(rule);
        continue;
      }
      const times = {
        askedAt: now.toISOString(),
        effectiveAt: hoursAfter(now, LOOSENING_HOURS).toISOString(),
      };
      Object.assign(next.pending, { [rule]: { value, ...times } });
      next.loosening.push(rule);
      continue;
    }
    delete next.pending[rule];
  }
  return next;
}

/** Puts in place what has waited long enough. */
export function settle({ rules, pending }: Lock, now: Date): Lock & { loosened: Rule[] } {
  const next = { rules: { ...rules }, pending: { ...pending }, loosened: [] as Rule[] };
  for (const rule of Object.keys(pending) as Rule[]) {
    const waits = pending[rule];
    if (!waits || now.getTime() < Date.parse(waits.effectiveAt)) continue;
    Object.assign(next.rules, { [rule]: waits.value });
    delete next.pending[rule];
    next.loosened.push(rule);
  }
  return next;
}

export const isPendingAny = ({ pending }: Lock) => Object.keys(pending).length > 0;
export const askedFirst = ({ pending }: Lock): Date | null => {
  const times = Object.values(pending).map(({ askedAt }) => Date.parse(askedAt));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
};
