/** The claimant, or the owner, is being told what to do: a case of that account goes before the others. */
import type { Event } from "../../core/events.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { apply, lockCase } from "./standing.ts";
import * as store from "./store.ts";
import { endDraw } from "./verdict-store.ts";

const clockwork: Actor = { kind: "system", id: "clock" };

/**
 * What was decided before is void: nobody had known this. Once a case, so that nobody can void verdict
 * after verdict by saying it again. Said in one claim that has proven nothing, it is about that case only.
 */
export async function onGuided(world: World, { accountId, payload }: Event): Promise<void> {
  await lockAccount(world, accountId);
  for (const { id, recoveryId, closedAt, isTheft } of await store.listOfAccount(
    world.db,
    accountId,
  )) {
    if (closedAt || isTheft || !(payload.isWide || recoveryId === payload.recoveryId)) continue;
    const { held } = await lockCase(world, accountId, id);
    if (held.closedAt) continue;
    const isSecond = held.state === "second-check";
    if (isSecond) await endDraw(world.db, accountId, id, "evidence", world.now());
    await apply(world, clockwork, held, "claimant-spoke", {
      type: "case.guided",
      facts: { version: held.evidenceVersion + 1, voids: isSecond },
      set: {
        ...{ isTheft: true, evidenceVersion: held.evidenceVersion + 1 },
        ...(isSecond && { round: held.round + 1 }),
      },
    });
  }
}
