/**
 * Ways back in: the owner adds, replaces and removes them. A thief who holds a signed-in session wants
 * to plant a way of his own, to take away the owner's, and to have it done before anybody notices. So
 * every change asks for a fresh proof, is told on every channel, waits, and can be stopped by anyone
 * whom a message of ours reached (policy.md, "Changing the ways back in").
 */
import { problem } from "../../core/problem.ts";
import type { Kept } from "../faces/index.ts";
import type { NewPasskey } from "../passkeys/index.ts";
import type { Policy } from "../policies/index.ts";

export const NeedsFreshProof = problem(
  "needs-fresh-proof",
  403,
  "Prove first that it is you: this needs a proof from the last few minutes.",
);
export const LastWay = problem(
  "last-way",
  409,
  "This is the last way back into your account. Add another one first.",
);
export const NoWay = problem("no-way", 404, "Your account has no such way back in.");
export const NoChange = problem("no-change", 404, "There is no such change waiting.");
export const NotStarted = problem(
  "not-started",
  409,
  "This set-up has run out. Begin again with a new key.",
);
export const BadEmail = problem(
  "bad-identifier",
  422,
  "Enter an e-mail address, like name@example.com.",
);
export const SameAddress = problem("same-address", 409, "This address is yours already.");

export const changeable = ["recovery-codes", "authenticator", "email", "face", "passkey"] as const;
/** Those that go as a whole; of passkeys one is named. */
export const removable = ["recovery-codes", "authenticator", "email", "face"] as const;
export type WayMethod = (typeof removable)[number];
/** A secret that was shown and not yet confirmed; never listed, never told. */
export const DRAFT = "authenticator-draft";
export const DRAFT_MINUTES = 10;

/** Of these an account may have several, and several changes may wait at once. */
export const isMany = (method: string) => method === "passkey";

export type ChangeWord = "add" | "replace" | "remove";
export type Change = {
  accountId: string;
  id: string;
  method: string;
  change: string;
  data: string;
  askedAt: Date;
  effectiveAt: Date;
  doneAt: Date | null;
  cancelledAt: Date | null;
};

/** What takes effect; sealed while it waits. */
export type Given =
  | { is: "codes"; rows: { slot: number; id: string; hash: string }[] }
  | { is: "secret"; secret: string }
  | { is: "draft"; secret: string; sessionId: string }
  | { is: "email"; email: string }
  | { is: "passkey"; passkey: NewPasskey }
  /** One of several. */
  | { is: "gone"; id: string }
  | { is: "contact"; contactId: string }
  | { is: "face"; kept: Kept }
  | { is: "nothing" };

export const later = (from: Date, ms: number) => new Date(from.getTime() + ms);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const effectiveAt = (policy: Policy, now: Date) =>
  later(now, policy.changes.effectiveHours * HOUR_MS);
export const countsFrom = (policy: Policy, since: Date) =>
  later(since, policy.changes.countsAfterDays * DAY_MS);

/** Each contact is a change of its own, and all of them are one way back in. */
export const contactMethod = (contactId: string) => `contact:${contactId}`;
export const contactOf = (method: string): string | null =>
  method.startsWith("contact:") ? method.slice("contact:".length) : null;
/** The word for it outside of this feature. */
export const wayOf = (method: string) => (contactOf(method) ? "contact" : method);

type Session = { freshUntil: Date | null; endedAt: Date | null; expiresAt: Date };

export const isOpen = (session: Session, now: Date) =>
  session.endedAt === null && now < session.expiresAt;
/** The hand-off sets no `freshUntil`, so it is never enough. */
export const isFresh = (session: Session, now: Date) =>
  session.freshUntil !== null && now < session.freshUntil;

export const isPending = (change: Pick<Change, "doneAt" | "cancelledAt">) =>
  change.doneAt === null && change.cancelledAt === null;

/**
 * `has`: the kinds that the account can use now; `going`: those whose removal waits already. A face leads back
 * to no account by itself: it is nobody's last way, and no other may go because it is there.
 */
export const isLastWay = (method: string, has: readonly string[], going: readonly string[]) =>
  method !== "face" &&
  !has.some((kind) => kind !== method && kind !== "face" && !going.includes(kind));

/**
 * Wrong codes typed by signed-in sessions stop before they reach what is kept for a recovery: a thief
 * in a stolen session must not use up the owner's tries. Null, or when the oldest of them is a day old.
 */
export function judgeOwnTries(
  budget: Policy["budgets"]["codes"],
  wrongAt: readonly Date[],
): Date | null {
  const newestFirst = wrongAt.toSorted((a, b) => b.getTime() - a.getTime());
  const leaving = newestFirst[budget.wrongPerAccountDay - 1];
  return leaving ? later(leaving, DAY_MS) : null;
}

export const pendingView = ({ id, method, change, effectiveAt }: Change) => ({
  id,
  method: wayOf(method),
  ...(contactOf(method) && { contactId: contactOf(method) }),
  change,
  effectiveAt: effectiveAt.toISOString(),
});
