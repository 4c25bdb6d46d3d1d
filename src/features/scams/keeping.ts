/** Time passed: texts go after 90 days, with who reported; reports after a year; quiet clusters with their people. */
import type { World } from "../../core/world.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const BATCH = 200;

export async function sweepScams(world: World): Promise<number> {
  const { db } = world;
  const now = world.now();
  const before = rules.daysBefore(now, rules.TEXT_DAYS);
  const blanked = await store.blankTexts(db, before, BATCH);
  const { numDeletedRows } = await store.forgetReporters(db, before);
  const old = await store.listOldReports(db, rules.daysBefore(now, rules.REPORT_DAYS), BATCH);
  for (const { accountId, id } of old) await store.deleteReport(db, accountId, id);
  const quiet = (await store.listQuiet(db, before, BATCH)).map(({ id }) => id);
  if (quiet.length > 0) await store.deleteClusters(db, quiet);
  return blanked + Number(numDeletedRows) + old.length + quiet.length;
}
