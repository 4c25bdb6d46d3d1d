/**
 * One calm card for an owner who could not get back in without their phone: what to add, why, and that it takes a
 * minute. It comes once a month at most, is put away with one press, and nothing depends on it.
 */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { standingHolds } from "../holds/index.ts";
import type { ProofKind } from "../policies/index.ts";
import type { Owner } from "../ways/index.ts";
import { readBack } from "./actions.ts";
import { judgeNudge } from "./rules.ts";
import * as store from "./store.ts";

export type Nudge = { add: ProofKind[]; shownAt: string };

/** The card of today; null: none. That it was shown is written down, so that it does not come again soon. */
export async function readNudge(
  world: World,
  { accountId }: Owner,
): Promise<{ nudge: Nudge | null }> {
  const [back, holds, last] = await Promise.all([
    readBack(world, accountId),
    standingHolds(world, accountId),
    store.findLastNudge(world.db, accountId),
  ]);
  const verdict = judgeNudge(back, holds.length > 0, last, world.now());
  if (!verdict || back.can) return { nudge: null };
  const add = back.missing;
  if (verdict === "again" && last) return { nudge: { add, shownAt: last.shownAt.toISOString() } };
  return transact(world, async (world) => {
    await lockAccount(world, accountId);
    // Two windows that open at once have one card between them.
    const before = await store.findLastNudge(world.db, accountId);
    const shownAt = world.now();
    if (judgeNudge(back, false, before, shownAt) === "new")
      await store.insertNudge(world.db, {
        ...{ accountId, id: world.id("ndg"), missing: add.join("+"), shownAt },
      });
    return { nudge: { add, shownAt: shownAt.toISOString() } };
  });
}

/** "Not now": kept, on every device of the owner. Repeating it changes nothing. */
export const dismissNudge = (world: World, { accountId }: Owner) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const last = await store.findLastNudge(world.db, accountId);
    if (last) await store.dismissNudge(world.db, accountId, last.id, world.now());
  });
