import type { World } from "../../core/world.ts";
import { policyInForce } from "../policies/index.ts";
import { disabledProofs } from "../staff/index.ts";
import { countSafety, countWays, ofWay } from "./counting.ts";
import type { Definition } from "./definitions.ts";
import { definitions } from "./definitions.ts";
import { countFacts } from "./facts-store.ts";
import { countGroups, countSteps, daysWithStarts, timesByWay } from "./figures-store.ts";
import { funnelOf, gapsIn } from "./funnel.ts";
import { changesIn, freshness, headOf, tierOf } from "./head.ts";
import { keptAnswer } from "./kept.ts";
import { offOf } from "./off.ts";
import { daysIn, type Filter, type Period, previousOf, startsIn } from "./periods.ts";
import { readRhythm } from "./reading.ts";
import { lastRecount } from "./recount.ts";
import { missingOf } from "./rhythm.ts";
import { article, cohortOf, deskRows, publicRows, safetyOf } from "./rules.ts";

async function countMethods(world: World, days: number) {
  const period = cohortOf(days, world.now());
  const [groups, times] = await Promise.all([
    countGroups(world.db, period, {}, world.now()),
    timesByWay(world.db, period, {}),
  ]);
  return {
    ...{ days, from: period.from.toISOString(), to: period.to.toISOString(), tier: tierOf(world) },
    ...{ rows: publicRows(countWays(groups, times)), article },
  };
}

/** The measured table, for everybody. */
export const methodsTable = (world: World, days: number) =>
  keptAnswer(world, `methods ${days}`, () => countMethods(world, days));

/** For the desk: with the ugly half, which is never shown without the other. */
export async function measures(world: World, period: Period, filter: Filter) {
  const { way, ...rest } = filter;
  const [head, changes, groups, times, disabled] = await Promise.all([
    headOf(world, period, filter),
    changesIn(world, period),
    countGroups(world.db, period, rest, world.now()),
    timesByWay(world.db, period, rest),
    disabledProofs(world),
  ]);
  return {
    ...head,
    rows: deskRows(
      countWays(groups, times),
      (each) => offOf(policyInForce(world), disabled, each),
      way,
    ),
    safety: safetyOf(countSafety(ofWay(groups, filter))),
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
    keptAnswer(world, "facts", () => countFacts(world.db, { from: new Date(0), to: now })),
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
