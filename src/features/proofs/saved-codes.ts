/** Saved codes as they are kept: made, refilled, brought along, taken out of use. */
import type { World } from "../../core/world.ts";
import { hashOf } from "../passwords/index.ts";
import type { Policy } from "../policies/index.ts";
import { newRecoveryCodes, readRecoveryCode } from "./recovery-codes.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;

/** Puts a new code in the place of each used one (NIST SP 800-63B-4 section 4.2.1.1). */
export async function refillRecoveryCodes(world: World, accountId: string, slots: number[]) {
  if (slots.length === 0) return [];
  const now = world.now();
  await store.removeRecoveryCodes(world.db, accountId, slots, now);
  const fresh = newRecoveryCodes((count) => world.bytes(count)).filter(({ slot }) =>
    slots.includes(slot),
  );
  for (const { slot, code } of fresh) await putCode(world, accountId, slot, code, now);
  return fresh.map(({ display }) => display);
}

const putCode = async (world: World, accountId: string, slot: number, code: string, since: Date) =>
  store.insertRecoveryCode(world.db, {
    accountId,
    slot,
    id: world.id("rcv"),
    hash: await hashOf(world, code),
    since,
  });

/** Saved codes known elsewhere (the demo's seed), bound since then. */
export async function importRecoveryCodes(
  world: World,
  accountId: string,
  displayed: string[],
  since: Date,
) {
  for (const display of displayed) {
    const read = readRecoveryCode(display);
    if (read) await putCode(world, accountId, read.slot, read.code, since);
  }
}

/** The present codes, used ones included. */
export const listRecoveryCodes = (world: World, accountId: string) =>
  store.listRecoveryCodes(world.db, accountId);

/** Codes that may be given: present or removed within the policy's days, and not used. */
export async function listGoodCodes(world: World, accountId: string, policy: Policy) {
  const removedAfter = new Date(world.now().getTime() - policy.changes.removedCountsDays * DAY_MS);
  return store.listUnusedCodes(world.db, accountId, removedAfter);
}

/** Takes all codes out of use for anything but recovery, where they count for some days more. */
export const dropRecoveryCodes = (world: World, accountId: string) =>
  store.removeRecoveryCodes(world.db, accountId, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], world.now());
