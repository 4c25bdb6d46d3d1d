/**
 * Trying a draft: a row says what is tried, a job does it beside the server and says how far it is, and what it
 * came to stays. A process that dies leaves the job to another, which comes to the same.
 */
import { caughtUp } from "../../core/behind.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, GiveUp, type Job, keepLease } from "../../core/jobs.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { policyNow, policyVersion } from "../policies/index.ts";
import { type Agent, listStaff } from "../staff/index.ts";
import { differences } from "./differences.ts";
import { readDraft } from "./drafts.ts";
import * as rules from "./rules.ts";
import { type Progress, type Result, runTrial, Stopped } from "./running.ts";
import * as store from "./store.ts";

export const TRIAL = "policy-trial";
/** Of a lease of 30 s. */
const KEEP_MS = 10_000;
const TELL_MS = 500;
const TRIES = 3;

type Wish = { text: string; cases: number; seed: number; sensitive: boolean };

type Shown = Omit<store.TrialRow, "accountId" | "draft" | "result">;
export const trialView = (row: Shown) => ({
  ...{ id: row.id, digest: row.digest, name: row.name, baseVersion: row.baseVersion },
  ...{ seed: row.seed, cases: row.cases, sensitive: row.sensitive, state: row.state },
  progress: { done: row.done, total: row.total },
  ...{ askedBy: row.askedBy, askedAt: row.askedAt, endedAt: row.endedAt },
});

/** Throws `unsound-policy`, `too-many-trials`. */
export async function tryDraft(world: World, agent: Agent, { text, ...wish }: Wish) {
  return transact(world, async (world) => {
    await lockHouse(world, rules.POLICIES);
    const inForce = await policyNow(world);
    const draft = readDraft(text, inForce);
    const open = await store.listOpenTrials(world.db);
    if (open.length >= rules.TRIALS_MAX) throw rules.TrialsMany();
    const row: store.TrialRow = {
      ...{ accountId: rules.POLICIES, id: world.id("ptr"), name: draft.name, draft: text },
      ...{ baseVersion: inForce.version, digest: rules.digestOf(draft), ...wish },
      ...{ state: "waiting", done: 0, total: 0, result: null },
      ...{ askedBy: agent.id, askedAt: world.now(), endedAt: null },
    };
    await store.insertTrial(world.db, row);
    await addJob(world, {
      ...{ accountId: rules.POLICIES, kind: TRIAL, key: row.id, payload: { trialId: row.id } },
    });
    const { id: trialId, digest, baseVersion, seed, cases } = row;
    await emit(world, agent, "policy.tried", rules.POLICIES, {
      ...{ trialId, digest, baseVersion, seed, cases },
    });
    return { trial: trialView(row) };
  });
}

/** What a trial came to, what it tried, and who is named in it. Throws `no-trial`. */
export async function readTrial(world: World, id: string) {
  const row = await store.findTrial(world.db, id);
  if (!row) throw rules.NoTrial();
  const people = Object.fromEntries((await listStaff(world)).map(({ id, name }) => [id, name]));
  const base = policyVersion(world, row.name, row.baseVersion);
  return {
    trial: trialView(row),
    text: row.draft,
    differences: differences(base, readDraft(row.draft, base)),
    result: row.result === null ? null : (JSON.parse(row.result) as Result),
    ...{ people, isCurrent: (await policyNow(world)).version === row.baseVersion },
  };
}

/** Throws `no-trial`; one that has ended stays as it is. */
export const stopTrial = (world: World, id: string) =>
  transact(world, async (world) => {
    await lockHouse(world, rules.POLICIES);
    const row = await store.findTrial(world.db, id);
    if (!row) throw rules.NoTrial();
    const set = { state: "stopped", endedAt: world.now() };
    const stopped = await store.updateOpenTrial(world.db, id, set);
    return { trial: trialView(stopped ? { ...row, ...set } : row) };
  });

/**
 * The job of a trial. Its process may end at any moment: the job is another's then, after one lease, and begins anew.
 * After three tries without an end it has failed, which its row says.
 */
export async function onTrial(world: World, job: Job): Promise<void> {
  const id = String(job.payload.trialId);
  const row = await store.findTrial(world.db, id);
  if (!row || !rules.isOpen(row.state)) return;
  if (job.attempts >= TRIES) return failed(world, id);
  try {
    const { result, total } = await tried(world, job, row);
    await store.updateOpenTrial(world.db, id, {
      ...{ state: "done", done: total, total, endedAt: world.now() },
      result: JSON.stringify(result),
    });
  } catch (error) {
    if (error instanceof Stopped) return;
    if (job.attempts + 1 < TRIES) throw error;
    world.log.error("a simulation failed", { trial: id, error });
    await failed(world, id);
    throw new GiveUp("The simulation failed.");
  }
}

async function failed(world: World, id: string): Promise<void> {
  await store.updateOpenTrial(world.db, id, { state: "failed", endedAt: world.now() });
}

/** Keeps the lease and tells how far it is for as long as it is tried, and not a moment longer. */
async function tried(world: World, job: Job, row: store.TrialRow) {
  const { id, cases, seed } = row;
  const known = async () => policyVersion(world, row.name, row.baseVersion);
  const inForce = await caughtUp(world, known);
  const draft = readDraft(row.draft, inForce);
  const sensitive = row.sensitive ? Math.min(cases, rules.SENSITIVE_CASES) : 0;
  const stopping = new AbortController();
  const progress = { done: 0, total: 0 };
  const warn = (error: unknown) => world.log.warn("progress not kept", { error });
  const tell = () =>
    store
      .updateOpenTrial(world.db, id, { state: "running", ...progress })
      .then((isOpen) => void (isOpen || stopping.abort()), warn);
  const keeping = setInterval(() => void keepLease(world, job).catch(warn), KEEP_MS);
  const telling = setInterval(() => void tell(), TELL_MS);
  try {
    await tell();
    const task = { inForce, draft, cases, seed, sensitive };
    const far = (told: Progress) => void Object.assign(progress, told);
    return { result: await runTrial(task, far, stopping.signal), total: progress.total };
  } finally {
    clearInterval(keeping);
    clearInterval(telling);
  }
}
