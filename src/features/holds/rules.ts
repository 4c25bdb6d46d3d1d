/**
 * Holds freeze an account. Freezing is easy and thawing is hard: a thief who freezes an account gains
 * nothing, and one who thaws it gains everything. So one proof places a hold at once, and each reason
 * names who may end it, and with what (policy.md, "Holds"). Several holds may stand; the account is as
 * restricted as their union.
 */
import { problem } from "../../core/problem.ts";
import type { Directory, HoldScope } from "../../ports/directory/directory.ts";
import {
  type HoldReason,
  type HoldTerms,
  holdReasons,
  type Policy,
  type Situation,
} from "../policies/index.ts";

export const scopes = ["outgoing", "sign-in", "everything"] as const satisfies HoldScope[];
export type Scope = HoldScope;

export const reasons = holdReasons;
export type Reason = HoldReason;

export type Hold = {
  accountId: string;
  id: string;
  reason: Reason;
  scope: Scope;
  placedBy: string;
  note: string | null;
  placedAt: Date;
  expiresAt: Date | null;
  renewals: number;
  enforcedAt: Date | null;
  releasedAt: Date | null;
  releasedBy: string | null;
  releasedWhy: string | null;
};

export const FreezeLimit = problem(
  "freeze-limit",
  409,
  "This account was frozen three times in 30 days already. A person has to help you now; call us.",
);
export const NoHold = problem("no-hold", 404, "There is no such freeze on this account.");
export const NotYours = problem(
  "not-yours-to-release",
  403,
  "This freeze ends in another way: by proving who you are, or by two people who decide.",
);
export const TooEarly = problem(
  "too-early",
  409,
  "This freeze cannot be ended in its first hour. Wait until the time shown.",
);
export const Guided = problem(
  "guided",
  409,
  "You told us that somebody is guiding you. Hang up first. You can go on when the time shown has come.",
);
export const NoRenewal = problem(
  "no-renewal",
  409,
  "This freeze cannot be renewed now: it was renewed as often as it may be, or long enough ahead.",
);
export const BadHold = problem("bad-hold", 422, "A hold of this kind cannot be placed like this.");

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const after = (date: Date, hours: number) => new Date(date.getTime() + hours * HOUR_MS);

/** A soft freeze may be had by little proof, so the policy bounds how many; counted over this long. */
export const countedSince = (now: Date) => new Date(now.getTime() - 30 * DAY_MS);

export type Asked = { reason: Reason; scope?: Scope | undefined; expiresAt?: Date | undefined };

/** Scope and end of a hold as the policy has it; null when it cannot be asked for like this. */
export function judgeTerms(
  { holds }: Policy,
  { reason, scope: asked, expiresAt }: Asked,
  now: Date,
): { scope: Scope; expiresAt: Date | null } | null {
  const { scope, hours, releasedBy } = holds[reason];
  if (scope !== "as-asked" && asked && asked !== scope) return null;
  // An end of one's own: only where time alone never ends it, and the one who asks may end it any time.
  const endAsked = hours === null && releasedBy.includes("wallet-back-end");
  if (expiresAt && (!endAsked || expiresAt <= now)) return null;
  return {
    scope: scope === "as-asked" ? (asked ?? "everything") : scope,
    expiresAt: hours === null ? (expiresAt ?? null) : after(now, hours),
  };
}

type Life = { releasedAt: Date | null; expiresAt: Date | null };

/** Time ends a hold by itself: a row that nobody has closed yet holds nothing any more. */
export const isStanding = ({ releasedAt, expiresAt }: Life, now: Date) =>
  releasedAt === null && (expiresAt === null || now < expiresAt);

/** What the union of these holds forbids. */
export function restrictions(holds: readonly Pick<Hold, "scope">[]) {
  const has = (scope: Scope) => holds.some((hold) => hold.scope === scope);
  const everything = has("everything");
  return { outgoing: everything || has("outgoing"), signIn: everything || has("sign-in") };
}

/** One of the people of the desk who decide together. */
export type Decider = { id: string; team: string | null; role: string };

/** Who asks for a release, as far as it matters. `path`: the situation whose path was proven. */
export type Releaser =
  | { is: "owner" }
  | { is: "proven"; path: Situation }
  | { is: "wallet" }
  | { is: "two-people"; people: readonly [Decider, Decider] };

export type Verdict = { may: "release" } | { may: "wait"; until: Date } | { may: "not" };

/** May this one end this hold now? A value, so that a refusal can be recorded before it is thrown. */
export function judgeRelease(
  policy: Policy,
  { reason, placedAt }: Pick<Hold, "reason" | "placedAt">,
  by: Releaser,
  now: Date,
): Verdict {
  if (!mayEnd(policy, reason, by)) return { may: "not" };
  const until = after(placedAt, policy.holds[reason].notWithinHours);
  return by.is !== "two-people" && now < until ? { may: "wait", until } : { may: "release" };
}

function mayEnd({ holds, situations }: Policy, reason: Reason, by: Releaser): boolean {
  const may = (...words: string[]) => words.some((word) => holds[reason].releasedBy.includes(word));
  switch (by.is) {
    case "owner":
      return false;
    case "wallet":
      return may("wallet-back-end");
    case "two-people":
      return areEnough(howTwoEnd(holds[reason]), by.people);
    case "proven":
      return may(`path-of-${by.path}`) || situations[by.path].releases.includes(reason);
  }
}

/**
 * How two people of the desk end it: a review takes two teams, the second of whom the system draws; what
 * the police asked for takes a supervisor and anybody else. Null: not at all.
 */
export const howTwoEnd = ({ releasedBy }: HoldTerms): "review" | "supervised" | null =>
  releasedBy.includes("agent-review")
    ? "review"
    : releasedBy.includes("supervisor-and-second-person")
      ? "supervised"
      : null;

function areEnough(how: ReturnType<typeof howTwoEnd>, [a, b]: readonly [Decider, Decider]) {
  if (a.id === b.id || how === null) return false;
  if (how === "supervised") return [a, b].some(({ role }) => role === "supervisor");
  return a.team !== null && b.team !== null && a.team !== b.team;
}

/** How many people it takes to let this hold stand for another of its terms now; 0: nobody can. */
export function peopleToRenew(
  { holds }: Policy,
  { reason, renewals, expiresAt }: Pick<Hold, "reason" | "renewals" | "expiresAt">,
  now: Date,
): number {
  const terms = holds[reason];
  if (terms.hours === null || expiresAt === null) return 0;
  if (terms.renewals !== null && renewals >= terms.renewals) return 0;
  // Never more than two terms ahead, so that nobody freezes an account for a year in one afternoon.
  return expiresAt > after(now, terms.hours) ? 0 : terms.renewedByPeople;
}

/** Its next end, when these people suffice; null when they do not. */
export function judgeRenewal(
  policy: Policy,
  hold: Pick<Hold, "reason" | "renewals" | "expiresAt">,
  people: readonly Decider[],
  now: Date,
): Date | null {
  const { hours, placedBy } = policy.holds[hold.reason];
  const needed = peopleToRenew(policy, hold, now);
  if (needed === 0 || hours === null || hold.expiresAt === null) return null;
  if (new Set(people.map(({ id }) => id)).size < needed) return null;
  const isSupervised = people.some(({ role }) => role === "supervisor");
  if (placedBy.includes("supervisor-with-reference") && !isSupervised) return null;
  return after(hold.expiresAt, hours);
}

/** Whether the system elsewhere is told of holds of this scope. */
export const isToldTo = (directory: Directory | undefined, scope: HoldScope) =>
  directory?.can.holds.includes(scope) ?? false;

/** Whether money lies behind it: a directory of people stops sign-ins and no debit. */
export const hasLedger = (directory: Directory | undefined) => directory?.can.ledger ?? false;

/** What the owner and the wallet see of a hold. */
export const holdView = (hold: Hold, hasLedger: boolean) => ({
  id: hold.id,
  reason: hold.reason,
  scope: hold.scope,
  effectiveAt: hold.placedAt.toISOString(),
  expiresAt: hold.expiresAt?.toISOString() ?? null,
  enforcedBy: hasLedger && hold.enforcedAt ? ["decisions", "ledger"] : ["decisions"],
  pending: hasLedger && !hold.enforcedAt ? ["ledger"] : [],
});
export type HoldView = ReturnType<typeof holdView>;
