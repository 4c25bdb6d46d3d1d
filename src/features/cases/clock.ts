/**
 * Two clocks of a case. Ours counts what we promised, in working time, and stands still while the claimant
 * has to do something; the claimant's counts how long that took. A due time is stored when it is set, so
 * that a later change of the policy moves no promise that was made (E28); what is left is stored when the
 * clock stops, so that it goes on with exactly that (E27).
 */
import { addWorking, type Calendar, workingBetween } from "./calendar.ts";

export type Clock = {
  promiseMs: number;
  dueAt: Date;
  /** While it stands still: what is left of the promise; negative when it was late already. */
  leftMs: number | null;
  pausedAt: Date | null;
  /** How long the claimant was waited for, in all. */
  claimantMs: number;
};

export const start = (calendar: Calendar, now: Date, promiseMs: number): Clock => ({
  promiseMs,
  dueAt: addWorking(calendar, now, promiseMs),
  ...{ leftMs: null, pausedAt: null, claimantMs: 0 },
});

export const pause = (calendar: Calendar, clock: Clock, now: Date): Clock =>
  clock.pausedAt
    ? clock
    : { ...clock, leftMs: workingBetween(calendar, now, clock.dueAt), pausedAt: now };

/** Goes on with what was left. What was late stays late by as much. */
export function resume(calendar: Calendar, clock: Clock, now: Date): Clock {
  if (!clock.pausedAt) return clock;
  const left = clock.leftMs ?? 0;
  const waited = now.getTime() - clock.pausedAt.getTime();
  const dueAt =
    left >= 0 ? addWorking(calendar, now, left) : new Date(clock.dueAt.getTime() + waited);
  return {
    ...clock,
    ...{ dueAt, leftMs: null, pausedAt: null },
    claimantMs: clock.claimantMs + waited,
  };
}

/** What is left of the promise now, in ms of working time; negative when it is late. */
export const leftOf = (calendar: Calendar, clock: Clock, now: Date) =>
  clock.pausedAt ? (clock.leftMs ?? 0) : workingBetween(calendar, now, clock.dueAt);

/** 0 at the beginning, 1 when it is due. */
export const usedShare = (calendar: Calendar, clock: Clock, now: Date) =>
  (clock.promiseMs - leftOf(calendar, clock, now)) / clock.promiseMs;

/** Half gone, three quarters gone, due: who is told each time is in rules.ts (E29). */
export const marks = [50, 75, 100] as const;
export type Mark = (typeof marks)[number];

/** When a share of the promise will be used up; null when it is already, or the clock stands still. */
export function markAt(calendar: Calendar, clock: Clock, now: Date, mark: Mark): Date | null {
  if (clock.pausedAt) return null;
  if (mark === 100) return clock.dueAt > now ? clock.dueAt : null;
  const after = leftOf(calendar, clock, now) - clock.promiseMs * (1 - mark / 100);
  return after > 0 ? addWorking(calendar, now, after) : null;
}
