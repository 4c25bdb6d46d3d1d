/**
 * When bursts of names are written down: a day once, an hour after it is over, and again on the two days after, for a
 * claim that came late. Until then they are counted live. A day is a transaction, and how far it has come is one
 * setting that is written with it: a restart goes on there, and another zone or definition begins at the first claim: days are not the same in another zone.
 */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import * as store from "./burst-store.ts";
import { firstClaimAt, readSetting, writeSetting } from "./facts-store.ts";
import { lockInsights } from "./house.ts";
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

/** `upTo`: the first day that is not written. `next`: the day whose turn it is; left out when none is left. */
type Mark = { upTo: string; next?: string | undefined };

/** How far it has come, in the zone of today's configuration; null: no day is written. */
async function readMark(world: World): Promise<Mark | null> {
  const text = await readSetting(world.db, WRITTEN);
  const { zone, definition, ...mark } = JSON.parse(text ?? "{}");
  const isOurs = zone === world.config.timeZone && definition === ATTACK_DEFINITIONS;
  return isOurs ? mark : null;
}

const writeMark = (world: World, mark: Mark) => {
  const { timeZone: zone } = world.config;
  const written = { zone, definition: ATTACK_DEFINITIONS, ...mark };
  return writeSetting(world.db, WRITTEN, JSON.stringify(written));
};

/** Bursts before this moment are written down, those after it are not; null: none is. */
export async function burstsWrittenUpTo(world: World): Promise<Date | null> {
  const mark = await readMark(world);
  return mark && startOf(mark.upTo, world.config.timeZone);
}

/** Of a day that is written: claims of a burst that are missing. */
export async function countUnwritten(world: World, day: string): Promise<number> {
  const mark = await readMark(world);
  return mark && day < mark.upTo
    ? store.countUnwritten(world.db, spanOf(day, world.config.timeZone))
    : 0;
}

/** Writes down what is missing of a day; what is written stays. */
export const addMissing = (world: World, day: string) =>
  store.addBursts(world.db, spanOf(day, world.config.timeZone));

/** One of the days that are over, written with the mark; null: none is left. */
async function writeNext(world: World): Promise<number | null> {
  await lockInsights(world);
  const zone = world.config.timeZone;
  // The first day that is not over.
  const end = dayOf(new Date(world.now().getTime() - SETTLES_MS), zone);
  const before = await readMark(world);
  if (before?.upTo === end && !before.next) return null;
  // A clock that was put back: what is claimed from now on belongs to days that were written.
  const known = before && before.upTo > end ? { upTo: end } : before;
  const day = known
    ? (known.next ?? dayAfter(known.upTo, -AGAIN_DAYS))
    : dayOf((await firstClaimAt(world.db)) ?? world.now(), zone);
  const changed = day < end ? await store.writeBursts(world.db, spanOf(day, zone)) : 0;
  const next = day < end ? dayAfter(day, 1) : end;
  const upTo = known && known.upTo > next ? known.upTo : next;
  await writeMark(world, { upTo, next: next < end ? next : undefined });
  return changed;
}

/** Time passed: writes the days that are over. Several processes share them; whoever is stopped loses one day. */
export async function sweepBursts(world: World): Promise<number> {
  const began = world.wallNow().getTime();
  let changed = 0;
  do {
    const step = await transact(world, writeNext);
    if (step === null) break;
    changed += step;
  } while (world.wallNow().getTime() - began < ROUND_MS);
  return changed;
}
