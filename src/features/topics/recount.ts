/**
 * Every night one day, drawn by chance, is counted anew from its posts. The table is only worth what this finds:
 * any difference is an alarm, and the hours are left as they are for a person to look at.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { POST_DAYS } from "../keeping/index.ts";
import { HOUSE } from "./ingest.ts";
import { dayAfter, dayOf, startOf } from "./posts.ts";
import type { HourRow } from "./posts-store.ts";
import * as store from "./recount-store.ts";
import { readSetting, writeSetting } from "./settings-store.ts";

export const ALARM = "topics-miscounted";
const LAST = "topics-recounted";
/** China, 03:00: few posts, and the day before is whole. */
const HOUR = 3;
const HOUR_MS = 3_600_000;

export type Difference = Pick<HourRow, "topic" | "hour" | "source"> & {
  counted: Sums;
  recounted: Sums;
};
type Sums = Pick<HourRow, "items" | "stories" | "discussions">;

const none: Sums = { items: 0, stories: 0, discussions: 0 };
const sums = ({ items, stories, discussions }: Sums): Sums => ({ items, stories, discussions });
const isSame = (a: Sums, b: Sums) =>
  a.items === b.items && a.stories === b.stories && a.discussions === b.discussions;

/** Where the hours of a China day differ from its posts. Raises the alarm when they do. */
export function recount(world: World, day: string): Promise<Difference[]> {
  const [from, to] = [startOf(day), startOf(dayAfter(day, 1))];
  return transact(world, async (world) => {
    // Nobody counts meanwhile.
    await lockHouse(world, HOUSE);
    const span = { day, from, to };
    const name = ({ topic, hour, source }: HourRow) => `${topic} ${hour.toISOString()} ${source}`;
    const anew = new Map((await store.recountDay(world.db, span)).map((row) => [name(row), row]));
    const kept = new Map((await store.hoursOfDay(world.db, span)).map((row) => [name(row), row]));
    const differences: Difference[] = [];
    for (const [key, { topic, hour, source }] of new Map([...kept, ...anew])) {
      const [counted, recounted] = [sums(kept.get(key) ?? none), sums(anew.get(key) ?? none)];
      if (!isSame(counted, recounted))
        differences.push({ topic, hour, source, counted, recounted });
    }
    for (const { topic, hour, source, ...apart } of await store.brokenDays(world.db, span))
      differences.push({ topic, hour, source, counted: none, recounted: sums(apart) });
    if (differences.length > 0)
      await raiseAlarm(world, ALARM, day, {
        ...{ hours: differences.length, first: differences[0] },
      });
    return differences;
  });
}

/** Time passed: once a night. Days that are over, and whose posts are here. */
export async function sweepRecount(world: World): Promise<number> {
  const now = world.now();
  const today = dayOf(now);
  if (now.getTime() < startOf(today).getTime() + HOUR * HOUR_MS) return 0;
  if ((await readSetting(world.db, LAST)) === today) return 0;
  await writeSetting(world.db, LAST, today);
  const back = 1 + (world.bytes(2).readUInt16BE() % (POST_DAYS - 1));
  await recount(world, dayAfter(today, -back));
  return 1;
}
