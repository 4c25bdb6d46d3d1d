/** The sessions of one device, and all but one: what an owner ends in the security centre. */
import { forget } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { isLive } from "./rules.ts";
import * as store from "./store.ts";

/** Who is signed in now, and on which device. */
export const liveSessions = (world: World, accountId: string) =>
  store.listLive(world.db, accountId, world.now());

/** Ends those that began on this device; the caller holds the account's lock. Gives the wallet's that were live. */
export async function endSessionsOfDevice(
  world: World,
  accountId: string,
  deviceTag: string,
): Promise<string[]> {
  const now = world.now();
  const ended = await store.endOfDevice(world.db, accountId, deviceTag, now);
  forget(world, `sessions:${accountId}`);
  return ended
    .filter(({ kind, expiresAt }) => kind === "wallet" && isLive({ endedAt: null, expiresAt }, now))
    .map(({ id }) => id);
}

/** Ends all but this one; the caller holds the account's lock. Returns how many there were. */
export async function endOtherSessions(
  world: World,
  accountId: string,
  but: string,
  why: string,
): Promise<number> {
  const ended = await store.endOthers(world.db, accountId, but, world.now(), why);
  forget(world, `sessions:${accountId}`);
  return ended.length;
}
