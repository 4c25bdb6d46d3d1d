/** What is kept of a face goes: with its way back in, after that has counted for the last time, or at once. */
import type { Event } from "../../core/events.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { distrustMethod, lockAccount, readMethods } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export const FORGET = "face-forget";
const clockwork: Actor = { kind: "system", id: "clock" };

/** A way was replaced or removed: what it stood on is of no use after the days in which it still counts. */
export async function onChanged(world: World, { accountId, at, payload }: Event) {
  if (payload.method !== "face") return;
  await lockAccount(world, accountId);
  const days = policyInForce(world).changes.removedCountsDays;
  const dueAt = new Date(at.getTime() + days * rules.DAY_MS + 1000);
  const key = String(payload.changeId);
  await addJob(world, { accountId, kind: FORGET, key, payload: { key }, dueAt });
}

/** Templates that no way back in stands on any more. One that is to be live soon is not among them. */
export async function onForget(world: World, { accountId }: Job) {
  await lockAccount(world, accountId);
  const days = policyInForce(world).changes.removedCountsDays;
  const after = new Date(world.now().getTime() - days * rules.DAY_MS);
  const used = new Set(
    (await readMethods(world, accountId))
      .filter(({ kind, removedAt }) => kind === "face" && (!removedAt || removedAt > after))
      .map(({ data }) => data),
  );
  let gone = 0;
  for (const { id } of await store.listTemplates(world.db, accountId)) {
    if (used.has(id)) continue;
    await store.deleteTemplate(world.db, accountId, id);
    gone++;
  }
  if (gone > 0)
    await emit(world, clockwork, "face.deleted", accountId, { templates: gone, why: "removed" });
}

/**
 * Consent is withdrawn: nothing of a face is left, at once, and nothing is checked by it any more. Under the
 * account's lock. Gives back whether there was a way back in.
 */
export async function deleteFace(world: World, actor: Actor, accountId: string): Promise<boolean> {
  await lockAccount(world, accountId);
  const methods = (await readMethods(world, accountId)).filter(({ kind }) => kind === "face");
  const live = methods.filter(({ removedAt }) => !removedAt);
  for (const method of methods) await distrustMethod(world, accountId, method);
  const templates = (await store.listTemplates(world.db, accountId)).length;
  await store.deleteFaces(world.db, accountId);
  await store.setWithdrawn(world.db, accountId, world.now());
  await emit(world, actor, "face.deleted", accountId, { templates, why: "withdrawn" });
  return live.length > 0;
}
