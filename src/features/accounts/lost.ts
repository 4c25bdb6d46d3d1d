/** A way back in that its owner has lost. */
import type { World } from "../../core/world.ts";
import { unbindMethod } from "./actions.ts";
import type { Method } from "./rules.ts";
import { setDistrusted } from "./store.ts";

/** Replaced by its owner: it proves nothing and stops nothing any more, and is still told for 7 days. */
export async function distrustMethod(world: World, accountId: string, method: Method) {
  await unbindMethod(world, accountId, method);
  await setDistrusted(world.db, accountId, method.id, world.now());
}
