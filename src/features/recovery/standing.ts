/**
 * Loading a recovery under its account's lock, judging what it has, and writing what comes of it.
 * The deeds of a claimant (actions.ts) and of an owner (endings.ts) both stand on this.
 */
import { emit } from "../../core/events.ts";
import { addJob } from "../../core/jobs.ts";
import type { Given } from "../../core/tables.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount, type Method, readMethods } from "../accounts/index.ts";
import {
  type Facts,
  type GivenProof,
  judge,
  type Policy,
  type ProofKind,
  policyVersion,
  type RiskLevel,
  type Situation,
} from "../policies/index.ts";
import { listGoodCodes } from "../proofs/index.ts";
import { judgeRisk } from "./risk.ts";
import {
  type Happening,
  isEnded,
  move,
  NoRecovery,
  refusal,
  type Standing,
  type State,
} from "./rules.ts";
import * as store from "./store.ts";

export type Loaded = store.RecoveryRow & {
  state: State;
  situation: Situation;
  riskLevel: RiskLevel;
};

const DAY_MS = 86_400_000;
const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

export const policyOf = (world: World, recovery: { policyName: string; policyVersion: number }) =>
  policyVersion(world, recovery.policyName, recovery.policyVersion);

/** The recovery under its account's lock, with what the clock alone has done to it. */
export async function lockRecovery(world: World, accountId: string, id: string) {
  const account = await lockAccount(world, accountId);
  const recovery = (await store.findRecovery(world.db, accountId, id)) as Loaded | undefined;
  if (!recovery) throw NoRecovery();
  return { account, recovery: await settle(world, recovery) };
}

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
  await store.setStanding(world.db, recovery.accountId, recovery.id, standing);
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

/** The next moment at which time alone will move it: a job, so that it happens without a visitor. */
export async function setTimer(world: World, recovery: Loaded) {
  if (isEnded(recovery.state)) return;
  const dueAt =
    recovery.state === "waiting" && recovery.waitingUntil && !recovery.contested
      ? recovery.waitingUntil
      : recovery.expiresAt;
  await addJob(world, {
    accountId: recovery.accountId,
    kind: "recovery-timer",
    key: `${recovery.id}:${dueAt.getTime()}`,
    payload: { recoveryId: recovery.id },
    dueAt,
  });
}

export const asProof = (given: Given): GivenProof => ({
  kind: given.kind as ProofKind,
  at: new Date(given.at),
  methodSince: given.methodSince ? new Date(given.methodSince) : null,
  removedAt: given.removedAt ? new Date(given.removedAt) : null,
  sharesWith: given.sharesWith,
});

/** How many earlier claims an undisputed channel stopped: each doubles the next wait. */
async function stoppedBefore(world: World, recovery: Loaded): Promise<number> {
  const rows = await store.listSince(world.db, recovery.accountId, daysBefore(world.now(), 7));
  return rows.filter(
    (row) => row.id !== recovery.id && (row.endedWhy === "owner" || row.state === "denied"),
  ).length;
}

export async function factsOf(world: World, recovery: Loaded): Promise<Facts> {
  return {
    now: world.now(),
    incidentAt: recovery.situation === "account-stolen" ? recovery.createdAt : null,
    simSwappedAt: null,
    numberReassigned: false,
    forwarding: false,
    // Checks with the operator of the number come with the telecom port; none is configured yet.
    telecomCheck: "not-configured",
    declines: await stoppedBefore(world, recovery),
    disabled: [],
  };
}

/** A way back in that counts now: old enough, and not gone for longer than removed ones count. */
const counts = (method: Method, policy: Policy, now: Date) =>
  method.since <= daysBefore(now, policy.changes.countsAfterDays) &&
  (!method.removedAt || method.removedAt > daysBefore(now, policy.changes.removedCountsDays));

/** The kinds that this account can give. Only ever told after a first accepted proof. */
export async function availableKinds(world: World, recovery: Loaded): Promise<ProofKind[]> {
  const policy = policyOf(world, recovery);
  const now = world.now();
  const methods = (await readMethods(world, recovery.accountId)).filter((method) =>
    counts(method, policy, now),
  );
  const has = (kind: string) => methods.some((method) => method.kind === kind);
  const saved = (await listGoodCodes(world, recovery.accountId, policy)).some(
    (code) => code.since <= daysBefore(now, policy.changes.countsAfterDays),
  );
  const kinds: [ProofKind, boolean][] = [
    ["sms-code", has("phone")],
    ["email-code", has("email")],
    ["recovery-code", saved],
    ["authenticator-code", has("authenticator")],
  ];
  return kinds.filter(([, present]) => present).map(([kind]) => kind);
}

async function riskOf(world: World, recovery: Loaded, balanceHigh: boolean) {
  const now = world.now();
  const methods = await readMethods(world, recovery.accountId);
  const claims = await store.listSince(world.db, recovery.accountId, daysBefore(now, 1));
  return judgeRisk({
    knownDevice: recovery.given.some((given) => given.kind === "known-device"),
    wrongCodes: await store.countWrongCodes(world.db, recovery.accountId, daysBefore(now, 1)),
    youngMethod: methods.some((method) => !method.removedAt && method.since > daysBefore(now, 7)),
    balanceHigh,
    otherClaims: new Set(
      claims.filter((claim) => claim.id !== recovery.id).map((claim) => claim.device || claim.id),
    ).size,
    stopped: await stoppedBefore(world, recovery),
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
  return { ...recovery, given };
}

/**
 * Judges what has been given and moves on when it suffices, unless another recovery of the account
 * is already past proving: then this one stays as it is until that one ends.
 */
export async function advance(
  world: World,
  actor: Actor,
  recovery: Loaded,
  balanceHigh: boolean,
): Promise<{ recovery: Loaded; blocked: boolean }> {
  const risk = await riskOf(world, recovery, balanceHigh);
  const judged: Loaded = { ...recovery, riskLevel: risk.level, riskReasons: risk.reasons };
  await store.setProofs(world.db, judged.accountId, judged.id, {
    given: judged.given,
    riskLevel: risk.level,
    riskReasons: risk.reasons,
  });
  // Judged for a name without an account too, so that both kinds of claim do the same work.
  const verdict = judge(
    policyOf(world, judged),
    judged.situation,
    risk.level,
    judged.given.map(asProof),
    await factsOf(world, judged),
  );
  const isOpen = judged.state === "proving" && !isShadow(judged.accountId);
  if (verdict.is !== "enough" || !isOpen) return { recovery: judged, blocked: false };
  for (const other of (await store.listOpen(world.db, judged.accountId)) as Loaded[]) {
    const { state } = other.id === judged.id ? judged : await settle(world, other);
    if (state === "waiting" || state === "ready") return { recovery: judged, blocked: true };
  }
  const { path, waitHours, money } = verdict;
  const moved = await apply(
    world,
    actor,
    judged,
    { is: "proofs-suffice", path, waitHours, money },
    { risk: risk.level },
  );
  return { recovery: moved, blocked: false };
}

/** Something ended: a recovery that had enough proof and was held up by it may go on. */
export async function advanceOthers(world: World, accountId: string, balanceHigh: boolean) {
  for (const other of (await store.listOpen(world.db, accountId)) as Loaded[]) {
    const settled = await settle(world, other);
    if (settled.state === "proving" && settled.given.length > 0)
      await advance(world, system, settled, balanceHigh);
  }
}
