/** "Show the cases": no account, no name; a claim's reference is no secret. */
import { BadInput } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { reference } from "../recovery/index.ts";
import { stepNumber } from "./funnel.ts";
import { headOf } from "./head.ts";
import { countCases, type Listed, listCases, type Place, type Which } from "./listing-store.ts";
import { dayOf, type Filter, type Period } from "./periods.ts";
import { rounded } from "./rules.ts";

const PAGE = 50;
export const FILE_MAX = 10_000;

type Wanted = {
  metric?: string | undefined;
  outcome?: string | undefined;
  journey?: string | undefined;
  step?: string | undefined;
  limit?: string | undefined;
  after?: string | undefined;
};

const bad = (pointer: string, detail: string) => BadInput({ errors: [{ pointer, detail }] });

/** What is asked for; throws `bad-input` where the parts do not go together. */
function whichOf({ metric, outcome, journey, step }: Wanted, way?: string): Which {
  if (journey !== undefined || step !== undefined) {
    const number = stepNumber(journey ?? "", step ?? "");
    if (number === null) throw bad("/query/step", "A step of this journey.");
    return { by: "step", journey: journey as string, step: number };
  }
  if (outcome === undefined) return { by: "metric", metric: metric ?? "cases" };
  if (way === undefined) throw bad("/query/way", "An outcome is the outcome of a way: give both.");
  return { by: "outcome", way, outcome };
}

const placeOf = ({ startedAt, id }: Listed) => `${startedAt.getTime()}.${id}`;

function readPlace(text: string | undefined): Place | null {
  if (text === undefined) return null;
  const [, at, id] = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text) ?? [];
  if (!at || !id) throw bad("/query/after", "As `next` of the page before says.");
  return { at: new Date(Number(at)), id };
}

const shownCase = (row: Listed, zone: string) => ({
  ...{ reference: reference(row.id), day: dayOf(row.startedAt, zone), situation: row.situation },
  ...{ risk: row.riskLevel, locale: row.locale, way: row.wayFirst, withPeople: row.peopleAsked },
  ...{ outcome: row.outcome, starts: row.starts, seconds: rounded(row.seconds) },
  ...{ waitSeconds: rounded(row.waitSeconds), disputed: row.disputed },
});

export async function casesBehind(world: World, period: Period, filter: Filter, wanted: Wanted) {
  const which = whichOf(wanted, filter.way);
  const limit = Number(wanted.limit ?? PAGE);
  const after = readPlace(wanted.after);
  const [head, total, rows] = await Promise.all([
    headOf(world, period, filter),
    countCases(world.db, period, filter, which),
    listCases(world.db, period, filter, which, { after, limit: limit + 1 }),
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    ...head,
    total,
    next: rows.length > limit && last ? placeOf(last) : null,
    rows: page.map((row) => shownCase(row, period.zone)),
  };
}
