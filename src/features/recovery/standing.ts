/**
 * Loading a recovery under its account's lock, and writing what comes of judging it (judging.ts). The
 * deeds of a claimant (actions.ts, claims.ts) and of an owner (endings.ts) stand on this.
 */
import { emit } from "../../core/events.ts";
import { addJob, dropJob, moveJob } from "../../core/jobs.ts";
import type { Given } from "../../core/tables.ts";
import { noWait } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount } from "../accounts/index.ts";
import { endRounds } from "../contacts/index.ts";
import { isHoldLeft, placeHold } from "../holds/index.ts";
import { claimsMoved, type Judged, judged, type Loaded, openClaims, policyOf } from "./judging.ts";
import { isRecognised } from "./number.ts";
import { type Happening, isEnded, move, NoRecovery, refusal, type Standing } from "./rules.ts";
import * as store from "./store.ts";

/** The recovery under its account's lock, with what the clock alone has done to it. */
export async function lockRecovery(world: World, accountId: string, id: string) {
  const [account, recovery] = await Promise.all([
    lockAccount(world, accountId),
    store.findRecovery(world.db, accountId, id) as Promise<Loaded | undefined>,
  ]);
  if (!recovery) throw NoRecovery();
  return { account, recovery: await settle(world, recovery) };
}

const DAY_MS = 86_400_000;
const system: Actor = { kind: "system", id: "clock" };

/** Time passed: writes it down when something came of it. The caller holds the account's lock. */
export async function settle(world: World, recovery: Loaded): Promise<Loaded> {
  return apply(world, system, recovery, { is: "time-passed" });
}

/**
 * One move: the row, its events and its timer. The caller holds the account's lock. Throws the
 * problem of a refused move; nothing was written then.
 */
export async function apply(
  world: World,
  actor: Actor,
  recovery: Loaded,
  happening: Happening,
  facts: Record<string, unknown> = {},
): Promise<Loaded> {
  const moved = move(recovery, happening, policyOf(world, recovery), world.now());
  if ("refused" in moved) throw refusal(moved, recovery);
  if (moved.standing === (recovery as Standing)) return recovery;
  const { state, path, money, waitHours, waitingUntil, expiresAt, contested, endedAt, endedWhy } =
    moved.standing;
  const { given, riskLevel, riskReasons } = recovery;
  const standing = {
    state,
    path,
    money,
    waitHours,
    waitingUntil,
    expiresAt,
    contested,
    endedAt,
    endedWhy,
  };
  const written = { ...standing, given, riskLevel, riskReasons };
  noWait(world, store.setStanding(world.db, recovery.accountId, recovery.id, written));
  claimsMoved(world, recovery.accountId);
  // What it asked of contacts is over with the proving.
  if (recovery.given.length > 0 && state !== "proving" && recovery.state === "proving")
    endRounds(world, recovery.accountId, recovery.id);
  for (const effect of moved.effects)
    await emit(world, actor, effect.emit, recovery.accountId, {
      recoveryId: recovery.id,
      situation: recovery.situation,
      path,
      waitingUntil: waitingUntil?.toISOString() ?? null,
      why: endedWhy,
      ...facts,
    });
  const after = { ...recovery, ...standing };
  await setTimer(world, after);
  return after;
}

export const TIMER = "recovery-timer";

/** The next moment at which time alone will move it: a job, so that it happens without a visitor. */
export async function setTimer(world: World, recovery: Loaded, isNew = false) {
  const { accountId } = recovery;
  if (isEnded(recovery.state)) return dropJob(world, accountId, TIMER, recovery.id);
  const dueAt =
    recovery.state === "waiting" && recovery.waitingUntil && !recovery.contested
      ? recovery.waitingUntil
      : recovery.expiresAt;
  if (!isNew) return moveJob(world, accountId, TIMER, recovery.id, dueAt);
  await addJob(world, {
    accountId,
    kind: TIMER,
    key: recovery.id,
    payload: { recoveryId: recovery.id },
    dueAt,
  });
}

/** Adds an accepted proof. The first one that only the owner could give tells every channel. */
export async function accept(
  world: World,
  actor: Actor,
  recovery: Loaded,
  proof: Given,
): Promise<Loaded> {
  const given = [...recovery.given.filter(({ kind }) => kind !== proof.kind), proof];
  const isFirst = recovery.given.length === 0 && !isShadow(recovery.accountId);
  await emit(world, actor, "recovery.proof-accepted", recovery.accountId, {
    recoveryId: recovery.id,
    proof: proof.kind,
  });
  if (isFirst)
    await emit(world, actor, "recovery.first-proof", recovery.accountId, {
      recoveryId: recovery.id,
      situation: recovery.situation,
      proof: proof.kind,
    });
  if (isFirst) await freeze(world, actor, recovery, proof);
  return { ...recovery, given };
}

/**
 * Somebody who has just shown to be the owner says that a thief is inside: nothing moves from now on, as
 * the policy has it. A way back in that is too young to count, or that was removed, is not that much of a
 * proof: it stops what leaves the account, for a day.
 */
async function freeze(world: World, actor: Actor, recovery: Loaded, proof: Given) {
  const policy = policyOf(world, recovery);
  const asked = policy.situations[recovery.situation].holdOnFirstProof;
  if (!asked) return;
  const counted = new Date(world.now().getTime() - policy.changes.countsAfterDays * DAY_MS);
  const isOld = proof.methodSince && new Date(proof.methodSince) <= counted && !proof.removedAt;
  const isSure =
    proof.kind !== "sms-code" || (await isRecognised(world, { ...recovery, given: [proof] }));
  const counts = (isOld && isSure) || proof.kind === "agent-review";
  const reason = counts ? asked : "soft-freeze";
  const { accountId, id } = recovery;
  if (await isHoldLeft(world, accountId, reason))
    await placeHold(world, actor, accountId, { reason, note: id });
}

export type Advanced = { recovery: Loaded; blocked: boolean };

/** Judges what has been given, writes it down and moves on when it suffices (see `moveOn`). */
export async function advance(
  world: World,
  actor: Actor,
  recovery: Loaded,
  balanceHigh: boolean,
): Promise<Advanced> {
  const now = await judged(world, recovery, balanceHigh);
  const advanced = await moveOn(world, actor, now);
  if (advanced.recovery === now.recovery) {
    const { accountId, id, given, riskLevel, riskReasons } = now.recovery;
    noWait(world, store.setProofs(world.db, accountId, id, { given, riskLevel, riskReasons }));
  }
  return advanced;
}

/**
 * Moves on when the proofs suffice, unless another recovery of the account is already past proving:
 * then this one stays as it is until that one ends.
 */
export async function moveOn(
  world: World,
  actor: Actor,
  { recovery, verdict }: Judged,
): Promise<Advanced> {
  const isOpen = recovery.state === "proving" && !isShadow(recovery.accountId);
  if (verdict.is !== "enough" || !isOpen) return { recovery, blocked: false };
  for (const other of await openClaims(world, recovery.accountId)) {
    const { state } = other.id === recovery.id ? recovery : await settle(world, other);
    if (state === "waiting" || state === "ready") return { recovery, blocked: true };
  }
  const { path, waitHours, money } = verdict;
  const moved = await apply(
    world,
    actor,
    recovery,
    { is: "proofs-suffice", path, waitHours, money },
    { risk: recovery.riskLevel },
  );
  return { recovery: moved, blocked: false };
}

/** Something ended: a recovery that had enough proof and was held up by it may go on. */
export async function advanceOthers(world: World, accountId: string, balanceHigh: boolean) {
  for (const other of await openClaims(world, accountId)) {
    const settled = await settle(world, other);
    if (settled.state === "proving" && settled.given.length > 0)
      await advance(world, system, settled, balanceHigh);
  }
}
