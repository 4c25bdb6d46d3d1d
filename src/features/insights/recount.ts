/**
 * Every night one day of cases, drawn by chance, is held against the definitions with number 1, which look at every
 * claim and know nothing of what was written down; and what is written of bursts of that day against all its claims.
 * A difference is an alarm and stands on the page of definitions; the rows are written anew, and what differs even
 * then is left for a person.
 */
import { raiseAlarm } from "../../core/alarms.ts";
import type { World } from "../../core/world.ts";
import { addMissing, countUnwritten } from "./bursts.ts";
import * as store from "./facts-store.ts";
import { dayAfter, dayOf, startOf } from "./periods.ts";
import { rewrite } from "./writing.ts";

const ALARM = "insights-miscounted";
const LAST = "insights-recount";
const NIGHT = "insights-recounted-on";
/** In the operator's zone: few claim, and the day before is whole. */
const HOUR = 3;
const HOUR_MS = 3_600_000;
/** Any of so many days; disputes come for 30 days after an end. */
const BACK_DAYS = 60;

/** `differences`: cases, and claims missing from a burst; `left`: of these, after the rows were written anew. */
type Recount = { at: string; day: string; cases: number; differences: number; left: number };

export async function recount(world: World, day: string): Promise<Recount> {
  const zone = world.config.timeZone;
  const span = { from: startOf(day, zone), to: startOf(dayAfter(day, 1), zone) };
  const found = await store.differences(world.db, span);
  if (found.length > 0) await rewrite(world, [...new Set(found.map(({ accountId }) => accountId))]);
  const unwritten = await countUnwritten(world, day);
  if (unwritten > 0) await addMissing(world, day);
  const differences = found.length + unwritten;
  const isWrong = differences > 0;
  const left = isWrong
    ? (await store.differences(world.db, span)).length + (await countUnwritten(world, day))
    : 0;
  const counts = { differences, left };
  // What a difference is in, and not whose it is.
  const columns = new Set(found.flatMap(({ columns }) => columns));
  if (unwritten > 0) columns.add("burst");
  if (isWrong) await raiseAlarm(world, ALARM, day, { ...counts, columns: [...columns] });
  const cases = await store.countFacts(world.db, span);
  const result = { at: world.now().toISOString(), day, cases, ...counts };
  await store.writeSetting(world.db, LAST, JSON.stringify(result));
  return result;
}

export async function lastRecount(world: World): Promise<Recount | null> {
  const text = await store.readSetting(world.db, LAST);
  return text === null ? null : JSON.parse(text);
}

/** Time passed: once a night. */
export async function sweepRecount(world: World): Promise<number> {
  const zone = world.config.timeZone;
  const now = world.now();
  const today = dayOf(now, zone);
  if (now.getTime() < startOf(today, zone).getTime() + HOUR * HOUR_MS) return 0;
  if ((await store.readSetting(world.db, NIGHT)) === today) return 0;
  await store.writeSetting(world.db, NIGHT, today);
  await recount(world, dayAfter(today, -1 - (world.bytes(2).readUInt16BE() % BACK_DAYS)));
  return 1;
}
