/**
 * Erasure: an owner may be forgotten. A thief wants the same for the account that he has just emptied: with
 * the account goes what he did. So it is asked for with a fresh proof, told on every channel, waits two
 * weeks in which anybody whom our message reached can stop it, and cannot be had while something is open.
 */
import { problem } from "../../core/problem.ts";

export const ERASURE_DAYS = 14;
/** A deed of the outside (a last message, a signal) may be tried for so long; then the key goes all the same. */
export const LAST_WORDS_HOURS = 24;
export const LOOK_AGAIN_MINUTES = 5;

export const obstacles = ["hold", "recovery", "case", "report"] as const;
export type Obstacle = (typeof obstacles)[number];

export const Refused = problem(
  "erasure-refused",
  409,
  "The account cannot be erased while something about it is open.",
);
export const NoErasure = problem("no-erasure", 404, "No erasure of this account is waiting.");

const DAY_MS = 86_400_000;
export const effectiveAt = (now: Date) => new Date(now.getTime() + ERASURE_DAYS * DAY_MS);
