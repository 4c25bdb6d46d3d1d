/**
 * Limits that belong to no account: requests of a network or a device in a window. They close the
 * abused way only; an owner's other ways stay open.
 */
import { problem } from "./problem.ts";
import type { World } from "./world.ts";

export const TooMany = problem(
  "too-many",
  429,
  "That was too often. Please wait until the time shown, or use another way.",
);

/**
 * Counts one use of `key`; throws `too-many` with `until` beyond `max` in `windowMs`. Committed on its
 * own before the work begins, so that no rolled-back transaction undoes it.
 */
export async function spend(world: World, key: string, max: number, windowMs: number) {
  const now = world.now();
  const opens = new Date(now.getTime() - windowMs);
  const row = await world.db
    .insertInto("limits")
    .values({ key, openedAt: now, count: 1 })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet((set) => ({
        count: set
          .case()
          .when("limits.openedAt", "<=", opens)
          .then(1)
          .else(set("limits.count", "+", 1))
          .end(),
        openedAt: set
          .case()
          .when("limits.openedAt", "<=", opens)
          .then(now)
          .else(set.ref("limits.openedAt"))
          .end(),
      })),
    )
    .returning(["count", "openedAt"])
    .executeTakeFirstOrThrow();
  if (row.count > max)
    throw TooMany({ until: new Date(row.openedAt.getTime() + windowMs).toISOString() });
}

/** Gives back what was counted: it was no misuse. */
export const forgive = (world: World, key: string) =>
  world.db.deleteFrom("limits").where("key", "=", key).execute();

export type Window = { key: string; windowMs: number };
export type Counted = { key: string; count: number; closesAt: Date };

/**
 * Counts one use of each window in one statement and says how full each is now. Part of the
 * transaction that uses it up: what is rolled back was not used, and until the end nobody else counts
 * in these rows, so that a ceiling is exact however many ask at once. So: last in the transaction, and
 * always in the same order of kinds.
 */
export async function countIn(world: World, windows: readonly Window[]): Promise<Counted[]> {
  const now = world.now();
  const rows = await world.db
    .insertInto("windows")
    .values(
      windows.map(({ key, windowMs }) => ({
        key,
        closesAt: new Date(now.getTime() + windowMs),
        count: 1,
      })),
    )
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet((set) => ({
        count: set
          .case()
          .when("windows.closesAt", "<=", now)
          .then(1)
          .else(set("windows.count", "+", 1))
          .end(),
        closesAt: set
          .case()
          .when("windows.closesAt", "<=", now)
          .then(set.ref("excluded.closesAt"))
          .else(set.ref("windows.closesAt"))
          .end(),
      })),
    )
    .returning(["key", "count", "closesAt"])
    .execute();
  return windows.flatMap(({ key }) => rows.filter((row) => row.key === key));
}

/** How often a window was used since it opened; it is closed with that. */
export async function takeCount(world: World, key: string): Promise<number> {
  const row = await world.db
    .deleteFrom("windows")
    .where("key", "=", key)
    .returning(["count", "closesAt"])
    .executeTakeFirst();
  return row && row.closesAt > world.now() ? row.count : 0;
}

/** Time passed: forgets windows that closed; of those without a time of closing, a day ago. */
export async function sweepLimits(world: World): Promise<void> {
  const now = world.now();
  await world.db.deleteFrom("windows").where("closesAt", "<=", now).execute();
  await world.db
    .deleteFrom("limits")
    .where("openedAt", "<", new Date(now.getTime() - 86_400_000))
    .execute();
}
