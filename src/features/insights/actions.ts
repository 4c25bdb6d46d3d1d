import type { World } from "../../core/world.ts";
import type { Definition } from "./definitions.ts";
import { definitions } from "./definitions.ts";
import { countFacts } from "./facts-store.ts";
import { countSafety, countSteps, countWays, daysWithStarts } from "./figures-store.ts";
import { funnelOf, gapsIn } from "./funnel.ts";
import { changesIn, freshness, headOf, tierOf } from "./head.ts";
import { daysIn, type Filter, type Period, previousOf, startsIn } from "./periods.ts";
import { readRhythm } from "./reading.ts";
import { lastRecount } from "./recount.ts";
import { missingOf } from "./rhythm.ts";
import { article, cohortOf, deskRows, publicRows, safetyOf } from "./rules.ts";

/** So long an answer for everybody is given again: it is of whole hours, and of weeks ago. */
export const KEPT_SECONDS = 900;

type Kept = { at: number; answer: Promise<Awaited<ReturnType<typeof countMethods>>> };
const kept = new WeakMap<World["ports"], Map<number, Kept>>();

async function countMethods(world: World, days: number) {
  const period = cohortOf(days, world.now());
  return {
    ...{ days, from: period.from.toISOString(), to: period.to.toISOString(), tier: tierOf(world) },
    ...{ rows: publicRows(await countWays(world.db, period)), article },
  };
}

/** The measured table, for everybody. Many who ask at once cause one look. */
export function methodsTable(world: World, days: number) {
  const now = world.now().getTime();
  const byDays = kept.get(world.ports) ?? new Map<number, Kept>();
  kept.set(world.ports, byDays);
  const before = byDays.get(days);
  if (before && now >= before.at && now - before.at < KEPT_SECONDS * 1000) return before.answer;
  const answer = countMethods(world, days);
  byDays.set(days, { at: now, answer });
  // What failed is asked again.
  answer.catch(() => byDays.delete(days));
  return answer;
}

/** For the desk: with the ugly half, which is never shown without the other. */
export async function measures(world: World, period: Period, filter: Filter) {
  const [head, changes, counted, safety] = await Promise.all([
    headOf(world, period, filter),
    changesIn(world, period),
    countWays(world.db, period, filter),
    countSafety(world.db, period, world.now(), filter),
  ]);
  return {
    ...head,
    rows: deskRows(counted, filter.way),
    safety: safetyOf(safety),
    changes,
    article,
  };
}

/** `compare`: beside as many days just before. */
export async function funnel(world: World, period: Period, filter: Filter, compare: boolean) {
  const before = compare ? previousOf(period, world.now()) : null;
  const [head, now, past, withStarts] = await Promise.all([
    headOf(world, period, filter),
    countSteps(world.db, period, filter),
    before && countSteps(world.db, before, filter),
    daysWithStarts(world.db, period, startsIn(period)),
  ]);
  return {
    ...head,
    ...(before && { previous: { from: before.fromDay, to: before.toDay } }),
    journeys: funnelOf(now, past),
    gaps: gapsIn(daysIn(period), withStarts),
  };
}

const DAY_MS = 86_400_000;

/** Every metric, and how sure one may be of it. `more`: definitions of other features. */
export async function definitionsAndHealth(world: World, more: readonly Definition[] = []) {
  const now = world.now();
  const [fresh, recount, rhythm, facts] = await Promise.all([
    freshness(world),
    lastRecount(world),
    readRhythm(world),
    countFacts(world.db, { from: new Date(0), to: now }),
  ]);
  return {
    ...{ tier: tierOf(world), ...fresh },
    definitions: [...definitions, ...more].map((definition) => ({
      ...definition,
      // What is counted from cases is recounted; other features tell of theirs.
      checkedAt: definitions.includes(definition) ? (recount?.at ?? null) : null,
      differences: definitions.includes(definition) ? (recount?.differences ?? null) : null,
    })),
    health: {
      ...fresh,
      facts,
      backfilled: fresh.freshAt !== null && now.getTime() - Date.parse(fresh.freshAt) < DAY_MS,
      recount,
      missing: missingOf(rhythm, now),
    },
  };
}
