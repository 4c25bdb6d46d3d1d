/** Placing and releasing holds: each under the account's row, told and recorded in the same transaction. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, dropJob, type Job } from "../../core/jobs.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import { type Actor, actorName, type World } from "../../core/world.ts";
import { isShadow, lockAccount, NoAccount, readAccount, sealFor } from "../accounts/index.ts";
import { policyInForce, type Situation } from "../policies/index.ts";
import { applyNow, firstOfAll, LIFT, owe } from "./enforcement.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const clock: Actor = { kind: "system", id: "clock" };
export const TIMER = "hold-timer";

/** The holds that stand now; read once a transaction. What has run out is not among them. */
export const standingHolds = async (world: World, accountId: string): Promise<rules.Hold[]> =>
  (await openHolds(world, accountId)).filter((hold) => rules.isStanding(hold, world.now()));

const openHolds = (world: World, accountId: string) =>
  once(world, `holds:${accountId}`, () => store.listOpen(world.db, accountId));

export type Place = rules.Asked & { note?: string | undefined };

/**
 * Places a hold within the caller's transaction, or gives back the one that stands for this reason and
 * scope. Decisions refuse from its commit on; call `enforceHold` afterwards for the wallet's own system.
 * Throws `bad-hold`, `freeze-limit`, `no-account`.
 */
export async function placeHold(
  world: World,
  actor: Actor,
  accountId: string,
  { note, ...asked }: Place,
): Promise<rules.Hold> {
  const locked = lockAccount(world, accountId);
  // On its way behind the lock.
  void openHolds(world, accountId);
  const { key } = await locked;
  const now = world.now();
  const term = rules.judgeTerms(policyInForce(world), asked, now);
  if (!term || isShadow(accountId)) throw rules.BadHold();
  await closeExpired(world, accountId);
  const same = (await standingHolds(world, accountId)).find(
    ({ reason, scope }) => reason === asked.reason && scope === term.scope,
  );
  if (same) return same;
  if (!(await isHoldLeft(world, accountId, asked.reason))) throw rules.FreezeLimit();
  const id = world.id("hold");
  const hold: rules.Hold = {
    ...{ accountId, id, reason: asked.reason, ...term },
    placedBy: actorName(actor),
    note: note ? sealFor(world, key, note, `hold:${id}`) : null,
    ...{
      placedAt: now,
      renewals: 0,
      enforcedAt: rules.isToldTo(world.ports.directory, term.scope) ? null : now,
    },
    ...{ releasedAt: null, releasedBy: null, releasedWhy: null },
  };
  noWait(world, store.insertHolds(world.db, [hold]));
  forget(world, `holds:${accountId}`);
  if (hold.expiresAt)
    await addJob(world, {
      ...{ accountId, kind: TIMER, key: id, payload: { holdId: id } },
      dueAt: hold.expiresAt,
    });
  await owe(world, hold, "hold");
  await emit(world, actor, "hold.placed", accountId, {
    holdId: id,
    reason: hold.reason,
    scope: hold.scope,
    until: hold.expiresAt?.toISOString() ?? null,
  });
  return hold;
}

/** Whether another hold for this reason may be had: those of little proof are bounded. */
export async function isHoldLeft(world: World, accountId: string, reason: rules.Reason) {
  const most = policyInForce(world).holds[reason].in30DaysMax;
  if (most === null) return true;
  const since = rules.countedSince(world.now());
  return (await store.countSince(world.db, accountId, reason, since)) < most;
}

/** Releases within the caller's transaction, under the account's lock. `by`: who decided, when people did. */
export async function release(
  world: World,
  actor: Actor,
  hold: rules.Hold,
  why: string,
  by: Record<string, unknown> = {},
) {
  const { accountId, id, reason, scope } = hold;
  forget(world, `holds:${accountId}`);
  await store.setReleased(world.db, accountId, id, {
    releasedAt: world.now(),
    releasedBy: actorName(actor),
    releasedWhy: why,
  });
  if (hold.expiresAt) dropJob(world, accountId, TIMER, id);
  await owe(world, hold, LIFT);
  await emit(world, actor, "hold.released", accountId, { holdId: id, reason, scope, why, ...by });
}

/** Rows of holds that time has ended, so that the next of their kind can be placed. */
async function closeExpired(world: World, accountId: string) {
  for (const hold of await openHolds(world, accountId))
    if (!rules.isStanding(hold, world.now())) await release(world, clock, hold, "expired");
}

/** Time passed. */
export async function onTimer(world: World, { accountId }: Job) {
  await lockAccount(world, accountId);
  await closeExpired(world, accountId);
}

/** What a completed recovery of this situation ends (policy.md, "Holds"). */
export async function releaseByRecovery(
  world: World,
  actor: Actor,
  accountId: string,
  situation: Situation,
): Promise<void> {
  const policy = policyInForce(world);
  const ends = policy.situations[situation].releases;
  if (ends.length === 0) return;
  await lockAccount(world, accountId);
  const by = { is: "proven", path: situation } as const;
  for (const hold of await standingHolds(world, accountId)) {
    const verdict = rules.judgeRelease(policy, hold, by, world.now());
    if (ends.includes(hold.reason) && verdict.may === "release")
      await release(world, actor, hold, "recovery");
  }
}

/** Whether a whole path of this situation ends this hold, now or after its first hour. */
export const isEndedByPath = (world: World, hold: rules.Hold, path: Situation) =>
  rules.judgeRelease(policyInForce(world), hold, { is: "proven", path }, world.now()).may !== "not";

/** One hold asked for by name. A refusal is a fact too: it is committed first and thrown after. */
export async function releaseHold(
  world: World,
  actor: Actor,
  accountId: string,
  holdId: string,
  by: rules.Releaser,
  facts: Record<string, unknown> = {},
) {
  const verdict = await transact(world, async (world): Promise<rules.Verdict> => {
    await lockAccount(world, accountId);
    const hold = (await openHolds(world, accountId)).find(({ id }) => id === holdId);
    // Released before, or run out: doing it twice is doing it once.
    if (!hold && (await store.findHold(world.db, accountId, holdId))) return { may: "release" };
    if (!hold) throw rules.NoHold();
    const verdict = rules.judgeRelease(policyInForce(world), hold, by, world.now());
    if (verdict.may === "release") await release(world, actor, hold, by.is, facts);
    else {
      const refused = { holdId, may: verdict.may, ...facts };
      await emit(world, actor, "hold.release-refused", accountId, refused);
    }
    return verdict;
  });
  if (verdict.may === "wait") throw rules.TooEarly({ until: verdict.until.toISOString() });
  if (verdict.may === "not") throw rules.NotYours();
}

/** Whose hold this is. Throws `no-hold`. */
export async function accountOf(world: World, holdId: string): Promise<string> {
  const row = await store.findAccountOf(world.db, holdId);
  if (!row) throw rules.NoHold();
  return row.accountId;
}

/** A hold by somebody who may place one outright: placed, then applied by the wallet, 2 seconds at most. */
export async function holdAccount(world: World, actor: Actor, accountId: string, asked: Place) {
  return firstOfAll(world, async (world) => {
    const hold = await transact(world, (world) => placeHold(world, actor, accountId, asked));
    return applyNow(world, hold);
  });
}

/** Every hold that stood at some time of these days. */
export const holdsBetween = (world: World, accountId: string, from: Date, to: Date) =>
  store.listBetween(world.db, accountId, from, to);

export const listHolds = async (world: World, accountId: string) => {
  const account = await readAccount(world, accountId);
  if (!account || isShadow(accountId)) throw NoAccount();
  const now = world.now();
  const hasLedger = rules.hasLedger(world.ports.directory);
  const holds = await store.listRecent(world.db, accountId);
  const standing = holds.filter((hold) => rules.isStanding(hold, now));
  return {
    holds: standing.map((hold) => rules.holdView(hold, hasLedger)),
    restrictions: rules.restrictions(standing),
  };
};
