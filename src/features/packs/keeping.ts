/** How long packs are kept: a week, or until their owner wants them gone, or says that it was somebody else. */
import { type Event, emit } from "../../core/events.ts";
import type { Job } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import * as store from "./store.ts";

const clockwork: Actor = { kind: "system", id: "clock" };

export type Why = "time" | "owner" | "not-me";

/** Bytes and wish are deleted; that there was a pack, and its hash, stays. The caller holds the account's lock. */
export async function endPack(world: World, actor: Actor, row: store.PackRow, why: Why) {
  const { accountId, id } = row;
  const set = { state: "expired", wish: "", build: "" };
  await store.updatePack(world.db, accountId, id, set);
  await store.deleteParts(world.db, accountId, id, "");
  await emit(world, actor, "pack.expired", accountId, { packId: id, why });
  return { ...row, ...set };
}

export async function onExpiry(world: World, { accountId, payload }: Job): Promise<void> {
  await lockAccount(world, accountId);
  const row = await store.findPack(world.db, accountId, String(payload.packId));
  if (row?.state !== "ready" || !row.expiresAt || row.expiresAt > world.now()) return;
  await endPack(world, clockwork, row, "time");
}

/** The owner was told of a pack and says that it was not them: nobody gets it any more. */
export async function onNotMe(world: World, { accountId, payload }: Event): Promise<void> {
  const { packId, disputed } = payload;
  // A channel that may be a thief's own cannot take a pack from its owner.
  if (typeof packId !== "string" || disputed === true) return;
  await lockAccount(world, accountId);
  const row = await store.findPack(world.db, accountId, packId);
  if (row && row.state !== "expired") await endPack(world, clockwork, row, "not-me");
}
