/** Does an account's chain hold? Asked wherever its history is shown: a broken one is an alarm, once. */
import { type Event, readChain } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { tellBroken } from "./checkpoints.ts";

export type Verified = { verifiedTo: number } | { brokenAt: number };

/** The account's events, and how far they can be relied on. Part of the caller's transaction. */
export async function readVerified(
  world: World,
  accountId: string,
): Promise<{ events: Event[]; chain: Verified }> {
  const { events, brokenAt, fault, verifiedTo } = await readChain(world, accountId);
  if (brokenAt === null || !fault) return { events, chain: { verifiedTo } };
  await tellBroken(world, { accountId, seq: brokenAt, fault });
  return { events, chain: { brokenAt } };
}
