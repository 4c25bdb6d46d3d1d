/**
 * Sessions: who is signed in, where. Sign-ins of the wallet's users against the embedded directory,
 * the owner's own session in the security centre, and the two one-time tokens by which the wallet
 * hands its user over. A thief wants a session to survive the owner's return; none does.
 */
import { problem } from "../../core/problem.ts";

export const WrongPassword = problem(
  "wrong-password",
  422,
  "That account and password do not go together.",
);
export const Ended = problem("session-ended", 404, "This session has ended.");
export const UsedToken = problem(
  "gone",
  410,
  "This link has been used or has expired. Open it again from the wallet.",
);

export const Held = problem(
  "held",
  409,
  "This account is frozen, so nobody can sign in. Its owner can unfreeze it by proving who they are.",
);

export const WALLET_SESSION_HOURS = 720;
export const OWNER_SESSION_MINUTES = 30;
export const HANDOFF_SECONDS = 60;
export const DEVICE_TOKEN_MINUTES = 15;
/** Wrong passwords of one network against one account, before it must pause; other networks go on. */
export const SIGN_IN_TRIES = 10;
export const SIGN_IN_WINDOW_MS = 15 * 60_000;
/** Wrong passwords are told of with the next sign-in, when it comes within so many days. */
export const FAILED_DAYS = 30;
/** How exactly it is known when a device was last used. */
export const SEEN_MS = 3_600_000;

export type Session = {
  accountId: string;
  id: string;
  kind: "wallet" | "owner";
  startedAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  freshUntil: Date | null;
};

export const isLive = (session: { endedAt: Date | null; expiresAt: Date }, now: Date) =>
  session.endedAt === null && now < session.expiresAt;
