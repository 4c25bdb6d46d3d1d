/**
 * "Somebody is telling me what to do", the answer to the question before anything is loosened. Whoever is
 * being guided through it is asked to hang up, and for half an hour nothing loosens, whatever else is
 * proven meanwhile: the caller cannot wait that long on the line, and the owner has time to think.
 *
 * A stranger could say it too. So what is said in a claim that has proven nothing holds that claim only.
 */
import { emit } from "../../core/events.ts";
import { forget, once } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount } from "../accounts/index.ts";
import { Guided } from "./rules.ts";
import * as store from "./store.ts";

export const GUIDED_MS = 30 * 60_000;

/** What was said about this account within the last half hour; read once a transaction. */
export const readGuided = (world: World, accountId: string) =>
  once(world, `guided:${accountId}`, () => store.listGuided(world.db, accountId, world.now()));

/**
 * Within the caller's transaction. `recoveryId`: the claim it is said in, null for the signed-in owner;
 * `isWide`: something was proven. Said twice, it begins anew.
 */
export async function sayGuided(
  world: World,
  actor: Actor,
  accountId: string,
  { recoveryId, isWide }: { recoveryId: string | null; isWide: boolean },
): Promise<{ until: string }> {
  await lockAccount(world, accountId);
  const until = new Date(world.now().getTime() + GUIDED_MS);
  const row = { accountId, saidIn: recoveryId ?? "owner", saidAt: world.now(), until };
  await store.upsertGuided(world.db, { ...row, isWide: isWide && !isShadow(accountId) });
  forget(world, `guided:${accountId}`);
  await emit(world, actor, "account.guided", accountId, {
    ...(recoveryId && { recoveryId }),
    ...{ isWide, reason: "guided", until: until.toISOString() },
  });
  return { until: until.toISOString() };
}

type Asking = { recoveryId: string | null; isProven: boolean };

/**
 * Throws `guided` with its end while nothing may be loosened. `recoveryId`: the claim that asks. One that
 * has proven nothing hears only of what was said in it, so that it learns nothing about the account.
 */
export async function demandUnguided(world: World, accountId: string, asking: Asking) {
  const ends = (await readGuided(world, accountId))
    .filter(({ isWide, saidIn }) => saidIn === asking.recoveryId || (isWide && asking.isProven))
    .map(({ until }) => until.getTime());
  if (ends.length > 0) throw Guided({ until: new Date(Math.max(...ends)).toISOString() });
}
