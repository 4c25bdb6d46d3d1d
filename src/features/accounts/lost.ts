/** A way back in that its owner has lost. */
import { forget } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { unbindMethod } from "./actions.ts";
import type { Method } from "./rules.ts";
import { setDispute, setDistrusted, setReassigned } from "./store.ts";

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

const DISPUTE_MS = 30 * 86_400_000;
/** Somebody else says that it is theirs, and nobody has answered. */
export const isDisputed = ({ disputedAt, disputeEndedAt, removedAt }: Method, now: Date): boolean =>
  disputedAt !== null &&
  disputeEndedAt === null &&
  removedAt === null &&
  now.getTime() - disputedAt.getTime() < DISPUTE_MS;

/** Once in 30 days: whoever says it every day is heard once. */
export const mayBeDisputed = ({ disputedAt }: Method, now: Date): boolean =>
  disputedAt === null || now.getTime() - disputedAt.getTime() >= DISPUTE_MS;

/** `endedAt`: it was answered, by the owner or by the operator. The caller holds the account's lock. */
export async function disputeMethod(
  world: World,
  { accountId, id }: Method,
  disputedAt: Date,
  endedAt: Date | null,
) {
  await setDispute(world.db, accountId, id, { disputedAt, disputeEndedAt: endedAt });
  forget(world, `methods:${accountId}`);
}
