/** Asking, and what becomes of it when the wait is over. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job, moveJob } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount, NoAccount } from "../accounts/index.ts";
import { hasOpenCase } from "../cases/index.ts";
import { demandUnguided, standingHolds } from "../holds/index.ts";
import {
  beginErasure,
  cancelErasure,
  ERASURE,
  type Erasure,
  insertErasure,
  isUnderLegalHold,
  pendingErasure,
  updateErasure,
} from "../keeping/index.ts";
import { isClaimProven } from "../recovery/index.ts";
import { isReportOpen } from "../reports/index.ts";
import { endSessions } from "../sessions/index.ts";
import { enterProven, type Owner } from "../ways/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const LAST = "erasure-last";
const clock: Actor = { kind: "system", id: "clock" };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** What is open. A claim counts from its first accepted proof: strangers' claims keep nobody here. */
async function obstaclesOf(world: World, accountId: string): Promise<rules.Obstacle[]> {
  const open: Record<rules.Obstacle, boolean> = {
    hold: (await standingHolds(world, accountId)).length > 0,
    recovery: await isClaimProven(world, accountId),
    case: await hasOpenCase(world.db, accountId),
    report: await isReportOpen(world, accountId),
  };
  return rules.obstacles.filter((obstacle) => open[obstacle]);
}

const view = ({ id, askedAt, effectiveAt }: Pick<Erasure, "id" | "askedAt" | "effectiveAt">) => ({
  ...{ id, state: "waiting" as const, askedAt: askedAt.toISOString() },
  effectiveAt: effectiveAt.toISOString(),
});

/** One that waits already is answered with; the wait begins once. Throws `erasure-refused`. */
async function ask(
  world: World,
  actor: Actor,
  accountId: string,
  enter: (world: World) => Promise<unknown>,
) {
  const asked = await transact(world, async (world) => {
    await enter(world);
    const before = await pendingErasure(world, accountId);
    if (before) return { erasure: view(before) };
    const obstacles = await obstaclesOf(world, accountId);
    if (obstacles.length > 0) {
      await emit(world, actor, "erasure.refused", accountId, { obstacles });
      return { obstacles };
    }
    const now = world.now();
    const row = {
      ...{ accountId, id: world.id("ers"), askedBy: `${actor.kind}:${actor.id}`, askedAt: now },
      effectiveAt: rules.effectiveAt(now),
    };
    await insertErasure(world.db, row);
    const { id: erasureId, effectiveAt: dueAt } = row;
    await addJob(world, {
      accountId,
      kind: ERASURE,
      key: erasureId,
      payload: { erasureId },
      dueAt,
    });
    const effectiveAt = dueAt.toISOString();
    await emit(world, actor, "erasure.asked", accountId, { erasureId, effectiveAt });
    return { erasure: view(row) };
  });
  if ("obstacles" in asked) throw rules.Refused({ obstacles: asked.obstacles });
  return asked;
}

/** By the owner, with a proof of the last minutes. Throws `needs-fresh-proof`, `guided`, `erasure-refused`. */
export const askByOwner = (world: World, owner: Owner) =>
  ask(world, owner, owner.accountId, async (world) => {
    await enterProven(world, owner);
    await demandUnguided(world, owner.accountId, { recoveryId: null, isProven: true });
  });

/** By the wallet's back end. Throws `no-account`, `erasure-refused`. */
export const askByWallet = (world: World, actor: Actor, accountId: string) =>
  ask(world, actor, accountId, async (world) => {
    const { kind } = await lockAccount(world, accountId);
    if (kind !== "account") throw NoAccount();
  });

export const showErasure = async (world: World, accountId: string) => {
  const erasure = await pendingErasure(world, accountId);
  return { erasure: erasure ? view(erasure) : null };
};

/** Throws `no-erasure`. */
export async function stopErasure(
  world: World,
  actor: Actor,
  accountId: string,
  why: "owner" | "wallet",
) {
  if (!(await cancelErasure(world, actor, accountId, why))) throw rules.NoErasure();
  return { erasure: null };
}

/**
 * The wait is over. What has come up meanwhile stops it; a legal hold lets it wait on, and nobody is told
 * that there is one. Else nobody gets in any more, the last messages and signals are put on their way, and
 * the rest is done when they have left: they are sealed with the key that goes.
 */
export async function onDue(world: World, { accountId, payload }: Job) {
  await lockAccount(world, accountId);
  const erasure = await pendingErasure(world, accountId);
  if (!erasure || erasure.id !== payload.erasureId) return;
  const now = world.now();
  if ((await obstaclesOf(world, accountId)).length > 0) {
    await cancelErasure(world, clock, accountId, "obstacle");
    return;
  }
  if (await isUnderLegalHold(world, accountId)) {
    moveJob(world, accountId, ERASURE, erasure.id, new Date(now.getTime() + DAY_MS));
    return;
  }
  await beginErasure(world, accountId, erasure.id);
  await endSessions(world, accountId, "erasure");
  await store.deleteNames(world.db, accountId);
  const erasureId = erasure.id;
  await emit(world, clock, "account.purged", accountId, { erasureId });
  const dueAt = new Date(now.getTime() + rules.LOOK_AGAIN_MINUTES * MINUTE_MS);
  const until = now.getTime() + rules.LAST_WORDS_HOURS * 60 * MINUTE_MS;
  const last = { erasureId, until: String(until) };
  await addJob(world, { accountId, kind: LAST, key: erasureId, payload: last, dueAt });
}

/** In one transaction the key goes, and every row with it. What is left is a chain that verifies. */
export async function onLast(world: World, { accountId, payload }: Job) {
  await lockAccount(world, accountId);
  const now = world.now();
  const undone = await store.listUndone(world.db, accountId, LAST);
  if (undone.length > 0 && now.getTime() < Number(payload.until)) {
    const again = new Date(now.getTime() + rules.LOOK_AGAIN_MINUTES * MINUTE_MS);
    moveJob(world, accountId, LAST, String(payload.erasureId), again);
    return;
  }
  if (await isUnderLegalHold(world, accountId)) {
    moveJob(world, accountId, LAST, String(payload.erasureId), new Date(now.getTime() + DAY_MS));
    return;
  }
  await emit(world, clock, "account.erased", accountId, { erasureId: payload.erasureId });
  await updateErasure(world.db, accountId, String(payload.erasureId), { doneAt: now });
  await store.deleteAll(world.db, accountId);
  await store.emptyEvents(world.db, accountId);
  await store.emptyAccount(world.db, accountId);
}
