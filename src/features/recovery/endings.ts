/** How a recovery ends: with a new password, by the claimant, by time. (By its owner: not-me.ts.) */
import { ENDS } from "../../core/backup-epoch.ts";
import { reading, transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { Job } from "../../core/jobs.ts";
import { noWait, once, remember } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { readAhead } from "../accounts/index.ts";
import { demandUnguided, readGuided, releaseByRecovery } from "../holds/index.ts";
import { lockAfterRecovery, readLock } from "../lock/index.ts";
import { owePassword, prepareNewPassword, readBefore, storePassword } from "../passwords/index.ts";
import type { Policy } from "../policies/index.ts";
import { endChallenges, listRecoveryCodes, refillRecoveryCodes } from "../proofs/index.ts";
import { endSessions, openSessions } from "../sessions/index.ts";
import { isBraked } from "../staff/index.ts";
import { cancelPendingChanges, pendingChanges } from "../ways/index.ts";
import { type Claimant, findOwn, giveProof, lockOwn } from "./actions.ts";
import { fallsBack } from "./falling.ts";
import { type Loaded, openClaims, policyOf } from "./judging.ts";
import { checkClaim } from "./number.ts";
import { bindNewPhone } from "./phone.ts";
import type { Answer } from "./proving.ts";
import { isEnded, move, Paused, refusal } from "./rules.ts";
import { advanceOthers, apply, lockRecovery } from "./standing.ts";
import * as store from "./store.ts";
import { view } from "./view.ts";

/**
 * Sets the new password and gives the account back. Every session ends, every other claim and code of
 * the account dies, used recovery codes are replaced, money is limited as the path says, and every
 * channel is told; nobody is signed in. `last`: the proof that was missing, given in the same breath; it
 * counts, or is refused, as if it had come before. Throws `weak-password`, `waiting`, `not-proven`, `paused`, `guided`, `ended`.
 */
export async function completeRecovery(
  world: World,
  claimant: Claimant,
  newPassword: string,
  last?: Answer,
) {
  if (last) await giveProof(world, claimant, last);
  // Asked first, so that a password is judged against the owner's data for somebody proven only.
  const asked = await reading(world, (world) => mayComplete(world, claimant));
  if (asked instanceof Error) throw asked;
  const hash = asked && (await prepareNewPassword(world, asked.before, asked.policy, newPassword));
  if (hash) await checkClaim(world, await findOwn(world, claimant));
  const done = await transact(world, (world) => complete(world, claimant, hash, newPassword));
  if ("fell" in done) throw done.fell;
  return done;
}

/** What the password is judged by; the refusal when it is not time for one; null when it is done. */
async function mayComplete(world: World, claimant: Claimant) {
  const before = readBefore(world, claimant.accountId);
  noWait(world, before);
  const recovery = await findOwn(world, claimant);
  const policy = policyOf(world, recovery);
  const now = move(recovery, { is: "time-passed" }, policy, world.now());
  const standing = "refused" in now ? recovery : now.standing;
  if (standing.state === "completed") return null;
  const moved = move(standing, { is: "credential-set" }, policy, world.now());
  return "refused" in moved ? refusal(moved, standing) : { policy, before: await before };
}

async function complete(
  world: World,
  claimant: Claimant,
  hash: string | null,
  newPassword: string,
) {
  const { accountId } = claimant;
  readAhead(world, accountId);
  for (const ahead of [openClaims, openSessions, pendingChanges, usedCodes, readLock, readGuided])
    noWait(world, ahead(world, accountId));
  const { account, recovery } = await lockOwn(world, claimant);
  if (recovery.state === "completed" || hash === null)
    return { recovery: await view(world, recovery) };
  if (await isBraked(world)) throw Paused();
  await demandUnguided(world, accountId, { recoveryId: recovery.id, isProven: true });
  const fell = await fallsBack(world, claimant, recovery, account.balanceHigh);
  if (fell) return { fell };
  const others = (await openClaims(world, accountId)).filter(({ id }) => id !== recovery.id);
  const done = await apply(world, claimant, recovery, { is: "credential-set" });
  await storePassword(world, accountId, hash);
  await owePassword(world, accountId, newPassword);
  const ended = await endSessions(world, accountId, "recovery");
  endChallenges(world, accountId);
  // What was asked for in a session that somebody else may have held does not take effect.
  const changes = await pendingChanges(world, accountId);
  await lockAfterRecovery(world, claimant, accountId, changes);
  await cancelPendingChanges(world, claimant, accountId);
  for (const other of others)
    await apply(world, claimant, other, { is: "cancelled", why: "another-completed" });
  const used = await usedCodes(world, accountId);
  const newCodes = await refillRecoveryCodes(
    world,
    accountId,
    used.map(({ slot }) => slot),
  );
  if (newCodes.length > 0)
    await emit(world, claimant, "recovery-codes.refilled", accountId, { count: newCodes.length });
  await bindNewPhone(world, claimant, done);
  limitMoney(world, done, policyOf(world, done));
  await releaseByRecovery(world, claimant, accountId, recovery.situation);
  await emit(world, claimant, "password.changed", accountId, {
    why: "recovery",
    sessionsEnded: ended,
  });
  return {
    recovery: await view(world, done),
    ...(newCodes.length > 0 && { recoveryCodes: newCodes }),
  };
}

const usedCodes = (world: World, accountId: string) =>
  once(world, `used-codes:${accountId}`, async () =>
    (await listRecoveryCodes(world, accountId)).filter((code) => code.usedAt),
  );

function limitMoney(world: World, { accountId, id, money }: Loaded, policy: Policy) {
  if (!money || money === "none") return;
  const { hours } = policy.money[money as keyof Policy["money"]];
  const since = world.now();
  const until = new Date(since.getTime() + hours * 3_600_000);
  const limit = { accountId, id, kind: money, since, until };
  noWait(world, store.insertMoneyLimits(world.db, [limit]));
  remember(world, `money:${id}`, limit);
}

/** The claimant says stop. Doing it twice is doing it once. */
export const cancelRecovery = (world: World, claimant: Claimant) =>
  transact(world, async (world) => {
    const { account, recovery } = await lockOwn(world, claimant);
    if (isEnded(recovery.state)) return { recovery: await view(world, recovery) };
    const ended = await apply(world, claimant, recovery, { is: "cancelled", why: "claimant" });
    await advanceOthers(world, recovery.accountId, account.balanceHigh);
    return { recovery: await view(world, ended) };
  });

const restore = { kind: "system", id: "restore" } as const;

/** Time passed: a wait is over, or a claim has run out. */
export async function onTimer(world: World, job: Job) {
  const { account, ...found } = await lockRecovery(
    world,
    job.accountId,
    String(job.payload.recoveryId),
  );
  let { recovery } = found;
  // A backup was restored: its owner may have stopped this one since, and what was typed is spent.
  if (recovery.tokenHash === ENDS && !isEnded(recovery.state))
    recovery = await apply(world, restore, recovery, { is: "cancelled", why: "restore" });
  if (isEnded(recovery.state)) await advanceOthers(world, job.accountId, account.balanceHigh);
}
