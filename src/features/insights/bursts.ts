/**
 * When bursts of names are written down: a day once, an hour after it is over, and again on the two days after, for a
 * claim that came late. Until then they are counted live. How far it has come is one setting, so that a restart goes
 * on there, and another zone or definition begins at the first claim: days are not the same in another zone.
 */
import type { World } from "../../core/world.ts";
import * as store from "./burst-store.ts";
import { firstClaimAt, readSetting, writeSetting } from "./facts-store.ts";
import { dayAfter, dayOf, startOf } from "./periods.ts";

const WRITTEN = "insights-bursts";
/** The number of the definition of attacks: with another one every day is written anew. */
export const ATTACK_DEFINITIONS = 2;
/** A claim is seen when its transaction has committed, and clocks of processes differ by seconds. */
const SETTLES_MS = 60 * 60_000;
const AGAIN_DAYS = 2;
/** So much time of the clock on the wall for the days of one round. */
const ROUND_MS = 5_000;

const spanOf = (day: string, zone: string): store.Days => ({
  from: startOf(day, zone),
  to: startOf(dayAfter(day, 1), zone),
  zone,
});

/** The first day that is not written, in the zone of today's configuration; null: none is. */
async function firstUnwritten(world: World): Promise<string | null> {
  const text = await readSetting(world.db, WRITTEN);
  const { zone, definition, upTo } = JSON.parse(text ?? "{}");
  const isOurs = zone === world.config.timeZone && definition === ATTACK_DEFINITIONS;
  return isOurs ? upTo : null;
}

/** Bursts before this moment are written down, those after it are not; null: none is. */
export async function burstsWrittenUpTo(world: World): Promise<Date | null> {
  const day = await firstUnwritten(world);
  return day === null ? null : startOf(day, world.config.timeZone);
}

/** Of a day that is written: claims of a burst that are missing. */
export async function countUnwritten(world: World, day: string): Promise<number> {
  const upTo = await firstUnwritten(world);
  return upTo && day < upTo
    ? store.countUnwritten(world.db, spanOf(day, world.config.timeZone))
    : 0;
}

/** Writes down what is missing of a day; what is written stays. */
export const addMissing = (world: World, day: string) =>
  store.addBursts(world.db, spanOf(day, world.config.timeZone));

/** Time passed: writes the days that are over. The caller holds the house of insights. */
export async function sweepBursts(world: World): Promise<number> {
  const zone = world.config.timeZone;
  // The first day that is not over.
  const now = dayOf(new Date(world.now().getTime() - SETTLES_MS), zone);
  const before = await firstUnwritten(world);
  if (before === now) return 0;
  // A clock that was put back: what is claimed from now on belongs to days that were written.
  const known = before && before > now ? now : before;
  let day = known
    ? dayAfter(known, -AGAIN_DAYS)
    : dayOf((await firstClaimAt(world.db)) ?? world.now(), zone);
  const began = world.wallNow().getTime();
  let changed = 0;
  while (day < now && (day <= (known ?? "") || world.wallNow().getTime() - began < ROUND_MS)) {
    changed += await store.writeBursts(world.db, spanOf(day, zone));
    day = dayAfter(day, 1);
  }
  const written = { zone, definition: ATTACK_DEFINITIONS, upTo: day < now ? day : now };
  await writeSetting(world.db, WRITTEN, JSON.stringify(written));
  return changed;
}
