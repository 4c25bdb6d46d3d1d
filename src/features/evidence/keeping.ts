/** How long files are kept: so many days after the case's end; what stays then is the hash and what happened. */
import type { Event } from "../../core/events.ts";
import { emit } from "../../core/events.ts";
import { addJob, type Job, moveJob } from "../../core/jobs.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, lockAccount } from "../accounts/index.ts";
import { isUnderLegalHold } from "../keeping/index.ts";
import { deskTerms, policyInForce } from "../policies/index.ts";
import { EVIDENCE_DAYS, STRANGER_DAYS } from "./rules.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
export const KEPT = "evidence-kept";
const clockwork: Actor = { kind: "system", id: "clock" };

/** A case has ended: from now on the days count. */
export async function onEnd(world: World, { accountId, at, payload }: Event) {
  await lockAccount(world, accountId);
  const caseId = String(payload.caseId);
  const files = await store.listFiles(world.db, accountId, [caseId]);
  if (files.length === 0) return;
  const said = (policyInForce(world).desk ?? deskTerms).evidenceDays ?? EVIDENCE_DAYS;
  const days = isShadow(accountId) ? Math.min(said, STRANGER_DAYS) : said;
  await addJob(world, {
    ...{ accountId, kind: KEPT, key: caseId, payload: { caseId } },
    dueAt: new Date(at.getTime() + days * DAY_MS),
  });
}

export async function onKept(world: World, { accountId, payload }: Job) {
  await lockAccount(world, accountId);
  const caseId = String(payload.caseId);
  if (await isUnderLegalHold(world, accountId)) {
    // Looked at again tomorrow, for as long as it stands.
    moveJob(world, accountId, KEPT, caseId, new Date(world.now().getTime() + DAY_MS));
    return;
  }
  const files = await store.listFiles(world.db, accountId, [caseId]);
  const there = files.filter(({ deletedAt }) => deletedAt === null);
  for (const { id } of there) {
    await store.deleteParts(world.db, accountId, id);
    await store.updateFile(world.db, accountId, id, { state: "deleted", deletedAt: world.now() });
  }
  if (there.length > 0)
    await emit(world, clockwork, "evidence.deleted", accountId, {
      caseId,
      files: there.map(({ id, sha256 }) => ({ evidenceId: id, sha256 })),
    });
}
