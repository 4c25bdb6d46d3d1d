/**
 * Holds freeze an account. Freezing is easy and thawing is hard: a thief who freezes an account gains
 * nothing, and one who thaws it gains everything. So one proof places a hold at once, and each reason
 * names who may end it, and with what (policy.md, "Holds"). Several holds may stand; the account is as
 * restricted as their union.
 */
import { problem } from "../../core/problem.ts";
import type { HoldScope } from "../../ports/directory/directory.ts";

export const scopes = ["outgoing", "sign-in", "everything"] as const satisfies HoldScope[];
export type Scope = HoldScope;

export const reasons = [
  "soft-freeze",
  "owner-freeze",
  "suspected-takeover",
  "police-request",
  "wallet",
] as const;
export type Reason = (typeof reasons)[number];

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
export const BadHold = problem("bad-hold", 422, "A hold of this kind cannot be placed like this.");

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const after = (date: Date, hours: number) => new Date(date.getTime() + hours * HOUR_MS);

type Terms = {
  /** Fixed by the reason; null: as asked. */
  scope: Scope | null;
  /** How long; null: until released. */
  hours: number | null;
  /** The asker may name an earlier end, or any where `hours` is null. */
  endAsked: boolean;
  coolOffHours: number;
};

export const terms: Record<Reason, Terms> = {
  "soft-freeze": { scope: "outgoing", hours: 24, endAsked: false, coolOffHours: 0 },
  "owner-freeze": { scope: "everything", hours: null, endAsked: false, coolOffHours: 1 },
  "suspected-takeover": { scope: "everything", hours: 72, endAsked: false, coolOffHours: 0 },
  "police-request": { scope: null, hours: 48, endAsked: false, coolOffHours: 0 },
  wallet: { scope: null, hours: null, endAsked: true, coolOffHours: 0 },
};

/** A soft freeze may be had by little proof, so it must not become a weapon. */
export const SOFT_FREEZES_MAX = 3;
export const SOFT_FREEZE_DAYS = 30;
export const softFreezesSince = (now: Date) => new Date(now.getTime() - SOFT_FREEZE_DAYS * DAY_MS);

export type Asked = { reason: Reason; scope?: Scope | undefined; expiresAt?: Date | undefined };

/** Scope and end of a hold as its reason has it; null when it cannot be asked for like this. */
export function judgeTerms(
  asked: Asked,
  now: Date,
): { scope: Scope; expiresAt: Date | null } | null {
  const { scope, hours, endAsked } = terms[asked.reason];
  if (scope && asked.scope && asked.scope !== scope) return null;
  if (asked.expiresAt && (!endAsked || asked.expiresAt <= now)) return null;
  const expiresAt = hours === null ? (asked.expiresAt ?? null) : after(now, hours);
  return { scope: scope ?? asked.scope ?? "everything", expiresAt };
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

/** Who asks for a release, as far as it matters. `path`: the situation whose path was proven. */
export type Releaser =
  | { is: "owner" }
  | { is: "proven"; path: "forgot-password" | "lost-phone" | "account-stolen" }
  | { is: "wallet" }
  | { is: "two-people" };

export type Verdict = { may: "release" } | { may: "wait"; until: Date } | { may: "not" };

/** May this one end this hold now? A value, so that a refusal can be recorded before it is thrown. */
export function judgeRelease(
  hold: Pick<Hold, "reason" | "placedAt">,
  by: Releaser,
  now: Date,
): Verdict {
  const may = mayEnd[hold.reason](by);
  const until = after(hold.placedAt, terms[hold.reason].coolOffHours);
  if (!may) return { may: "not" };
  return by.is !== "two-people" && now < until ? { may: "wait", until } : { may: "release" };
}

const provenStolen = (by: Releaser) => by.is === "proven" && by.path === "account-stolen";

const mayEnd: Record<Reason, (by: Releaser) => boolean> = {
  "soft-freeze": (by) =>
    provenStolen(by) ||
    (by.is === "proven" && by.path === "forgot-password") ||
    by.is === "two-people",
  "owner-freeze": (by) => provenStolen(by) || by.is === "two-people",
  "suspected-takeover": (by) => provenStolen(by) || by.is === "two-people",
  "police-request": (by) => by.is === "two-people",
  wallet: (by) => by.is === "wallet",
};

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
