/** Days are made ahead and go after retention; their hours stay. */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { POST_DAYS, READING_DAYS } from "../keeping/index.ts";
import * as store from "./days-store.ts";
import { HOUSE } from "./ingest.ts";
import { dayAfter, dayOf } from "./posts.ts";
import { deleteFetches } from "./sources-store.ts";

const AHEAD_DAYS = 3;
const DAY_MS = 86_400_000;
const BATCH = 10_000;

/** Makes partitions for these days; one that has posts in the rest already stays there. */
export async function makeDays(world: World, days: Iterable<string>): Promise<number> {
  const wanted = new Set(days);
  for (const day of await store.listDays(world.db)) wanted.delete(day);
  if (wanted.size === 0) return 0;
  return transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    for (const day of await store.daysInRest(world.db)) wanted.delete(day);
    for (const day of wanted) await store.makeDay(world.db, day, dayAfter(day, 1));
    return wanted.size;
  });
}

/** Time passed. Returns how much changed. */
export async function sweepDays(world: World): Promise<number> {
  const now = world.now();
  const today = dayOf(now);
  const days = Array.from({ length: AHEAD_DAYS + 1 }, (_, n) => dayAfter(today, n));
  let changed = await makeDays(world, days);
  const first = dayAfter(today, -POST_DAYS);
  const old = (await store.listDays(world.db)).filter((day) => day < first);
  if (old.length > 0) {
    await lockHouse(world, HOUSE);
    for (const day of old) await store.dropDay(world.db, day);
  }
  changed += old.length + (await store.deleteRest(world.db, first));
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  changed += await store.deleteReadings(world.db, before(READING_DAYS), BATCH);
  changed += await store.deleteWordings(world.db, before(POST_DAYS + 3), BATCH);
  await deleteFetches(world.db, before(7));
  return changed;
}
