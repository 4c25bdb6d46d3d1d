/**
 * Where a directory keeps the passwords, a new one has to be told there. It waits in a job, sealed with the
 * account's own key, from the commit that sets it until the directory has taken it; nothing leaves before that
 * commit, so a claim that is stopped in its last moment has set nothing anywhere.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job, TryLater } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { DirectoryFailed } from "../../ports/directory/directory.ts";
import { lockAccount, readAccount } from "../accounts/index.ts";
import * as store from "./store.ts";

export const ELSEWHERE = "password-elsewhere";
/** After about two hours the owner is told, and the password is kept no longer. */
const TRIES = 16;
const directory: Actor = { kind: "system", id: "directory" };

/** Within the transaction that sets it, after `storePassword`. */
export async function owePassword(world: World, accountId: string, password: string) {
  if (!world.ports.directory?.can.passwords) return;
  const changedAt = (await readAccount(world, accountId))?.passwordChangedAt?.getTime() ?? 0;
  const payload = { password, changedAt };
  await addJob(world, { accountId, kind: ELSEWHERE, key: world.id("pw"), payload });
}

/**
 * Sets it there, again and again when no answer came: the same password twice is one. They go in their order; one
 * that was replaced since is not set at all.
 */
export async function setElsewhere(world: World, job: Job, signal: AbortSignal) {
  const { accountId, id, payload, attempts } = job;
  const account = await readAccount(world, accountId);
  if (account?.passwordChangedAt?.getTime() !== payload.changedAt) return;
  if (await store.isEarlierOwed(world.db, accountId, ELSEWHERE, id))
    throw new TryLater("an earlier password is still under way", 1000);
  try {
    await world.ports.directory?.setPassword(accountId, String(payload.password), signal);
  } catch (error) {
    const isOver = error instanceof DirectoryFailed && (!error.retry || attempts + 1 >= TRIES);
    if (!isOver) throw error;
    const why = error.message;
    world.log.error("the directory did not take a new password", { job: id, why });
    await transact(world, async (world) => {
      await lockAccount(world, accountId);
      await emit(world, directory, "password.refused-elsewhere", accountId, { why });
    });
  }
}
