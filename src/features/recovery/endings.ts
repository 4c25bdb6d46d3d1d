/** How a recovery ends: with a new password, by the claimant, by the owner's "this wasn't me", by time. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { Job } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, readMethods } from "../accounts/index.ts";
import { openLink } from "../notices/index.ts";
import { prepareNewPassword, storePassword } from "../passwords/index.ts";
import type { Policy } from "../policies/index.ts";
import { endChallenges, listRecoveryCodes, refillRecoveryCodes } from "../proofs/index.ts";
import { endSessions } from "../sessions/index.ts";
import { cancelChange, cancelPendingChanges } from "../ways/index.ts";
import { type Claimant, lockOwn } from "./actions.ts";
import { Gone, isEnded, move, refusal } from "./rules.ts";
import { advanceOthers, apply, type Loaded, lockRecovery, policyOf } from "./standing.ts";
import * as store from "./store.ts";
import { view } from "./view.ts";

/**
 * Sets the new password and gives the account back. Every session ends, every other claim and code of
 * the account dies, used recovery codes are replaced, money is limited as the path says, and every
 * channel is told; nobody is signed in. Throws `weak-password`, `waiting`, `not-proven`, `ended`.
 */
export async function completeRecovery(world: World, claimant: Claimant, newPassword: string) {
  // Asked first, so that a password is judged against the owner's data for somebody proven only.
  const policy = await transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    if (recovery.state === "completed") return null;
    const refused = move(
      recovery,
      { is: "credential-set" },
      policyOf(world, recovery),
      world.now(),
    );
    return "refused" in refused ? refusal(refused, recovery) : policyOf(world, recovery);
  });
  if (policy instanceof Error) throw policy;
  if (!policy) return alreadyCompleted(world, claimant);
  const hash = await prepareNewPassword(world, claimant.accountId, policy, newPassword);
  return transact(world, (world) => complete(world, claimant, hash));
}

const alreadyCompleted = (world: World, claimant: Claimant) =>
  transact(world, async (world) => ({
    recovery: await view(world, (await lockOwn(world, claimant)).recovery),
  }));

async function complete(world: World, claimant: Claimant, hash: string) {
  const { recovery } = await lockOwn(world, claimant);
  if (recovery.state === "completed") return { recovery: await view(world, recovery) };
  const done = await apply(world, claimant, recovery, { is: "credential-set" });
  const { accountId } = done;
  await storePassword(world, accountId, hash);
  const ended = await endSessions(world, accountId, "recovery");
  await endChallenges(world, accountId);
  // What was asked for in a session that somebody else may have held does not take effect.
  await cancelPendingChanges(world, claimant, accountId);
  for (const other of (await store.listOpen(world.db, accountId)) as Loaded[])
    await apply(world, claimant, other, { is: "cancelled", why: "another-completed" });
  const used = (await listRecoveryCodes(world, accountId)).filter((code) => code.usedAt);
  const newCodes = await refillRecoveryCodes(
    world,
    accountId,
    used.map(({ slot }) => slot),
  );
  if (newCodes.length > 0)
    await emit(world, claimant, "recovery-codes.refilled", accountId, { count: newCodes.length });
  await limitMoney(world, done, policyOf(world, done));
  await emit(world, claimant, "password.changed", accountId, {
    why: "recovery",
    sessionsEnded: ended,
  });
  return {
    recovery: await view(world, done),
    ...(newCodes.length > 0 && { recoveryCodes: newCodes }),
  };
}

async function limitMoney(world: World, { accountId, id, money }: Loaded, policy: Policy) {
  if (!money || money === "none") return;
  const { hours } = policy.money[money as keyof Policy["money"]];
  const since = world.now();
  await store.insertMoneyLimit(world.db, {
    accountId,
    id,
    kind: money,
    since,
    until: new Date(since.getTime() + hours * 3_600_000),
  });
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

export type NotMe = { done: "stopped" | "paused" | "noted" | "recorded" | "already"; at: string };

const YOUNG_MS = 7 * 86_400_000;

/**
 * "This wasn't me", from any message, without signing in. From an undisputed channel it stops what is
 * pending; from one younger than 7 days it pauses once and a person decides. Throws `gone`.
 */
export async function notMe(world: World, token: string, answer: "stop" | "mine"): Promise<NotMe> {
  const link = await openLink(world, token);
  if (!link) throw Gone();
  return transact(world, async (world) => {
    const actor: Actor = { kind: "owner", id: "message", accountId: link.accountId, sessionId: "" };
    const at = world.now().toISOString();
    if (answer === "mine") {
      await lockAccount(world, link.accountId);
      await emit(world, actor, "owner.confirmed", link.accountId, { subject: link.subject });
      return { done: "noted", at };
    }
    if (link.kind === "change") {
      // A young channel may be the thief's own: it must not undo what protects the owner from it.
      if (await isDisputed(world, link)) {
        await lockAccount(world, link.accountId);
        await emit(world, actor, "owner.not-me", link.accountId, { changeId: link.subject });
        return { done: "recorded", at };
      }
      const stopped = await cancelChange(world, actor, link.accountId, link.subject);
      return { done: stopped ? "stopped" : "already", at };
    }
    return stopRecovery(world, actor, link);
  });
}

type Link = { accountId: string; subject: string; kind: "recovery" | "change"; channelTag: string };

async function stopRecovery(world: World, actor: Actor, link: Link): Promise<NotMe> {
  const { account, recovery } = await lockRecovery(world, link.accountId, link.subject);
  const at = world.now().toISOString();
  const { accountId } = recovery;
  await emit(world, actor, "owner.not-me", accountId, {
    recoveryId: recovery.id,
    state: recovery.state,
  });
  if (isEnded(recovery.state)) return { done: "already", at };
  if (await isDisputed(world, link)) {
    await apply(world, actor, recovery, { is: "contested" });
    return { done: "paused", at };
  }
  await apply(world, actor, recovery, { is: "cancelled", why: "owner" });
  await endChallenges(world, accountId);
  await advanceOthers(world, accountId, account.balanceHigh);
  return { done: "stopped", at };
}

/** A channel bound less than 7 days ago may be the thief's: it can pause, it cannot decide. */
async function isDisputed(world: World, { accountId, channelTag }: Link): Promise<boolean> {
  const methods = (await readMethods(world, accountId)).filter(({ tag }) => tag === channelTag);
  return !methods.some(({ since }) => world.now().getTime() - since.getTime() >= YOUNG_MS);
}

/** Time passed: a wait is over, or a claim has run out. */
export async function onTimer(world: World, job: Job) {
  const { account, recovery } = await lockRecovery(
    world,
    job.accountId,
    String(job.payload.recoveryId),
  );
  if (isEnded(recovery.state)) await advanceOthers(world, job.accountId, account.balanceHigh);
}
