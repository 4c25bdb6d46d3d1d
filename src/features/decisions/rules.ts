/**
 * Payment decisions: may this go ahead, now? A thief with the session, the code and the phone still has to
 * get the money out; this is the door. He would split, repeat, hurry, wait for midnight, move the clock or
 * the zone, or send everything at once. So the judge sees all that was permitted before, under the
 * account's row, by our clock, and the first rule that forbids decides.
 */
import type { LockRules } from "../lock/index.ts";
import type { Code } from "./reasons.ts";
import { nightUntil, spendingSince } from "./times.ts";

export const moneyActions = ["transfer", "withdraw", "pay"] as const;
export const actions = [...moneyActions, "add-payee", "sign-in", "add-device"] as const;
export type Action = (typeof actions)[number];
export const isMoney = (action: string) => (moneyActions as readonly string[]).includes(action);

export const RESERVED_MINUTES = 10;
export const CONFIRMED_MINUTES = 10;
export const TRUSTED_DAYS = 7;
export const PAYEE_MAX = 256;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a money limit of a recovery means, as the policy has it; the allowance in smallest units. */
export type MoneyTerms = {
  since: Date;
  until: Date;
  allowance: number;
  knownPayeesOnly: boolean;
  confirmUntil: Date;
};

export type Facts = {
  timeZone: string;
  /** Of the holds that stand. */
  held: { outgoing: boolean; signIn: boolean; until: Date | null };
  lock: LockRules;
  /** The lock's two limits in smallest units; null: none. */
  singleLimit: number | null;
  dailyLimit: number | null;
  limits: readonly MoneyTerms[];
  /** What left or is reserved, this payment's own reservation not counted. */
  spent: readonly { amount: number; at: Date }[];
  /** What is known of the payment's id. */
  own: { facts: string; state: string } | undefined;
  asked: { facts: string; confirmedAt: Date | null } | undefined;
  payee: { seenAt: Date; paidAt: Date | null } | undefined;
  device: { boundAt: Date } | undefined;
};

/** The payment, read: amount in smallest units, `facts` the hash of all that it is. */
export type Ask = { action: Action; amount: number; facts: string };
export type Verdict = { allows: boolean; code: Code; until?: Date };

const no = (code: Code, until?: Date | null): Verdict => ({
  ...{ allows: false, code },
  ...(until && { until }),
});
export const YES: Verdict = { allows: true, code: "permitted" };

/** The first rule that forbids, or none. */
export function judge(ask: Ask, facts: Facts, now: Date): Verdict {
  const { held } = facts;
  const isHeld = /^(sign-in|add-device)$/.test(ask.action) ? held.signIn : held.outgoing;
  if (isHeld) return no("held", held.until);
  if (!isMoney(ask.action)) return YES;
  return (
    judgeId(ask, facts) ??
    judgeRecovery(ask, facts, now) ??
    judgeLock(ask, facts, now) ??
    judgeConfirmed(facts, now) ??
    YES
  );
}

function judgeId({ facts: is }: Ask, { own, asked }: Facts): Verdict | null {
  if ((own && own.facts !== is) || (asked && asked.facts !== is)) return no("id-reused");
  return own?.state === "done" ? no("already-done") : null;
}

const sumSince = (spent: Facts["spent"], from: number) =>
  spent.reduce((sum, { amount, at }) => (at.getTime() >= from ? sum + amount : sum), 0);

/** What a recovery left behind; of several, all hold. */
function judgeRecovery({ amount }: Ask, facts: Facts, now: Date): Verdict | null {
  for (const { since, until, allowance, knownPayeesOnly } of facts.limits) {
    if (now >= until) continue;
    if (allowance === 0) return no("recovery-no-money", until);
    const { paidAt } = facts.payee ?? {};
    if (knownPayeesOnly && !(paidAt && paidAt < since)) return no("recovery-known-payees", until);
    const from = Math.max(spendingSince(now, facts.timeZone).getTime(), since.getTime());
    if (sumSince(facts.spent, from) + amount > allowance) return no("recovery-allowance", until);
  }
  return null;
}

/** The owner's own rules. */
function judgeLock({ amount }: Ask, facts: Facts, now: Date): Verdict | null {
  const { lock, singleLimit, dailyLimit, device, payee, timeZone } = facts;
  if (
    lock.trustedDevicesOnly &&
    !(device && now.getTime() - device.boundAt.getTime() >= TRUSTED_DAYS * DAY_MS)
  )
    return no("untrusted-device");
  const morning = lock.nightLock ? nightUntil(now, timeZone) : null;
  if (morning) return no("night", morning);
  if (singleLimit !== null && amount > singleLimit) return no("over-single");
  if (dailyLimit !== null) {
    const from = spendingSince(now, timeZone).getTime();
    if (sumSince(facts.spent, from) + amount > dailyLimit) return no("over-daily");
  }
  if (lock.newPayeeDelayHours > 0 && !payee?.paidAt) {
    const seenAt = payee?.seenAt ?? now;
    const until = new Date(seenAt.getTime() + lock.newPayeeDelayHours * HOUR_MS);
    if (now < until) return no("new-payee", until);
  }
  return null;
}

/** The days after: each payment as its owner confirmed it. */
function judgeConfirmed({ limits, asked }: Facts, now: Date): Verdict | null {
  const after = limits.find(({ until, confirmUntil }) => until <= now && now < confirmUntil);
  const until = after?.confirmUntil;
  if (!until) return null;
  const at = asked?.confirmedAt?.getTime();
  const isFresh = at !== undefined && now.getTime() - at < CONFIRMED_MINUTES * 60_000;
  return isFresh ? null : no("confirm-needed", until);
}
