// In full only: a job that is killed is tried again in src/core.
/** A server is killed while it tries a policy: the next one goes on, or says that it came to no end. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { parsePolicy } from "../../src/features/policies/index.ts";
import { digestOf, POLICIES } from "../../src/features/proposals/rules.ts";
import { insertTrial } from "../../src/features/proposals/store.ts";
import { type Person, personOf } from "../cases.ts";
import { testDatabase } from "../database.ts";
import { type Processes, type Server, startProcesses } from "../processes.ts";
import type { TestWorld } from "../world.ts";

const FROM = '"low": 0, "elevated": 12, "high": "refused" }';
const wallet = await readFile("policies/wallet.json", "utf8");
const waiting = (hours: number) =>
  wallet.replace(FROM, FROM.replace('"low": 0', `"low": ${hours}`));

const all = {} as Processes & { drop(): Promise<void>; ada: Person };
before(async () => {
  const { url, drop } = await testDatabase();
  all.drop = drop;
  Object.assign(all, await startProcesses(url, 1));
  // Asks whichever server runs now.
  const call: Server["call"] = (...asked) => (all.servers[0] as Server).call(...asked);
  const played = { world: all.world, call, now: () => new Date() };
  all.ada = personOf(played as unknown as TestWorld, "agt_ada", "admin", null);
});
after(async () => {
  await all.stop?.();
  await all.drop?.();
});

/** Reads a trial until it says what is waited for; what it says in the end. */
async function until(id: string, is: (trial: any) => boolean): Promise<any> {
  for (const end = performance.now() + 300_000; ; await pause(20)) {
    const { body } = await all.ada.get(`/v1/policies/trials/${id}`);
    if (is(body.trial) || performance.now() > end) return body;
  }
}

/** A trial that ended before all this, and the draft proposed with it. */
async function proposed(): Promise<string> {
  const text = waiting(6);
  const policy = parsePolicy(text, "draft");
  const at = new Date();
  await insertTrial(all.world.db, {
    ...{ accountId: POLICIES, id: "ptr_before", name: policy.name, draft: text },
    ...{ baseVersion: policy.version, digest: digestOf(policy), seed: 1, cases: 1000 },
    ...{ sensitive: false, state: "done", done: 1, total: 1, result: null },
    ...{ askedBy: "agt_ada", askedAt: at, endedAt: at },
  });
  const body = { trialId: "ptr_before", why: "thieves hold unlocked phones" };
  const reply = await all.ada.post("/v1/policies/proposals", body);
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body.proposal.id;
}

test("kill -9 in the middle of a trial: it is tried again, and one that never ends is said to have failed", async () => {
  const proposalId = await proposed();
  const asked = async (hours: number) => {
    const body = { text: waiting(hours), cases: 2000, seed: 2, sensitive: false };
    const reply = await all.ada.post("/v1/policies/trials", body);
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
    return reply.body.trial.id as string;
  };
  const [again, never] = [await asked(7), await asked(8)];
  for (const id of [again, never])
    assert.equal((await until(id, ({ state }) => state !== "waiting")).trial.state, "running");

  const { child } = all.servers[0] as Server;
  const gone = new Promise((done) => child.once("exit", done));
  process.kill(child.pid as number, "SIGKILL");
  await gone;
  const { db } = all.world;
  const open = await db.selectFrom("policyTrials").select("state").where("id", "!=", "ptr_before");
  assert.deepEqual(await open.execute(), [{ state: "running" }, { state: "running" }]);

  // The lease of 30 seconds runs out; and one of the two has ended its process three times by now.
  const jobs = db.updateTable("jobs").set({ leasedUntil: new Date() });
  await jobs.where("key", "in", [again, never]).execute();
  await db.updateTable("jobs").set({ attempts: 3 }).where("key", "=", never).execute();
  await all.again(0);

  const failed = await until(never, ({ state }) => state === "failed");
  assert.deepEqual([failed.trial.state, failed.result], ["failed", null]);
  assert.ok(failed.trial.endedAt);
  assert.equal(failed.text, waiting(8), "the draft is still there to be tried");
  const { trial, result, text } = await until(again, ({ state }) => state === "done");
  assert.deepEqual([trial.state, trial.progress.done > 0, text], ["done", true, waiting(7)]);
  assert.deepEqual([result.draft.cases, result.draft.seed], [2000, 2]);

  // What was proposed waits as before, and nothing is left behind that would hold up the next trial.
  const { body } = await all.ada.get(`/v1/policies/proposals/${proposalId}`);
  assert.equal(body.proposal.state, "waiting");
  const left = db.selectFrom("jobs").select("key").where("key", "in", [again, never]);
  for (let turn = 0; turn < 200 && (await left.execute()).length > 0; turn++) await pause(20);
  assert.deepEqual(await left.execute(), []);
});
