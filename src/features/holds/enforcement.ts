/**
 * The second layer: the wallet's own system applies a hold under its ledger's row lock. Asked at once and
 * for as long as 2 seconds while somebody waits; after that a job asks until it has answered.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, dropJob, GiveUp, holdBack, type Job } from "../../core/jobs.ts";
import { noWait } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import { DirectoryFailed } from "../../ports/directory/directory.ts";
import { lockAccount } from "../accounts/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const HOLD = "hold-apply";
export const LIFT = "hold-lift";
const WAIT_MS = 2_000;
/** Sessions end by a reader of the event: within a second, whatever the wallet does. */
const CALM_MS = 250;
/** A job that begins while the first try still runs would only ask twice. */
const AFTER_MS = 3_000;

const ledger: Actor = { kind: "system", id: "ledger" };

/** Within the transaction of the hold or of its release: what the wallet must still be told. */
export async function owe(world: World, hold: rules.Hold, what: "hold" | typeof LIFT) {
  if (!rules.isToldTo(world.ports.directory, hold.scope)) return;
  const { accountId, id } = hold;
  const kind = what === "hold" ? HOLD : LIFT;
  const dueAt = what === "hold" ? new Date(world.now().getTime() + AFTER_MS) : world.now();
  await addJob(world, { accountId, kind, key: id, payload: { holdId: id }, dueAt });
}

/**
 * Runs a deed that places a hold, and then what it owes the wallet, before this process turns to what else
 * the hold brings: that needs the same lock, and somebody waits. A wallet that is slow delays it a little only.
 */
export async function firstOfAll<T>(world: World, deed: (world: World) => Promise<T>): Promise<T> {
  const { world: calm, letGo } = holdBack(world);
  const timer = setTimeout(letGo, CALM_MS);
  try {
    return await deed(calm);
  } finally {
    clearTimeout(timer);
    letGo();
  }
}

/** The same for a hold that was placed within a larger transaction. */
export async function enforceHold(world: World, accountId: string, id: string) {
  const hold = await store.findHold(world.db, accountId, id);
  return hold ? applyNow(world, hold) : undefined;
}

/** Applies a hold now, and says how far that got when 2 seconds have passed. */
export async function applyNow(world: World, hold: rules.Hold): Promise<rules.HoldView> {
  const { directory } = world.ports;
  const hasLedger = rules.hasLedger(directory);
  if (hold.enforcedAt || !rules.isToldTo(directory, hold.scope))
    return rules.holdView(hold, hasLedger);
  try {
    return rules.holdView(await apply(world, hold, AbortSignal.timeout(WAIT_MS)), hasLedger);
  } catch {
    // The job goes on asking, and may have had its answer; what was promised is that decisions refuse.
    const now = await store.findHold(world.db, hold.accountId, hold.id);
    return rules.holdView(now ?? hold, hasLedger);
  }
}

/** Tells the wallet and writes its answer down, in one trip and a commit. Gives back the hold as it then is. */
async function apply(world: World, hold: rules.Hold, signal: AbortSignal): Promise<rules.Hold> {
  const { directory } = world.ports;
  if (!directory || !rules.isToldTo(directory, hold.scope)) return hold;
  if (hold.enforcedAt || !rules.isStanding(hold, world.now())) return hold;
  const { accountId, id, scope, expiresAt } = hold;
  await directory.hold(accountId, { id, scope, expiresAt }, signal);
  return transact(world, async (world) => {
    // The read is sent behind the lock, so it sees what is true under it.
    const [, now] = await Promise.all([
      lockAccount(world, accountId),
      store.findHold(world.db, accountId, id),
    ]);
    if (!now || now.enforcedAt) return now ?? hold;
    // Renewed while the wallet was being told of the old end: a job of its own tells the new one.
    if (now.expiresAt?.getTime() !== expiresAt?.getTime()) return now;
    const enforcedAt = world.now();
    noWait(world, store.setEnforced(world.db, accountId, id, enforcedAt));
    dropJob(world, accountId, HOLD, id);
    // Released while the wallet was being told: it must hear of that after this, whatever it heard before.
    if (now.releasedAt) await addJob(world, again(accountId, id));
    await emit(world, ledger, "hold.enforced", accountId, { holdId: id });
    return { ...now, enforcedAt };
  });
}

const again = (accountId: string, holdId: string) => ({
  ...{ accountId, kind: LIFT, key: `${holdId}:again`, payload: { holdId } },
});

const giveUpWhenUseless = (error: unknown) => {
  throw error instanceof DirectoryFailed && !error.retry ? new GiveUp(error.message) : error;
};

export async function applyLater(world: World, { accountId, payload }: Job, signal: AbortSignal) {
  const hold = await store.findHold(world.db, accountId, String(payload.holdId));
  if (hold) await apply(world, hold, signal).catch(giveUpWhenUseless);
}

export async function lift(world: World, { accountId, payload }: Job, signal: AbortSignal) {
  await world.ports.directory
    ?.release(accountId, String(payload.holdId), signal)
    .catch(giveUpWhenUseless);
}
