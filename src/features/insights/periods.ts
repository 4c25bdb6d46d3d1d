/**
 * What a figure is asked of: days of the operator's zone, and a part of the cases. A period without an end that
 * is told apart from "today" would count what ended quickly and not what goes on. Pure.
 */
import { BadInput, problem } from "../../core/problem.ts";
import { ways } from "./rules.ts";

const BadDate = problem("bad-date", 400, "A day is written like 2026-11-29, and has to exist.");
const PeriodHalf = problem(
  "period-half",
  400,
  "A period has a first and a last day: give both `from` and `to`.",
);
const PeriodAndDays = problem(
  "period-and-days",
  400,
  "Give either `days`, or `from` and `to`, not both.",
);
const PeriodBackwards = problem(
  "period-backwards",
  400,
  "This period is empty: its last day is before its first.",
);
const PeriodTooLong = problem("period-too-long", 400, "A period has at most 365 days.");
const PeriodNotBegun = problem(
  "period-not-begun",
  400,
  "This period has not begun: its first day is after today.",
);

const DAY_MS = 86_400_000;
const DAYS_MAX = 365;
const DAYS_USUAL = 28;
/** A case is closed to measuring 7 days after it began: then all its outcomes may be known. */
const LAG_DAYS = 7;

/** `to`: the first moment after its last day. `closedTo`: the last day whose cases have all had their 7 days. */
export type Period = {
  from: Date;
  to: Date;
  fromDay: string;
  toDay: string;
  days: number;
  zone: string;
  closedTo: string;
};

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  formatters.set(zone, made);
  return made;
}

/** What the clocks there show, as if it were UTC. */
function wallOf(at: number, zone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export const dayOf = (at: Date, zone: string): string =>
  new Date(wallOf(at.getTime(), zone)).toISOString().slice(0, 10);

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The first moment at which it is this day there: 01:00 where clocks skip midnight, the first of two midnights. */
export function startOf(day: string, zone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const candidates = [midnight - DAY_MS, midnight + DAY_MS]
    .map((near) => midnight - (wallOf(near, zone) - near))
    .filter((at) => dayOf(new Date(at), zone) === day);
  // A day that a zone left out (Samoa, 30 December 2011) has no moment: it begins where the next one does.
  return candidates.length > 0
    ? new Date(Math.min(...candidates))
    : startOf(dayAfter(day, 1), zone);
}

export const daysIn = ({ fromDay, days }: Period): string[] =>
  Array.from({ length: days }, (_, n) => dayAfter(fromDay, n));

/** The first moment of each day of a period: day n holds what is from the n-th on and before the next. */
export const startsIn = (period: Period): Date[] =>
  daysIn(period).map((day) => startOf(day, period.zone));

const isDay = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  text >= "2000-01-01" &&
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
  new Date(Date.parse(`${text}T00:00:00Z`)).toISOString().slice(0, 10) === text;

function readDay(name: "from" | "to", text: string): string {
  if (isDay(text)) return text;
  throw BadDate({ errors: [{ pointer: `/query/${name}`, detail: "A day like 2026-11-29." }] });
}

export type Asked = {
  days?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

function between(fromDay: string, toDay: string, zone: string, today: string): Period {
  return {
    ...{
      from: startOf(fromDay, zone),
      to: startOf(dayAfter(toDay, 1), zone),
      fromDay,
      toDay,
      zone,
    },
    days: Math.round((Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS) + 1,
    closedTo: dayAfter(today, -LAG_DAYS - 1),
  };
}

/**
 * `days` alone ends with the last day whose cases have all had `lagDays`; with 0, today. Throws `bad-date`,
 * `period-half`, `period-and-days`, `period-backwards`, `period-too-long`, `period-not-begun`, `bad-input`.
 */
export function periodOf(asked: Asked, now: Date, zone: string, lagDays = LAG_DAYS): Period {
  const today = dayOf(now, zone);
  if (asked.from === undefined && asked.to === undefined) {
    const text = asked.days ?? String(DAYS_USUAL);
    if (!/^\d{1,4}$/.test(text) || Number(text) < 1)
      throw BadInput({ errors: [{ pointer: "/query/days", detail: "A number from 1 to 365." }] });
    if (Number(text) > DAYS_MAX) throw PeriodTooLong();
    const last = lagDays === 0 ? today : dayAfter(today, -lagDays - 1);
    return between(dayAfter(last, 1 - Number(text)), last, zone, today);
  }
  if (asked.days !== undefined) throw PeriodAndDays();
  if (asked.from === undefined || asked.to === undefined) throw PeriodHalf();
  const [from, to] = [readDay("from", asked.from), readDay("to", asked.to)];
  if (to < from) throw PeriodBackwards();
  if (from > today) throw PeriodNotBegun();
  const period = between(from, to, zone, today);
  if (period.days > DAYS_MAX) throw PeriodTooLong();
  return period;
}

/** As many days, just before. */
export const previousOf = ({ fromDay, days, zone }: Period, now: Date): Period =>
  between(dayAfter(fromDay, -days), dayAfter(fromDay, -1), zone, dayOf(now, zone));

export const situations = ["forgot-password", "lost-phone", "account-stolen"] as const;
export const risks = ["low", "elevated", "high"] as const;
export const locales = ["en", "zh"] as const;
export const wayNames = Object.keys(ways);

export type Filter = {
  situation?: string | undefined;
  locale?: string | undefined;
  risk?: string | undefined;
  way?: string | undefined;
};

/** What was asked for, and nothing that was not. */
export const filterOf = ({ situation, locale, risk, way }: Filter): Filter => ({
  ...(situation && { situation }),
  ...(locale && { locale }),
  ...(risk && { risk }),
  ...(way && { way }),
});

/** The period as an answer tells it. */
export const shownPeriod = ({ fromDay, toDay, zone, days, closedTo }: Period) => ({
  ...{ from: fromDay, to: toDay, zone, days },
  closedTo: closedTo < toDay ? closedTo : toDay,
});
