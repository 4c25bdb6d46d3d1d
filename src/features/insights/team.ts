/**
 * The desk's clock. What is late and still open counts as missed on the day on which it was due, so that nobody
 * looks better by leaving a case alone; whose turn it was is taken from the clock's own record. Figures are of
 * teams. Of people there are counts, for their own lead, in the order of their names: no table of winners.
 */
import { dayAfter } from "./periods.ts";
import { LEAST, rateOf, type Share } from "./rules.ts";

/** Ages of open cases, in hours: under 4, to a day, to 3, to 7, and more. */
export const ageEdges = [0, 4, 24, 72, 168] as const;
/** A second verdict that came sooner than this after the first look. */
export const QUICK_SECONDS = 20;
const FORECAST_DAYS = 7;
/** A weekday is expected to be as it was on its last so many. */
export const WEEKS = 4;

type OfTeam = { team: string | null };
/** Rows of one team, or of all. */
const of = <T extends OfTeam>(rows: readonly T[], team: string | null | undefined) =>
  team === undefined ? rows : rows.filter((row) => row.team === team);

/** `percentile_disc` of PostgreSQL: a time that somebody had. Null under 30. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length < LEAST) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}

type Promised = OfTeam & { day: string; due: number; met: number };
const sum = <T>(rows: readonly T[], what: (row: T) => number) =>
  rows.reduce((total, row) => total + what(row), 0);

export const promiseOf = (rows: readonly Promised[], team?: string | null): Share =>
  rateOf(
    sum(of(rows, team), ({ met }) => met),
    sum(of(rows, team), ({ due }) => due),
  );

/** Each day of the period, also those on which nothing was due. */
export const promisesByDay = (rows: readonly Promised[], days: readonly string[]) =>
  days.map((day) => {
    const there = rows.filter((row) => row.day === day);
    const due = sum(there, (row) => row.due);
    const met = sum(there, (row) => row.met);
    return { day, due, met, missed: due - met };
  });

type Span = OfTeam & { day: string; oursSeconds: number; claimantSeconds: number };
export function sidesOf(rows: readonly Span[], team?: string | null) {
  const there = of(rows, team);
  const [ours, claimant] = [
    there.map(({ oursSeconds }) => oursSeconds),
    there.map(({ claimantSeconds }) => claimantSeconds),
  ];
  return {
    n: there.length,
    oursSeconds: Math.round(sum(ours, Number)),
    claimantSeconds: Math.round(sum(claimant, Number)),
    oursMedianSeconds: percentile(ours, 0.5),
    claimantMedianSeconds: percentile(claimant, 0.5),
  };
}
export const sidesByDay = (rows: readonly Span[], days: readonly string[]) =>
  days.map((day) => {
    const there = rows.filter((row) => row.day === day);
    return {
      ...{ day, n: there.length },
      oursSeconds: Math.round(sum(there, ({ oursSeconds }) => oursSeconds)),
      claimantSeconds: Math.round(sum(there, ({ claimantSeconds }) => claimantSeconds)),
    };
  });

/** Seconds by the wall clock and by the desk's; null: nobody has answered yet, or a year is not known. */
type Reply = OfTeam & { wallSeconds: number | null; workingSeconds: number | null };
export function repliesOf(rows: readonly Reply[], team?: string | null) {
  const there = of(rows, team);
  const wall = there.flatMap(({ wallSeconds }) => wallSeconds ?? []);
  const working = there.flatMap(({ workingSeconds }) => workingSeconds ?? []);
  return {
    n: there.length,
    answered: wall.length,
    medianSeconds: percentile(wall, 0.5),
    p90Seconds: percentile(wall, 0.9),
    workingMedianSeconds: percentile(working, 0.5),
    workingP90Seconds: percentile(working, 0.9),
  };
}

type Backlog = OfTeam & { age: number; waits: string; n: number };
export const backlogOf = (rows: readonly Backlog[], team?: string | null) =>
  ageEdges.map((fromHours, at) => {
    const there = of(rows, team).filter(({ age }) => age === at + 1);
    const by = (waits: string) =>
      sum(
        there.filter((row) => row.waits === waits),
        ({ n }) => n,
      );
    return {
      fromHours,
      toHours: ageEdges[at + 1] ?? null,
      ...{ ours: by("ours"), claimant: by("claimant") },
    };
  });

type Flow = OfTeam & { day: string; opened: number; closed: number };
export const flowByDay = (rows: readonly Flow[], days: readonly string[], team?: string | null) =>
  days.map((day) => {
    const there = of(rows, team).filter((row) => row.day === day);
    return {
      day,
      opened: sum(there, ({ opened }) => opened),
      closed: sum(there, ({ closed }) => closed),
    };
  });

/**
 * What the next days would bring if each were as the same weekday was over the last four weeks: mean, least and
 * most, and the open cases that this leaves. It is no more than that, and says so on the page.
 */
export function forecast(rows: readonly Flow[], today: string, open: number) {
  let left = open;
  return Array.from({ length: FORECAST_DAYS }, (_, ahead) => {
    const day = dayAfter(today, ahead + 1);
    const before = Array.from({ length: WEEKS }, (_, week) => dayAfter(day, -7 * (week + 1)));
    const past = flowByDay(rows, before);
    const of = (values: number[]) => ({
      mean: Math.round((sum(values, Number) / WEEKS) * 10) / 10,
      least: Math.min(...values),
      most: Math.max(...values),
    });
    const arrivals = of(past.map(({ opened }) => opened));
    const capacity = of(past.map(({ closed }) => closed));
    left = Math.max(0, Math.round((left + arrivals.mean - capacity.mean) * 10) / 10);
    return { day, arrivals, capacity, openAfter: left };
  });
}
