/** A policy tried, proposed and put in force, over HTTP; also by a thief who knows which server has not heard of it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { personOf } from "../../../test/cases.ts";
import { deviceToken, owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { buildApp } from "../../app.ts";
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { type Policy, parsePolicy, policyInForce, rememberPolicies } from "../policies/index.ts";
import { readPopulations } from "../simulation/index.ts";
import { recordFiles } from "./actions.ts";
import { differences } from "./differences.ts";
import { barOf, digestOf, type Person, POLICIES } from "./rules.ts";
import { TRIAL as KIND, onTrial } from "./trials.ts";

const world = testWorld();
const owner = owners(world);
const wallet = await readFile("policies/wallet.json", "utf8");
const FROM = '"low": 0, "elevated": 12, "high": "refused" }';
/** A wait of so many hours at low risk where a code and a known device give an account back. */
const waiting = (hours: number, text = wallet) => {
  const changed = text.replace(
    FROM,
    `"low": ${hours}, "elevated": ${Math.max(12, hours)}, "high": "refused" }`,
  );
  assert.notEqual(changed, text);
  return changed;
};
const admin = () => personOf(world, "agt_ada", "admin", null);
const TRIAL = { cases: 1000, seed: 3, sensitive: false };

/** Of a draft that was tried beside the same policy the trial is good for every proposal. */
const done = new Map<string, any>();
async function triedOnce(person: ReturnType<typeof admin>, text: string) {
  const key = `${policyInForce(world.world).version} ${text}`;
  const known = done.get(key) ?? (await tried(person, text));
  done.set(key, known);
  return known;
}
async function tried(person: ReturnType<typeof admin>, text: string, more = {}) {
  const asked = await person.post("/v1/policies/trials", { text, ...TRIAL, ...more });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  await world.settle();
  const { body } = await person.get(`/v1/policies/trials/${asked.body.trial.id}`);
  return body;
}
async function proposed(person: ReturnType<typeof admin>, text: string) {
  const { trial } = await triedOnce(person, text);
  const why = "thieves hold unlocked phones";
  const { status, body } = await person.post("/v1/policies/proposals", { trialId: trial.id, why });
  assert.equal(status, 201, JSON.stringify(body));
  return body.proposal;
}
const decide = (
  person: ReturnType<typeof admin>,
  { id, digest }: { id: string; digest: string },
  outcome = "approve",
) =>
  person.post(`/v1/policies/proposals/${id}/decision`, { outcome, digest, reason: "looked at it" });
/** A claim that a code and a known device complete: how long does it wait? */
async function claimed(phone: { deviceId: string }) {
  const { phone: number, typed } = await owner(phone);
  const token = await deviceToken(world, phone.deviceId);
  const claim = await startClaim(world, typed, { deviceToken: token });
  return { claim, prove: async () => (await claim.prove("sms-code", number)).body.recovery };
}
const types = async () => (await world.events("house:policies")).map(({ type }) => type);

describe("a draft", () => {
  test("is told what it would change, or what is wrong with it and on which line", async () => {
    const { body } = await admin().post("/v1/policies/drafts", { text: waiting(12) });
    assert.deepEqual(
      body.differences.map(({ what, path, risk, before, after, leans }: any) => [
        ...[what, path, risk, before, after, leans],
      ]),
      [["wait", "sms-and-known-device", "low", "0", "12", "stricter"]],
    );
    for (const [from, to, at] of [
      ['"waitFactor": 2', '"waitFactor": -2', /waitFactor/],
      ['"name": "wallet"', '"name": "other"', /^\/name$/],
    ] as const) {
      const text = wallet.replace(from, to);
      const line = text.slice(0, text.indexOf(to)).split("\n").length;
      const bad = await admin().post("/v1/policies/drafts", { text });
      assert.deepEqual([bad.status, bad.body.code, bad.body.line], [422, "unsound-policy", line]);
      assert.match(bad.body.at, at);
    }
  });

  test("is tried beside the policy in force, on the same people, and comes to the same again", async () => {
    const analyst = personOf(world, "agt_ana", "analyst", null);
    const [one, two] = [await triedOnce(analyst, waiting(12)), await tried(analyst, waiting(12))];
    assert.deepEqual(one.result, two.result);
    assert.equal(one.trial.state, "done");
    assert.equal(one.trial.progress.done, one.trial.progress.total);
    assert.deepEqual([one.result.inForce.simulated, one.result.draft.simulated], [true, true]);
    assert.ok(one.result.difference.impostors.stopped > 0);
    const why = "none";
    const refused = await analyst.post("/v1/policies/proposals", { trialId: one.trial.id, why });
    assert.equal(refused.status, 403, "an analyst tries and does not propose");
    const agent = await personOf(world, "agt_cy").get("/v1/policies");
    assert.equal(agent.status, 403);
  });

  test("that was stopped stays stopped, and of many at once three wait", async () => {
    const ada = admin();
    await ada.token();
    const ids = [];
    for (let n = 0; n < 3; n++) {
      const { body } = await ada.post("/v1/policies/trials", { text: waiting(n + 1), ...TRIAL });
      ids.push(body.trial.id);
    }
    const more = await ada.post("/v1/policies/trials", { text: waiting(9), ...TRIAL });
    assert.equal(more.body.code, "too-many-trials");
    for (const id of ids) {
      const { body } = await ada.post(`/v1/policies/trials/${id}/stop`);
      assert.equal(body.trial.state, "stopped");
    }
    await world.settle();
    const { body } = await ada.get(`/v1/policies/trials/${ids[0]}`);
    assert.deepEqual([body.trial.state, body.result], ["stopped", null]);
    const why = "never tried";
    const open = await ada.post("/v1/policies/proposals", { trialId: ids[0], why });
    assert.equal(open.body.code, "trial-not-done");
  });

  test("tried on few people, or saying nothing new, is not proposed", async () => {
    const [few, same] = [
      await tried(admin(), waiting(12), { cases: 100 }),
      await tried(admin(), wallet),
    ];
    const why = "because";
    const small = await admin().post("/v1/policies/proposals", { trialId: few.trial.id, why });
    const equal = await admin().post("/v1/policies/proposals", { trialId: same.trial.id, why });
    assert.deepEqual([small.body.code, equal.body.code], ["trial-too-small", "policy-unchanged"]);
  });
});

describe("a proposal", () => {
  test("comes into force by a second person for what begins then; a running recovery keeps its version", async () => {
    const before = policyInForce(world.world).version;
    const ada = admin();
    const sue = personOf(world, "agt_sue", "supervisor", "east");
    const proposal = await proposed(ada, waiting(12));
    const running = await claimed({ deviceId: "phone-a" });

    // By the same person: not by the page's button, not by the address. It is on record.
    const own = await decide(ada, proposal);
    assert.deepEqual([own.status, own.body.code], [403, "own-change"]);
    assert.ok((await types()).includes("policy.self-approval"));
    const other = await decide(sue, { ...proposal, digest: "another" });
    assert.equal(other.body.code, "proposal-changed");
    assert.equal(policyInForce(world.world).version, before);

    // A server that has looked for new versions before, and not since.
    const late: World = { ...world.world, policies: new Map(world.world.policies) };
    const app = buildApp(late);
    const said = await decide(sue, proposal);
    assert.deepEqual(
      [said.status, said.body.proposal?.state],
      [200, "in-force"],
      JSON.stringify(said.body),
    );
    assert.equal(said.body.proposal.version, before + 1);
    const [changed] = (await world.events("house:policies")).filter(
      ({ type }) => type === "policy.changed",
    );
    assert.deepEqual(
      [changed?.payload.proposedBy, changed?.payload.decidedBy, changed?.payload.trialId],
      ["agt_ada", "agt_sue", proposal.trialId],
    );

    const ready = await running.prove();
    assert.deepEqual([ready.state, ready.policy.version], ["ready", before]);
    const after = await (await claimed({ deviceId: "phone-b" })).prove();
    assert.deepEqual([after.state, after.policy.version], ["waiting", before + 1]);

    // A thief who begins at the other server gains nothing; and one that meets the new version there goes on.
    assert.equal(policyInForce(late).version, before);
    const thief = await owner({ deviceId: "phone-c" });
    const deviceId = await deviceToken(world, "phone-c");
    const payload = {
      identifier: thief.typed,
      situation: "forgot-password",
      deviceToken: deviceId,
    };
    const begun = await app.inject({ method: "POST", url: "/v1/recoveries", payload });
    assert.equal(begun.json().recovery?.policy.version, before + 1, begun.body);
    const later: World = { ...world.world, policies: rest(world.world, before) };
    const elsewhere = buildApp(later);
    const read = await elsewhere.inject({
      ...{ method: "GET", url: `/v1/recoveries/${begun.json().recovery.id}` },
      headers: { authorization: `Bearer ${begun.json().token}` },
    });
    assert.equal(read.json().recovery?.policy.version, before + 1, read.body);
    assert.equal(policyInForce(later).version, before + 1, "it has caught up");
    for (const each of [app, elsewhere]) await each.close();

    // A restart with the old file on disk undoes nothing; one with a file of the same number neither.
    const shipped = new Map([["wallet", parsePolicy(wallet, "wallet")]]);
    const again = await rememberPolicies(world.world, shipped);
    assert.equal(again.get("wallet")?.version, before + 1);
    const twin = { ...parsePolicy(wallet, "wallet"), version: before + 1 };
    const same = await rememberPolicies(world.world, new Map([["wallet", twin]]));
    assert.equal(digestOf(same.get("wallet") as Policy), proposal.digest);
  });

  test("of two people one is an admin; who left proposes nothing; and it ends after three days", async () => {
    const [su, pan] = [
      personOf(world, "agt_su", "supervisor"),
      personOf(world, "agt_pan", "supervisor"),
    ];
    const first = await proposed(su, waiting(13));
    assert.equal((await decide(pan, first)).body.code, "needs-admin");
    assert.equal((await decide(su, first, "withdraw")).body.proposal.state, "withdrawn");
    assert.equal((await decide(admin(), first)).body.state, "withdrawn");
    const second = await proposed(su, waiting(13));
    const refused = await decide(pan, second, "refuse");
    assert.deepEqual(
      [refused.body.proposal.state, refused.body.proposal.decidedWhy],
      ["refused", "looked at it"],
    );
    const third = await proposed(su, waiting(13));
    world.skip(72 * 3600 + 1);
    assert.equal((await decide(admin(), third)).body.state, "ended");
  });

  test("a change during review takes another proposal; one in force makes the others void", async () => {
    const [ada, sue] = [admin(), personOf(world, "agt_sue", "supervisor", "east")];
    const first = await proposed(ada, waiting(14));
    const { trial } = await tried(ada, waiting(15));
    const why = "longer";
    const theirs = await sue.post("/v1/policies/proposals", {
      trialId: trial.id,
      why,
      replaces: first.id,
    });
    assert.equal(theirs.body.code, "no-proposal", "nobody replaces what another one proposed");
    const { body } = await ada.post("/v1/policies/proposals", {
      trialId: trial.id,
      why,
      replaces: first.id,
    });
    assert.equal((await decide(sue, first)).body.state, "withdrawn");
    const rival = await proposed(sue, waiting(16));
    assert.equal((await decide(sue, body.proposal)).status, 200);
    assert.equal((await decide(ada, rival)).body.state, "overtaken");
    const { body: list } = await ada.get("/v1/policies");
    assert.deepEqual(
      list.versions.map(({ isInForce }: any) => isInForce),
      list.versions.map((_: unknown, index: number) => index === 0),
    );
    const old = await ada.get(`/v1/policies/versions/2`);
    assert.equal(digestOf(JSON.parse(old.body.text)), digestOf(JSON.parse(wallet)));
  });

  test("its trial taken up by a server that has not heard of the version catches up; with what hangs on each rate", async () => {
    const { version } = policyInForce(world.world);
    const ada = admin();
    const wish = { text: waiting(17), cases: 100, seed: 3, sensitive: true };
    const { body: asked } = await ada.post("/v1/policies/trials", wish);
    const late: World = { ...world.world, policies: rest(world.world, version - 1) };
    const payload = { trialId: asked.trial.id };
    // The last of its tries.
    await onTrial(late, { accountId: POLICIES, id: "job_x", kind: KIND, attempts: 2, payload });
    const { body } = await ada.get(`/v1/policies/trials/${asked.trial.id}`);
    assert.deepEqual([body.trial.state, body.trial.baseVersion], ["done", version]);
    const populations = await readPopulations();
    const { owners, impostors, desk } = populations;
    const rates = [owners, impostors, desk].flatMap(({ rates, times }) => [
      ...Object.keys(rates),
      ...Object.keys(times),
    ]);
    const { sensitivity } = body.result;
    assert.equal(sensitivity.length, rates.length);
    assert.ok(sensitivity.every(({ low, high }: any) => low.at < high.at));
    await world.settle();
  });

  test("versions that came as files stand in the chain of the policies, once", async () => {
    for (let twice = 0; twice < 2; twice++) await world.sweep();
    const shipped = (await world.events("house:policies")).filter(
      ({ type }) => type === "policy.shipped",
    );
    const names = shipped.map(({ payload }) => payload.name);
    assert.deepEqual([...new Set(names)], names);
    assert.ok(names.includes("wallet"));
    // Two servers that find a file at once.
    const file = world.world.db.updateTable("policyVersions").set({ recordedAt: null });
    await file.where("name", "=", "low-friction").execute();
    await Promise.all([1, 2].map(() => transact(world.world, recordFiles)));
    const again = (await world.events("house:policies")).filter(
      ({ type, payload }) => type === "policy.shipped" && payload.name === "low-friction",
    );
    assert.equal(again.length, 2);
  });
});

/** What a server knows that has not looked since this version. */
const rest = ({ policies, config }: World, version: number) =>
  new Map(
    [...policies]
      .filter(([key]) => !key.includes("@") || Number(key.split("@")[1]) <= version)
      .map(([key, policy]) => [
        key,
        key === config.policy ? (policies.get(`${key}@${version}`) as Policy) : policy,
      ]),
  );

test("whoever agrees is somebody else, and one of the two is an admin", () => {
  const roles = ["agent", "supervisor", "analyst", "admin"] as const;
  const is = (id: string, role: Person["role"], endedAt: Date | null = null) => ({
    id,
    role,
    endedAt,
  });
  for (const one of roles)
    for (const other of roles) {
      const may = barOf(is("a", one), is("b", other)) === null;
      const both = [one, other];
      const right = both.every((role) => role === "admin" || role === "supervisor");
      assert.equal(may, right && both.includes("admin"), both.join());
      assert.notEqual(barOf(is("a", one), is("a", other)), null);
    }
  const gone = is("a", "admin", new Date(0));
  assert.equal(barOf(gone, is("b", "admin")), "proposer-gone");
  assert.equal(barOf(is("b", "admin"), gone), "not-allowed");
});

test("every place that differs is told; another number alone is no difference", () => {
  const before = parsePolicy(wallet, "wallet");
  assert.deepEqual(differences(before, { ...before, version: 9 }), []);
  const after = structuredClone(before);
  const { paths } = after.situations["forgot-password"];
  paths.splice(1, 1);
  paths.push({ ...(paths[0] as (typeof paths)[0]), id: "another" });
  Object.assign(paths[1] ?? {}, { all: ["sms-code", "passkey"] });
  Object.assign(paths[0]?.money ?? {}, { low: "L24" });
  after.money.L24.dailyAllowance = "100.00";
  after.contacts.max = 6;
  assert.deepEqual(
    differences(before, after).map(({ what, at, leans }) => [what, at, leans]),
    [
      ["path-removed", "/situations/forgot-password/paths/1", "stricter"],
      ["money", "/situations/forgot-password/paths/0/money/low", "stricter"],
      ["proofs", "/situations/forgot-password/paths/1/all", null],
      ["path-added", "/situations/forgot-password/paths/5", "looser"],
      ["other", "/money/L24/dailyAllowance", null],
      ["other", "/contacts/max", null],
    ],
  );
});
