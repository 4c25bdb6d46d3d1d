/** A recovery, told to its claimant as it goes on: `GET /v1/recoveries/{id}/events`. */
import { sha256 } from "../../core/crypto.ts";
import { reading } from "../../core/db.ts";
import { TooMany } from "../../core/limits.ts";
import { type Source, watching } from "../../core/stream.ts";
import type { World } from "../../core/world.ts";
import { type Claimant, findOwn, readRecovery } from "./actions.ts";
import { isEnded } from "./rules.ts";
import { view } from "./view.ts";

const LOOK_MS = 1_000;
/** Lines of one recovery that one process keeps open: a browser needs one, and a second while it changes pages. */
const LINES_MAX = 4;
const open = new Map<string, number>();

/** Throws `no-recovery` before anything is sent, and `too-many` when it is watched from too many places. */
export async function watchRecovery(world: World, claimant: Claimant): Promise<Source> {
  await readRecovery(world, claimant);
  const { recoveryId } = claimant;
  const lines = open.get(recoveryId) ?? 0;
  if (lines >= LINES_MAX) throw TooMany({ until: world.now().toISOString() });
  const source = watching("recovery", LOOK_MS, () =>
    reading(world, async (world) => {
      const recovery = await view(world, await findOwn(world, claimant));
      const data = { recovery, now: world.now().toISOString() };
      const id = sha256(JSON.stringify(recovery)).slice(0, 16);
      return { id, data, isLast: isEnded(recovery.state) };
    }),
  );
  return async function* (lastId, signal) {
    open.set(recoveryId, (open.get(recoveryId) ?? 0) + 1);
    try {
      yield* source(lastId, signal);
    } finally {
      const left = (open.get(recoveryId) ?? 1) - 1;
      if (left > 0) open.set(recoveryId, left);
      else open.delete(recoveryId);
    }
  };
}
