/**
 * A glance: one person of the desk compares two pictures, where a face check has nobody who vouches for it. A thief
 * inside wants to look at the pictures of a claim of their own, or to answer for it; so the system draws who
 * looks, among those without a tie, from all teams; only that person sees them, each look stands in both chains
 * before the pictures are shown, and nobody answers who has not looked.
 */
import { problem } from "../../core/problem.ts";

export const NoGlance = problem("no-glance", 404, "There is nothing of this id to compare.");
export const NotYours = problem(
  "glance-not-yours",
  403,
  "These pictures are for the one person who was drawn, in their time.",
);
export const Unseen = problem("glance-unseen", 409, "Look at both pictures first.");

/** Whoever was drawn has this long; then somebody else is drawn. */
export const TURN_MINUTES = 10;
export const answers = ["approve", "decline"] as const;
export type Answer = (typeof answers)[number];

export const reasons = {
  approve: ["same-person"],
  decline: ["another-person", "cannot-tell", "not-live"],
} as const satisfies Record<Answer, readonly string[]>;
export const allReasons = [...reasons.approve, ...reasons.decline];

export const fits = (answer: Answer, reason: string): boolean =>
  (reasons[answer] as readonly string[]).includes(reason);

export type Person = { id: string; team: string | null; role: string; endedAt: Date | null };

/** Those who may be drawn: they decide on cases, and have no interest in the account. */
export const eligible = (people: readonly Person[], tied: readonly string[]) =>
  people.filter(
    ({ id, role, team, endedAt }) =>
      endedAt === null &&
      team !== null &&
      (role === "agent" || role === "supervisor") &&
      !tied.includes(id),
  );

/** One of them, each as likely as the others; whoever let one pass again only when nobody else is left. */
export function draw(people: readonly Person[], passed: readonly string[], chance: number) {
  const fresh = people.filter(({ id }) => !passed.includes(id));
  const among = fresh.length > 0 ? fresh : people;
  return among[chance % among.length] ?? null;
}
