/** A way back in that its owner has lost. */
import { forget } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { unbindMethod } from "./actions.ts";
import type { Method } from "./rules.ts";
import { setDistrusted, setReassigned } from "./store.ts";

/** Replaced by its owner: it proves nothing and stops nothing any more, and is still told for 7 days. */
export async function distrustMethod(world: World, accountId: string, method: Method) {
  await unbindMethod(world, accountId, method);
  await setDistrusted(world.db, accountId, method.id, world.now());
}

/** It is somebody else's number now: it proves nothing, stops nothing, and is told nothing (policy.md). */
export async function reassignMethod(world: World, accountId: string, method: Method) {
  await distrustMethod(world, accountId, method);
  await setReassigned(world.db, accountId, method.id, world.now());
  forget(world, `methods:${accountId}`);
}
