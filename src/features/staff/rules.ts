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
};

export const NoStaff = problem("no-staff", 404, "There is nobody of that name at this desk.");

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
