/** The lock is read and changed under the account's row, like everything that says what money may do. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import { once, remember } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { demandUnguided } from "../holds/index.ts";
import { enter, enterFresh, type Owner } from "../ways/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const JOB = "lock-loosening";
const clock: Actor = { kind: "system", id: "clock" };

/** The lock of an account; none set is a lock of no rules. Read once a transaction. */
export const readLock = (world: World, accountId: string): Promise<store.Row> =>
  once(
    world,
    `security-lock:${accountId}`,
    async () =>
      (await store.findLock(world.db, accountId)) ?? {
        rules: rules.NO_LOCK,
        pending: {},
        undo: null,
      },
  );

async function keep(world: World, accountId: string, row: store.Row) {
  await store.upsertLock(world.db, accountId, row);
  remember(world, `security-lock:${accountId}`, row);
}

const view = (world: World, timeZone: string, { rules: now, pending, undo }: store.Row) => ({
  rules: now,
  pending,
  undo: undo && world.now().getTime() < Date.parse(undo.until) ? undo : null,
  currency: world.config.currency,
  timeZone,
});

export const showLock = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { timeZone } = await enter(world, owner);
    return view(world, timeZone, await readLock(world, owner.accountId));
  });

type Asked = rules.Wish & { acknowledged?: string | undefined };

/**
 * Tightens at once and lets the rest wait. Throws, before anything is changed, `bad-limit`; and where
 * something would be loosened `guided`, `scam-warning` until it was read, and `needs-fresh-proof`.
 */
export const changeLock = (world: World, owner: Owner, { acknowledged, ...wish }: Asked) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    const { timeZone } = await enter(world, owner);
    for (const rule of ["singleLimit", "dailyLimit"] as const) {
      const limit = wish[rule];
      const minor = limit ? rules.minorOf(limit) : 0;
      if (minor === null)
        throw rules.BadLimit({ errors: [{ pointer: `/${rule}`, detail: limit }] });
      if (limit) wish[rule] = rules.textOf(minor);
    }
    const before = await readLock(world, accountId);
    const next = rules.judgeChange(before, wish, world.now());
    const { tightened, loosening } = next;
    if (loosening.length > 0) {
      await demandUnguided(world, accountId, { recoveryId: null, isProven: true });
      if (acknowledged !== rules.WARNING) throw rules.ScamWarning({ warning: rules.warning });
      await enterFresh(world, owner);
    }
    const row = { rules: next.rules, pending: next.pending, undo: before.undo };
    await keep(world, accountId, row);
    if (tightened.length > 0) await recordTighter(world, owner, before.rules, tightened);
    if (loosening.length > 0) await letWait(world, owner, loosening);
    return view(world, timeZone, row);
  });

async function recordTighter(
  world: World,
  owner: Owner,
  before: rules.LockRules,
  which: rules.Rule[],
) {
  const { accountId } = owner;
  const row = { accountId, id: world.id("lck"), at: world.now(), before };
  await store.insertTightening(world.db, row);
  await emit(world, owner, "lock.tightened", accountId, { lockId: row.id, rules: which });
}

async function letWait(world: World, owner: Owner, which: rules.Rule[]) {
  const { accountId } = owner;
  const dueAt = rules.hoursAfter(world.now(), rules.LOOSENING_HOURS);
  const lockId = world.id("lck");
  await addJob(world, { accountId, kind: JOB, key: lockId, payload: { lockId }, dueAt });
  const effectiveAt = dueAt.toISOString();
  await emit(world, owner, "lock.loosening", accountId, { lockId, rules: which, effectiveAt });
}

/** The wait is over: puts in place what still waits and is due. */
export async function takeEffect(world: World, { accountId }: Job) {
  await lockAccount(world, accountId);
  const before = await readLock(world, accountId);
  const { loosened, ...next } = rules.settle(before, world.now());
  if (loosened.length === 0) return;
  await keep(world, accountId, { ...before, ...next });
  await emit(world, clock, "lock.loosened", accountId, { rules: loosened });
}

/** Stops all that waits. True when something did. */
export const cancelLoosening = (
  world: World,
  actor: Actor,
  accountId: string,
  by: "owner" | "not-me" | "recovery",
): Promise<boolean> =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const before = await readLock(world, accountId);
    if (!rules.isPendingAny(before)) return false;
    await keep(world, accountId, { ...before, pending: {} });
    await emit(world, actor, "lock.cancelled", accountId, {
      rules: Object.keys(before.pending),
      by,
    });
    return true;
  });

/** The signed-in owner stops what waits. */
export const withdrawLoosening = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { timeZone } = await enter(world, owner);
    if (!(await cancelLoosening(world, owner, owner.accountId, "owner")))
      throw rules.NothingPending();
    return view(world, timeZone, await readLock(world, owner.accountId));
  });

/**
 * The owner came back. What waits to be loosened is stopped; and what was tightened since the first of the
 * changes that are stopped now, perhaps to lock the owner out of the money, may be undone for a day.
 */
export async function lockAfterRecovery(
  world: World,
  actor: Actor,
  accountId: string,
  changes: readonly { askedAt: Date }[],
) {
  const before = await readLock(world, accountId);
  const first = rules.askedFirst(before);
  const times = [...changes.map(({ askedAt }) => askedAt), ...(first ? [first] : [])];
  if (times.length === 0) return;
  await cancelLoosening(world, actor, accountId, "recovery");
  const since = new Date(Math.min(...times.map((time) => time.getTime())));
  const tightened = await store.firstTightening(world.db, accountId, since);
  if (!tightened) return;
  const until = rules.hoursAfter(world.now(), rules.UNDO_HOURS).toISOString();
  const row = await readLock(world, accountId);
  await keep(world, accountId, { ...row, undo: { rules: tightened.before, until } });
}

/** Back to the rules before; a fresh proof, because it loosens. Throws `needs-fresh-proof`, `no-undo`. */
export const undoTightening = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    const { timeZone } = await enterFresh(world, owner);
    const { undo, rules: now } = await readLock(world, accountId);
    if (!undo || world.now().getTime() >= Date.parse(undo.until)) throw rules.NothingToUndo();
    const row = { rules: undo.rules, pending: {}, undo: null };
    await keep(world, accountId, row);
    await emit(world, owner, "lock.undone", accountId, { before: now, after: undo.rules });
    return view(world, timeZone, row);
  });
