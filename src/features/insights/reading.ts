/**
 * The reader of the events, behind the clock by a minute or so: whatever happened in an account that a case is told
 * by, its cases are written anew. A claim pays nothing for it: no row waits for this reader, it finds what happened
 * by its time. What came late, or twice, or in another order, gives the same rows.
 */
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import * as store from "./facts-store.ts";
import { afterSeen, type Rhythm } from "./rhythm.ts";
import { rewrite } from "./writing.ts";

const HOUSE = "house:insights";
const READ = "insights-read";
const RHYTHM = "insights-rhythm";
const MINUTE_MS = 60_000;
/** An event has the time at which its transaction began to write it, and is seen when that has committed. */
const OVERLAP_MS = 2 * MINUTE_MS;
/** So much time of events in one look, and so much time of the clock on the wall for all looks of a round. */
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

/** Time passed: reads on from where it was, the oldest claims first when it never was anywhere. */
export async function sweepFacts(world: World): Promise<number> {
  await lockHouse(world, HOUSE);
  const now = world.now();
  // A clock that was put back must not leave out what happens now.
  const before = await readUpTo(world);
  const known = before && before > now ? now : before;
  let at = known ?? (await store.firstClaimAt(world.db)) ?? now;
  const began = world.wallNow().getTime();
  let rhythm = await readRhythm(world);
  let changed = 0;
  do {
    const from = new Date(at.getTime() - OVERLAP_MS);
    const to: Date = new Date(Math.min(now.getTime() + 1, at.getTime() + STRETCH_MS));
    changed += await rewrite(world, await store.changedAccounts(world.db, { from, to }, heard));
    rhythm = afterSeen(rhythm, await store.seenTypes(world.db, { from: at, to }, heard));
    at = to;
  } while (at <= now && world.wallNow().getTime() - began < ROUND_MS);
  await store.writeSetting(world.db, READ, (at < now ? at : now).toISOString());
  await store.writeSetting(world.db, RHYTHM, JSON.stringify(rhythm));
  return changed;
}
