/**
 * Staff: people who decide for others, and who can be bribed, pressed or deceived one by one. So each has a
 * role that says what they may ask for, a team that the second person must not share, and a chain of events
 * of their own. A thief wants to be one of them, or to be decided about by one who is his friend.
 */
import { problem } from "../../core/problem.ts";

export const roles = ["agent", "supervisor", "analyst", "admin"] as const;
export type Role = (typeof roles)[number];

/** `id` is what the audit shows; `name` is for colleagues, never for claimants. */
export type Staff = {
  id: string;
  name: string;
  role: Role;
  team: string | null;
  createdAt: Date;
  endedAt: Date | null;
  /** Who they are at the house's own identity provider; null: a passkey only. */
  oidc: Identity | null;
};

/** OpenID Connect Core 1.0 section 2: only both together name somebody, for ever. */
export type Identity = { issuer: string; subject: string };

export const NoStaff = problem("no-staff", 404, "There is nobody of that name at this desk.");

/** One answer, whoever asks and whatever was wrong: nobody learns which agents exist. */
export const SignInRefused = problem(
  "sign-in-refused",
  422,
  "This did not sign you in. Try once more; if it goes on, ask an admin of your desk.",
);
export const InviteGone = problem(
  "gone",
  410,
  "This invitation was used or has run out. Ask for a new one.",
);
export const WrongHalf = problem(
  "wrong-code",
  422,
  "That is not the code that goes with this invitation. Ask the admin who asked for it.",
);
export const NoProvider = problem(
  "no-provider",
  404,
  "This desk has no sign-in by another system.",
);

/** An invitation waits a day, with five tries at its second half; a challenge five minutes. */
export const INVITE_HOURS = 24;
export const INVITE_TRIES = 5;
export const CHALLENGE_MINUTES = 5;
/** Beginnings of a sign-in from one network: many desks share one address. */
export const SIGN_INS_PER_WINDOW = 300;
export const SIGN_IN_WINDOW_MS = 600_000;

export const SecondPerson = problem(
  "second-person",
  403,
  "That is more than one person opens alone. Ask a second person to agree first.",
);
/** Different files in an hour; a desk works on about ten. */
export const FILES_PER_HOUR = 30;
export const REVEALS_PER_DAY = 40;
export const REVEAL_SECONDS = 60;
/** What may be uncovered. What proves an owner is none of it. */
export const fields = ["phone", "email", "name", "birthday"] as const;
export type Field = (typeof fields)[number];

/** Accounts that somebody of the desk may name as theirs in a day. */
export const TIES_PER_DAY = 20;

/** Who decides on cases: an analyst reads figures, an admin keeps the house. */
export const decides = ({ role, endedAt }: Pick<Staff, "role" | "endedAt">) =>
  endedAt === null && (role === "agent" || role === "supervisor");

/** A desk is left alone sooner than a security centre: others walk past it. */
export const STAFF_SESSION_HOURS = 10;
export const STAFF_IDLE_MINUTES = 10;

/** The row of a staff member among the accounts; a wallet's id has no colon. */
export const staffAccount = (id: string) => `staff:${id}`;
export const isStaff = (accountId: string) => accountId.startsWith("staff:");
export const staffId = (accountId: string) => accountId.slice("staff:".length);
