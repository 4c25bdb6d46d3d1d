/** An erasure while it waits: stopped at once by whoever says "this wasn't me". (Asked for and done: erasure.) */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { dropJob } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import type { Erasure, Stopped } from "./rules.ts";
import * as store from "./store.ts";

export const ERASURE = "erasure";

/** From here on it is not stopped any more: names are gone, the last messages say so. */
const BEGUN = "begun";
export const beginErasure = (world: World, accountId: string, id: string) =>
  store.updateErasure(world.db, accountId, id, { why: BEGUN });

export const pendingErasure = (world: World, accountId: string): Promise<Erasure | undefined> =>
  store.findErasure(world.db, accountId);

/** Stops what waits. To stop is to protect: it takes no fresh proof, and no old channel. True: it did. */
export const cancelErasure = (
  world: World,
  actor: Actor,
  accountId: string,
  why: Stopped,
): Promise<boolean> =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const erasure = await store.findErasure(world.db, accountId);
    if (!erasure || erasure.why === BEGUN) return false;
    const { id } = erasure;
    await store.updateErasure(world.db, accountId, id, { cancelledAt: world.now(), why });
    dropJob(world, accountId, ERASURE, id);
    await emit(world, actor, "erasure.cancelled", accountId, { erasureId: id, why });
    return true;
  });
