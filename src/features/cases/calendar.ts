/**
 * When the desk works: days and hours as data. What is promised in hours counts in these; a holiday, a
 * night or a lunch is not counted, where the installation says so. A year whose days nobody has announced
 * is an error that is seen (T35): a due time that was guessed would be a promise that nobody made.
 */
import { china, type Year } from "./holidays.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Longer than any pause between two working days. */
const DAYS_MAX = 4000;

/** Minutes of the day, from and until. */
export type Hours = readonly (readonly [number, number])[];

export type Calendar = {
  timeZone: string;
  /** Null: every day is a working day. */
  years: Readonly<Record<number, Year>> | null;
  /** In order, apart from each other. */
  hours: Hours;
};

export class UnknownYear extends Error {
  readonly year: number;
  constructor(year: number) {
    super(
      `The working days of ${year} are not known; set RIGHTFUL_HOLIDAYS once they are announced.`,
    );
    this.name = "UnknownYear";
    this.year = year;
  }
}

const SPAN = /^(\d\d-\d\d)(?:\.\.(\d\d-\d\d))?$/;

/** Days given one by one or as spans, as `MM-DD`; throws on what is no day. */
function daysOf(year: number, spans: readonly string[]): Set<string> {
  const days = new Set<string>();
  for (const span of spans) {
    const [, first, last = first] = SPAN.exec(span) ?? [];
    const from = Date.parse(`${year}-${first}T00:00:00Z`);
    const until = Date.parse(`${year}-${last}T00:00:00Z`);
    if (!first || Number.isNaN(from) || Number.isNaN(until) || until < from)
      throw new Error(`${span} is no day and no span of days`);
    for (let at = from; at <= until; at += DAY_MS)
      days.add(new Date(at).toISOString().slice(5, 10));
  }
  return days;
}

type Known = { off: Set<string>; on: Set<string> };
const known = new WeakMap<Year, Known>();

function knownOf(year: number, given: Year): Known {
  const before = known.get(given);
  if (before) return before;
  const made = { off: daysOf(year, given.off), on: daysOf(year, given.on) };
  known.set(given, made);
  return made;
}

/** `date` as `YYYY-MM-DD`. Throws `UnknownYear`. */
export function isWorkingDay({ years }: Pick<Calendar, "years">, date: string): boolean {
  if (!years) return true;
  const year = Number(date.slice(0, 4));
  const given = years[year];
  if (!given) throw new UnknownYear(year);
  const { off, on } = knownOf(year, given);
  const day = date.slice(5);
  if (on.has(day)) return true;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !off.has(day);
}

const nextDate = (date: string) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** The first working day after this one. */
export function workingDayAfter(calendar: Pick<Calendar, "years">, date: string): string {
  for (let day = nextDate(date), n = 0; n < DAYS_MAX; day = nextDate(day), n++)
    if (isWorkingDay(calendar, day)) return day;
  throw new Error("This calendar has no working day.");
}

/** Intl's formatters are dear to make; there are a few hundred zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();
function wallOf(at: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      ...{ timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
      ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
    });
    formatters.set(timeZone, formatter);
  }
  const shown: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

const offset = (at: number, timeZone: string) => wallOf(at, timeZone) - at;

/** Which day it is there, as `YYYY-MM-DD`. */
export const dateThere = ({ timeZone }: Pick<Calendar, "timeZone">, at: Date): string =>
  new Date(wallOf(at.getTime(), timeZone)).toISOString().slice(0, 10);

/** When it is this minute of a day there. */
export const minuteThere = (
  { timeZone }: Pick<Calendar, "timeZone">,
  date: string,
  minute: number,
): Date => new Date(instantOf(Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS, timeZone));

/** The instant at which clocks there show this; of two on a change of clocks, the later offset decides. */
function instantOf(wall: number, timeZone: string): number {
  const guess = wall - offset(wall, timeZone);
  return wall - offset(guess, timeZone);
}

/** Working spans from an instant on, in order, without end. */
function* spansFrom(calendar: Calendar, from: number): Generator<[number, number]> {
  const { timeZone, hours } = calendar;
  let date = new Date(wallOf(from, timeZone)).toISOString().slice(0, 10);
  for (let n = 0; n < DAYS_MAX; n++, date = nextDate(date)) {
    if (!isWorkingDay(calendar, date)) continue;
    const midnight = Date.parse(`${date}T00:00:00Z`);
    for (const [opens, closes] of hours) {
      const begins = Math.max(from, instantOf(midnight + opens * MINUTE_MS, timeZone));
      const ends = instantOf(midnight + closes * MINUTE_MS, timeZone);
      if (begins < ends) yield [begins, ends];
    }
  }
}

const isAlways = ({ years, hours }: Calendar) =>
  !years && hours.length === 1 && hours[0]?.[0] === 0 && hours[0]?.[1] === 24 * 60;

/** The instant after so much working time. Throws `UnknownYear`. */
export function addWorking(calendar: Calendar, from: Date, ms: number): Date {
  if (ms <= 0 || isAlways(calendar)) return new Date(from.getTime() + Math.max(ms, 0));
  let left = ms;
  for (const [begins, ends] of spansFrom(calendar, from.getTime())) {
    if (left <= ends - begins) return new Date(begins + left);
    left -= ends - begins;
  }
  throw new Error("This calendar has no working time.");
}

/** Working time between two instants, in ms; negative when the second is earlier. Throws `UnknownYear`. */
export function workingBetween(calendar: Calendar, from: Date, until: Date): number {
  if (until < from) return -workingBetween(calendar, until, from);
  if (isAlways(calendar)) return until.getTime() - from.getTime();
  let sum = 0;
  for (const [begins, ends] of spansFrom(calendar, from.getTime())) {
    if (begins >= until.getTime()) return sum;
    sum += Math.min(ends, until.getTime()) - begins;
  }
  return sum;
}

const HOURS = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/;

/** `09:00-12:00,13:00-18:00`. Throws what is expected of it. */
export function readHours(text: string): Hours {
  let before = 0;
  return text.split(",").map((span) => {
    const [, h1, m1, h2, m2] = HOURS.exec(span.trim()) ?? [];
    const [opens, closes] = [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)];
    if (!(opens >= before && closes > opens && closes <= 24 * 60))
      throw new Error("hours are expected in order, like 09:00-12:00,13:00-18:00");
    before = closes;
    return [opens, closes] as const;
  });
}

/** `2027=01-01..01-03,02-05/on 01-31;2028=...`: years announced after this version came out. */
export function readYears(text: string): Record<number, Year> {
  const years: Record<number, Year> = {};
  for (const part of text.split(";").filter((each) => each.trim() !== "")) {
    const [, year, off = "", on = ""] =
      /^(\d{4})=([\d.,-]*)(?:\/on ([\d.,-]*))?$/.exec(part.trim()) ?? [];
    if (!year) throw new Error("years are expected like 2027=01-01..01-03,02-05/on 01-31");
    const given = { off: off.split(",").filter(Boolean), on: on.split(",").filter(Boolean) };
    daysOf(Number(year), [...given.off, ...given.on]);
    years[Number(year)] = given;
  }
  return years;
}

type Configured = { calendar: string; deskHours: string; holidays: string; timeZone: string };
const made = new WeakMap<Configured, Calendar>();

/** The calendar that the installation is configured for. */
export function calendarOf(config: Configured): Calendar {
  const before = made.get(config);
  if (before) return before;
  const years = config.calendar === "china" ? { ...china, ...readYears(config.holidays) } : null;
  const calendar = { timeZone: config.timeZone, years, hours: readHours(config.deskHours) };
  made.set(config, calendar);
  return calendar;
}
