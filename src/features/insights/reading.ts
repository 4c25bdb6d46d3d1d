/**
 * The reader of the events, behind the clock by a minute or so: whatever happened in an account that a case is told
 * by, its cases are written anew. A claim pays nothing for it: no row waits for this reader, it finds what happened
 * by its time. What came late, or twice, or in another order, gives the same rows.
 */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import * as store from "./facts-store.ts";
import { lockInsights } from "./house.ts";
import { afterSeen, type Rhythm } from "./rhythm.ts";
import { rewrite } from "./writing.ts";

const READ = "insights-read";
const RHYTHM = "insights-rhythm";
const MINUTE_MS = 60_000;
/** An event has the time at which its transaction began to write it, and is seen when that has committed. */
const OVERLAP_MS = 2 * MINUTE_MS;
/** So much time of events in one step, and so much time of the clock on the wall for all steps of a round. */
const STRETCH_MS = 6 * 60 * MINUTE_MS;
const ROUND_MS = 10_000;

/** What a case is told by. */
export const heard = [
  ...["recovery.started", "recovery.proof-accepted", "recovery.proof-fell", "recovery.waiting"],
  ...["recovery.continued", "recovery.ready", "recovery.completed", "recovery.denied"],
  ...["recovery.cancelled", "recovery.expired", "case.opened", "case.approved", "case.refused"],
  ...["case.closed", "case.given-back", "case.returned", "owner.not-me", "hold.placed"],
] as const;

/** Up to when events are counted; null: the first count has not begun. */
export async function readUpTo(world: World): Promise<Date | null> {
  const text = await store.readSetting(world.db, READ);
  return text === null ? null : new Date(text);
}

export const readRhythm = async (world: World): Promise<Rhythm> =>
  JSON.parse((await store.readSetting(world.db, RHYTHM)) ?? "{}");

/** One stretch of time, written down with how far it has come. */
async function readStretch(world: World): Promise<{ changed: number; isLast: boolean }> {
  await lockInsights(world);
  const now = world.now();
  // A clock that was put back must not leave out what happens now.
  const before = await readUpTo(world);
  const known = before && before > now ? now : before;
  const at = known ?? (await store.firstClaimAt(world.db)) ?? now;
  const from = new Date(at.getTime() - OVERLAP_MS);
  const to = new Date(Math.min(now.getTime() + 1, at.getTime() + STRETCH_MS));
  const changed = await rewrite(world, await store.changedAccounts(world.db, { from, to }, heard));
  const seen = await store.seenTypes(world.db, { from: at, to }, heard);
  const rhythm = afterSeen(await readRhythm(world), seen);
  const isLast = to > now;
  await store.writeSetting(world.db, READ, (isLast ? now : to).toISOString());
  await store.writeSetting(world.db, RHYTHM, JSON.stringify(rhythm));
  return { changed, isLast };
}

/**
 * Time passed: reads on from where it was, the oldest claims first when it never was anywhere. A transaction a
 * stretch: whoever is stopped loses one of them, and several processes go on where the other is.
 */
export async function sweepFacts(world: World): Promise<number> {
  const began = world.wallNow().getTime();
  let changed = 0;
  for (;;) {
    const step = await transact(world, readStretch);
    changed += step.changed;
    if (step.isLast || world.wallNow().getTime() - began >= ROUND_MS) return changed;
  }
}
