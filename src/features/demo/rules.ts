/**
 * The demo: invented accounts, messages that go nowhere and a clock that can be moved, so that
 * everything can be tried on one machine. A thief would want exactly these in a real installation;
 * none of its routes exists there, and the names that it would need are refused at the start.
 */
import { problem } from "../../core/problem.ts";

export const BadDuration = problem(
  "bad-duration",
  422,
  "Give a length of time like PT10M, PT24H or P7D, at most 400 days.",
);
export const NoSuchAccount = problem("no-account", 404, "The demo has no account with this id.");
export const NoClock = problem("no-clock", 409, "The clock of this server cannot be moved.");

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** One move. Codes, waits, locks and reminders all end well within it. */
export const ADVANCE_DAYS_MAX = 400;
/** All moves together: dates stay ones that every program can write. */
export const OFFSET_DAYS_MAX = 3650;

const units = [7 * DAY_MS, DAY_MS, 3600 * SECOND_MS, 60 * SECOND_MS, SECOND_MS];
const shape =
  /^P(?=\d|T)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/;

/**
 * ISO 8601 duration to milliseconds. Weeks, days, hours, minutes and seconds in whole numbers; months
 * and years have no fixed length and are refused, as is going back. Throws `bad-duration`.
 */
export function durationMs(iso: string): number {
  const found = shape.exec(iso);
  if (!found) throw BadDuration();
  const ms = found
    .slice(1)
    .reduce((sum, count, index) => sum + Number(count ?? 0) * (units[index] ?? 0), 0);
  if (ms > ADVANCE_DAYS_MAX * DAY_MS) throw BadDuration({ maxDays: ADVANCE_DAYS_MAX });
  return ms;
}

/** The offset after a move. Throws `bad-duration` when the demo would end up in another decade. */
export function moved(offsetMs: number, iso: string): number {
  const after = offsetMs + durationMs(iso);
  if (after > OFFSET_DAYS_MAX * DAY_MS) throw BadDuration({ maxDays: OFFSET_DAYS_MAX });
  return after;
}
