/**
 * Reports to the police: where an owner reported a theft, when an answer was promised, and what came of it.
 * We file nothing and ask nobody: this is the owner's own note, with a calendar and a reminder. A thief in
 * the owner's session would end it, so that nothing reminds of it and the account can be erased; so an end
 * is told on every channel, and nothing here releases a freeze.
 */
import { problem } from "../../core/problem.ts";
import {
  type Calendar,
  dateThere,
  minuteThere,
  UnknownYear,
  workingDayAfter,
} from "../cases/index.ts";

export const places = ["police-station", "110", "96110", "bank", "wallet"] as const;
export type Place = (typeof places)[number];
/** What a report ends with. That it was accepted is no end: the police go on. */
export const outcomes = ["refused", "closed", "money-back-part", "money-back-full"] as const;
export type Outcome = (typeof outcomes)[number];
export type State = "waiting" | "accepted" | "closed";
/** What is usually promised: 1 to 3 working days. */
export const promises = [1, 2, 3] as const;
export const REPORTS_MAX = 20;
/** A day that was named lies within this; so does the day of the report, backwards. */
const DAYS_MAX = 400;
const DAY_MS = 86_400_000;
/** Reminders come in the morning. */
const MORNING_MINUTE = 9 * 60;

export const BadReport = problem("bad-report", 422, "Look at the dates of this report again.");
export const UnknownDays = problem(
  "unknown-year",
  409,
  "The working days of that year are not announced yet. Write the day that was promised instead.",
);
export const NoReport = problem("no-report", 404, "There is no such report on this account.");
export const ReportClosed = problem("report-closed", 409, "This report has ended.");
export const TooManyReports = problem(
  "too-many-reports",
  409,
  "There are as many reports as an account can hold. Change one that is there.",
);

/** Free words, sealed: the station's or the bank's name, the number of the report, a note of one's own. */
export type Said = { station: string; reference: string; note: string };
/** A promise: so many working days after the report, or a day that was named. */
export type Promised = { workingDays: number | null; dueOn: string | null };
export type Times = Promised & { reportedOn: string; closedAt: Date | null };

const isDay = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
const daysBetween = (from: string, until: string) =>
  (Date.parse(until) - Date.parse(from)) / DAY_MS;

/** Throws `bad-report` with the field at fault. */
export function demandReportedOn(reportedOn: string, today: string): void {
  const ago = isDay(reportedOn) ? daysBetween(reportedOn, today) : -1;
  if (ago < 0 || ago > DAYS_MAX)
    throw BadReport({ errors: [{ pointer: "/reportedOn", detail: "No day up to today." }] });
}

/**
 * The day of a promise. Working days are counted from the day after the report. Throws `bad-report`, and
 * `unknown-year` where they run into a year whose days nobody has announced.
 */
export function judgePromise(
  calendar: Calendar,
  reportedOn: string,
  { workingDays, dueOn }: { workingDays?: number | undefined; dueOn?: string | null | undefined },
): Promised {
  if (dueOn) {
    const after = isDay(dueOn) ? daysBetween(reportedOn, dueOn) : -1;
    if (workingDays !== undefined || after < 0 || after > DAYS_MAX)
      throw BadReport({ errors: [{ pointer: "/dueOn", detail: "No day after the report." }] });
    return { workingDays: null, dueOn };
  }
  if (workingDays === undefined) return { workingDays: null, dueOn: null };
  try {
    let day = reportedOn;
    for (let n = 0; n < workingDays; n++) day = workingDayAfter(calendar, day);
    return { workingDays, dueOn: day };
  } catch (error) {
    if (error instanceof UnknownYear) throw UnknownDays({ year: error.year });
    throw error;
  }
}

export const isLate = ({ dueOn, closedAt }: Times, today: string) =>
  closedAt === null && dueOn !== null && today > dueOn;

export type Mark = "due" | "late";
export type Reminder = { mark: Mark; at: Date };

/** The next working day; where that is not known, the next day: a reminder is no promise. */
function dayAfter(calendar: Calendar, day: string): string {
  try {
    return workingDayAfter(calendar, day);
  } catch (error) {
    if (!(error instanceof UnknownYear)) throw error;
    return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  }
}

/** In the morning of the promised day, and of the working day after it; only those still to come. */
export function remindersOf(
  calendar: Calendar,
  report: Times & { remind: boolean },
  now: Date,
): Reminder[] {
  const { dueOn, remind, closedAt } = report;
  if (!dueOn || !remind || closedAt) return [];
  const both: Reminder[] = [
    { mark: "due", at: minuteThere(calendar, dueOn, MORNING_MINUTE) },
    { mark: "late", at: minuteThere(calendar, dayAfter(calendar, dueOn), MORNING_MINUTE) },
  ];
  return both.filter(({ at }) => at > now);
}

export const todayThere = (calendar: Calendar, now: Date) => dateThere(calendar, now);
