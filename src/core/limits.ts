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

/** Time passed: forgets windows that closed a day ago. */
export const sweepLimits = (world: World) =>
  world.db
    .deleteFrom("limits")
    .where("openedAt", "<", new Date(world.now().getTime() - 86_400_000))
    .execute();
