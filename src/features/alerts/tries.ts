/**
 * How often each proof was tried and passed, by the minute. Counted from the events some seconds after they
 * happened: a try pays nothing for it, and no row is shared by accounts that try at once.
 */
import { transact } from "../../core/db.ts";
import { readRow } from "../../core/events.ts";
import { chainKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import * as store from "./store.ts";

export const HOUSE = "house:alerts";
const COUNTED = "alerts-counted";
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** An event is committed a moment after the time that it bears. */
const LATE_MS = 10_000;
const BATCH = 10_000;

/** Counts what was tried since the last time. Of two processes that count the same, one is kept. */
export async function countTries(world: World): Promise<void> {
  const now = world.now().getTime();
  const before = await store.readSetting(world.db, COUNTED);
  const upTo = new Date(now - LATE_MS);
  const kept = before ? Date.parse(before) : Number.NaN;
  // Never counted, or a clock that was set back: on from a quarter of an hour ago.
  const after = new Date(kept <= now ? kept : now - 15 * MINUTE_MS);
  const rows = await store.listTried(world.db, after, upTo, BATCH);
  const counts = countOf(world, rows);
  // A full batch goes on from its last event; what happened in the very same millisecond is left out.
  const counted = rows.length < BATCH ? upTo : (rows.at(-1)?.at ?? upTo);
  if (counted <= after) return;
  await transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    if ((await store.readSetting(world.db, COUNTED)) !== before) return;
    if (counts.length > 0) await store.addTries(world.db, counts);
    await store.writeSetting(world.db, COUNTED, counted.toISOString());
  });
}

function countOf(world: World, rows: readonly store.TryRow[]) {
  const counts = new Map<string, { proof: string; slotAt: Date; tries: number; passed: number }>();
  for (const row of rows) {
    const proof = proofOf(world, row);
    if (!proof) continue;
    const slotAt = new Date(Math.floor(row.at.getTime() / MINUTE_MS) * MINUTE_MS);
    const key = `${proof} ${slotAt.getTime()}`;
    const count = counts.get(key) ?? { proof, slotAt, tries: 0, passed: 0 };
    count.tries++;
    if (row.type === "recovery.proof-accepted") count.passed++;
    counts.set(key, count);
  }
  return [...counts.values()];
}

/** Null: it cannot be opened, which is the audit's to tell. */
function proofOf(world: World, row: store.TryRow): string | null {
  const { key } = chainKey(world, row.accountId, row.dataKey);
  if (!key) return null;
  try {
    const { proof } = readRow(key, row).payload;
    return typeof proof === "string" ? proof : null;
  } catch {
    return null;
  }
}

/** The last quarter of an hour, and the hours about this moment of the four weeks before. */
export async function readTries(world: World, now: Date) {
  const ms = now.getTime();
  const weeks = [1, 2, 3, 4].map((weeks) => ms - weeks * 7 * DAY_MS);
  const [lately, usually] = await Promise.all([
    store.sumTries(world.db, [{ from: new Date(ms - 15 * MINUTE_MS), to: now }]),
    store.sumTries(
      world.db,
      weeks.map((at) => ({
        from: new Date(at - 30 * MINUTE_MS),
        to: new Date(at + 30 * MINUTE_MS),
      })),
    ),
  ]);
  return lately.map(({ proof, n, ok }) => {
    const usual = usually.find((each) => each.proof === proof);
    return { proof, now: { n, ok }, usual: { n: usual?.n ?? 0, ok: usual?.ok ?? 0 } };
  });
}
