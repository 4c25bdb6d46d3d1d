import assert from "node:assert/strict";
import { test } from "node:test";
import { as, atDesk, enrolled, type Person, tokenOf } from "../../../test/desk.ts";
import { testWorld } from "../../../test/world.ts";
import { decideChange, finishChange } from "./changes.ts";
import { type Facts, judgeDecision, kinds, leavesNoAdmin, mayAskAbout } from "./four-eyes.ts";
import { disabledProofs, listStaff } from "./index.ts";

const world = testWorld();
let [an, bo, su, pan, tang] = [] as Person[];

const ask = (who: Person | undefined, change: object) =>
  as(world, who as Person).post("/v1/desk/changes", { reason: "it is time", ...change });
const decide = (who: Person | undefined, id: string, outcome = "approve") =>
  as(world, who as Person).post(`/v1/desk/changes/${id}/approval`, { outcome });
const person = async (id: string) => (await listStaff(world.world)).find((one) => one.id === id);
const toRole = (staffId: string, role: string, team: string | null = null) => ({
  ...{ kind: "role", staffId, role, team },
});

// Removed once each, and what is named so went red: the look at who asked, at whom it concerns, at the last
// admin, at who has left, the count of wrong codes, the removal of passkeys.
test("one admin alone changes nothing; with a second one it is done at once", async () => {
  an = await atDesk(world, "agt_an", "admin");
  tang = await atDesk(world, "agt_tang", "agent", "east");
  const asked = await ask(an, toRole("agt_tang", "supervisor", "west"));
  assert.equal(asked.status, 201);
  assert.deepEqual(asked.body.change.allowed, ["refuse"]);
  const own = await decide(an, asked.body.change.id);
  assert.deepEqual([own.status, own.body.code], [403, "own-change"]);
  assert.equal((await person("agt_tang"))?.role, "agent");
  bo = await atDesk(world, "agt_bo", "admin");
  const agreed = await decide(bo, asked.body.change.id);
  assert.deepEqual([agreed.status, agreed.body.change.state], [200, "approved"]);
  const after = await person("agt_tang");
  assert.deepEqual([after?.role, after?.team], ["supervisor", "west"]);
  assert.equal((await as(world, tang).get("/v1/desk/me")).body.role, "supervisor");
  // The try to agree to one's own stands in the chain, although it was refused.
  const types = (await world.events("house:desk")).map(({ type }) => type);
  assert.deepEqual(types, [
    ...["desk.change-asked", "desk.change-self-approval", "desk.change-approved"],
  ]);
  const last = (await world.events("staff:agt_tang")).at(-1);
  assert.deepEqual(
    [last?.type, last?.payload.askedBy, last?.payload.decidedBy],
    ["staff.role-changed", "agt_an", "agt_bo"],
  );
});

test("nobody asks for a role or a passkey of their own, and an agent asks for neither", async () => {
  assert.equal((await ask(an, toRole("agt_an", "supervisor", "east"))).body.code, "own-change");
  const passkey = { kind: "staff", deed: "passkey", staffId: "agt_an" };
  assert.equal((await ask(an, passkey)).body.code, "own-change");
  assert.equal((await ask(tang, toRole("agt_an", "analyst"))).body.code, "not-allowed");
  const asked = await ask(an, toRole("agt_bo", "analyst"));
  assert.equal((await decide(bo, asked.body.change.id)).body.code, "own-change");
  assert.equal((await decide(tang, asked.body.change.id)).body.code, "not-allowed");
  assert.equal((await decide(an, asked.body.change.id, "refuse")).body.change.state, "refused");
  assert.equal((await decide(bo, asked.body.change.id)).body.code, "no-change");
});

test("what is missing is named, field by field", async () => {
  const { status, body } = await ask(an, { kind: "staff", deed: "add", role: "agent" });
  assert.equal(status, 400);
  assert.deepEqual(
    body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ["/name", "/team"],
  );
});

test("a new colleague comes in by two halves: the address of one admin and the code of the other", async () => {
  const asked = await ask(an, {
    ...{ kind: "staff", deed: "add", name: "叶青", role: "agent", team: "west" },
  });
  const { id, facts } = asked.body.change;
  assert.match(asked.body.code, /^\d{8}$/);
  assert.equal(await person(facts.staffId), undefined);
  const agreed = await decide(bo, id);
  assert.equal(agreed.body.code, undefined, "whoever agrees does not learn the code");
  const token = tokenOf(agreed.body.invite.url);
  const alone = await enrolled(world, { token });
  assert.equal(alone.bound.body.code, "wrong-code");
  const guessed = await enrolled(world, { token, code: "00000000" });
  assert.equal(guessed.bound.body.code, "wrong-code");
  const ye = await enrolled(world, { token, code: asked.body.code });
  assert.equal(ye.bound.status, 200);
  assert.equal((await as(world, ye).get("/v1/desk/me")).body.name, "叶青");
});

test("five wrong codes end an invitation", async () => {
  const asked = await ask(an, {
    ...{ kind: "staff", deed: "add", name: "Guess", role: "analyst" },
  });
  const agreed = await decide(bo, asked.body.change.id);
  const token = tokenOf(agreed.body.invite.url);
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      world.call("POST", "/v1/desk/invitations/options", { token, code: `1000000${n % 10}` }),
    ),
  );
  assert.equal(guesses.filter(({ body }) => body.code === "wrong-code").length, 5);
  const right = await enrolled(world, { token, code: asked.body.code });
  assert.deepEqual([right.bound.body.code, right.bound.body.why], ["gone", "tries"]);
});

test("a lost passkey is replaced by two admins, neither of whom can take the place", async () => {
  const asked = await ask(an, { kind: "staff", deed: "passkey", staffId: "agt_tang" });
  const agreed = await decide(bo, asked.body.change.id);
  assert.equal((await as(world, tang as Person).get("/v1/desk/me")).status, 401);
  const token = tokenOf(agreed.body.invite.url);
  assert.equal((await enrolled(world, { token })).bound.body.code, "wrong-code");
  const back = await enrolled(world, { token, code: asked.body.code });
  assert.equal((await as(world, back).get("/v1/desk/me")).body.id, "agt_tang");
  const signIn = async () => {
    const { body } = await world.call("POST", "/v1/desk/sign-ins/options");
    const response = back.passkey.get(body.options);
    return world.call("POST", "/v1/desk/sign-ins", { response });
  };
  assert.equal((await signIn()).status, 200);
  // The passkey that was replaced opens nothing any more.
  const again = await ask(bo, { kind: "staff", deed: "passkey", staffId: "agt_tang" });
  await decide(an, again.body.change.id);
  assert.equal((await signIn()).body.code, "sign-in-refused");
});

test("of two admins who dismiss each other at once one stays", async () => {
  const [first, second] = await Promise.all([
    ask(an, { kind: "staff", deed: "end", staffId: "agt_bo" }),
    ask(bo, { kind: "staff", deed: "end", staffId: "agt_an" }),
  ]);
  const replies = await Promise.all([
    decide(bo, first.body.change.id),
    decide(an, second.body.change.id),
  ]);
  const codes = replies.map(({ status, body }) => (status === 200 ? "done" : body.code)).sort();
  assert.ok(codes.includes("done") && codes.length === 2 && codes[0] !== codes[1], codes.join());
  const left = (await listStaff(world.world)).filter((one) => one.role === "admin" && !one.endedAt);
  assert.equal(left.length, 1);
  // A request of the one who left, that was on its way meanwhile.
  const gone = [an, bo].find((one) => one?.id !== left[0]?.id);
  const asked = await ask(left[0]?.id === "agt_an" ? an : bo, toRole("agt_tang", "analyst"));
  const late = { kind: "agent", id: gone?.id ?? "", role: "admin", team: null } as const;
  await assert.rejects(
    decideChange(world.world, { ...late, sessionId: "ses_x" }, asked.body.change.id, "approve"),
    { code: "not-allowed" },
  );
});

test("a brake is set by one supervisor and let go by two", async () => {
  su = await atDesk(world, "agt_su", "supervisor", "east");
  pan = await atDesk(world, "agt_pan", "supervisor", "west");
  const brake = { what: "proof:sms-code", reason: "texts are read on the way" };
  const set = await as(world, su).post("/v1/desk/brakes", brake);
  assert.deepEqual(
    set.body.brakes.map(({ what }: { what: string }) => what),
    ["proof:sms-code"],
  );
  assert.deepEqual(await disabledProofs(world.world), ["sms-code"]);
  const asked = await ask(su, { kind: "brake-release", what: "proof:sms-code" });
  assert.equal((await decide(su, asked.body.change.id)).body.code, "own-change");
  assert.deepEqual(await disabledProofs(world.world), ["sms-code"]);
  assert.equal((await decide(pan, asked.body.change.id)).status, 200);
  assert.deepEqual(await disabledProofs(world.world), []);
  const bad = await as(world, su).post("/v1/desk/brakes", { what: "everything", reason: "x" });
  assert.equal(bad.status, 400);
});

test("a policy is not changed here, where nothing shows what it would do", async () => {
  const an = await atDesk(world, "agt_a3", "admin");
  const asked = await ask(an, { kind: "policy", policy: { name: "wallet", version: 9 } });
  assert.deepEqual([asked.status, asked.body.code], [400, "bad-input"]);
});

test("the official channels are changed by two admins; what is no registry is refused with its place", async () => {
  const an = await atDesk(world, "agt_a3", "admin");
  const bo = await atDesk(world, "agt_b3", "admin");
  const before = world.world.registry.inForce;
  const registry = { ...before, version: before.version + 1, reviewed: "2026-12-01" };
  const same = await ask(an, { kind: "registry", registry: before });
  assert.equal(same.body.errors[0].pointer, "/registry/version");
  const [first, second] = registry.brands;
  const twice = { ...registry, brands: [first, { ...second, domains: first?.domains }] };
  const bad = await ask(an, { kind: "registry", registry: twice });
  assert.deepEqual([bad.status, bad.body.errors[0].pointer], [400, "/registry/brands/1"]);
  const asked = await ask(an, { kind: "registry", registry });
  assert.equal((await decide(an, asked.body.change.id)).body.code, "own-change");
  assert.equal(world.world.registry.inForce.version, before.version);
  assert.equal((await decide(bo, asked.body.change.id)).status, 200);
  assert.equal(world.world.registry.inForce.reviewed, "2026-12-01");
  const [event] = await world.events("house:registry");
  assert.deepEqual(
    [event?.type, event?.payload.askedBy, event?.payload.decidedBy],
    ["registry.changed", "agt_a3", "agt_b3"],
  );
});

test("one edit of the channels is asked for, seen as what it changes, agreed to, and stands in the history", async () => {
  const an = await atDesk(world, "agt_a3", "admin");
  const bo = await atDesk(world, "agt_b3", "admin");
  const read = async () => (await as(world, an).get("/v1/registry")).body;
  const { version, brands } = await read();
  const edit = { deed: "add", list: "phones", brand: brands[0].id, value: "400 100 2003" };
  const propose = (who: Person, more: object = {}) =>
    as(world, who).post("/v1/registry/changes", { ...edit, reason: "New line", ...more });
  assert.equal((await propose(await atDesk(world, "agt_t3", "agent", "east"))).status, 403);
  const nobody = await propose(an, { brand: "nobody" });
  assert.deepEqual([nobody.status, nobody.body.errors[0].pointer], [400, "/brand"]);
  const { body, status } = await propose(an);
  assert.equal(status, 201);
  const differences = [{ deed: "added", list: "phones", brand: brands[0].id, value: "4001002003" }];
  const [waits] = (await read()).waiting;
  assert.deepEqual([waits.version, waits.differences], [version + 1, differences]);
  const late = await propose(an, { value: "400 100 2004" });
  assert.equal((await decide(an, body.change.id)).body.code, "own-change");
  assert.equal((await decide(bo, body.change.id)).status, 200);
  const after = await read();
  assert.deepEqual(
    [after.version, after.waiting],
    [version + 1, []],
    "the late one is of no version to come",
  );
  assert.ok(after.brands[0].phones.includes("4001002003"));
  // Made of the same version, it would take the first one back.
  const tooLate = await decide(bo, late.body.change.id);
  assert.deepEqual([tooLate.status, tooLate.body.errors[0].pointer], [400, "/registry/version"]);
  assert.equal((await read()).version, version + 1);
  const { history } = (await as(world, an).get("/v1/registry/history")).body;
  assert.deepEqual(history[0].differences, differences);
  assert.deepEqual(
    [history[0].by.askedBy, history[0].by.decidedBy, history[0].by.reason],
    ["agt_a3", "agt_b3", "New line"],
  );
  assert.equal(history.at(-1).by, undefined);
});

test("a change that was agreed to and not made, because the process died, is made by a job", async () => {
  const asked = await ask(await atDesk(world, "agt_a3", "admin"), {
    ...toRole("agt_su", "supervisor", "north"),
  });
  const { id } = asked.body.change;
  await world.world.db
    .updateTable("deskChanges")
    .set({ outcome: "approve", decidedBy: "agt_b3", decidedAt: world.now() })
    .where("id", "=", id)
    .execute();
  const job = { ...{ accountId: "house:desk", id: "job_x", kind: "desk-change", attempts: 0 } };
  for (let twice = 0; twice < 2; twice++)
    await finishChange(world.world, { ...job, payload: { id } });
  assert.equal((await person("agt_su"))?.team, "north");
  const types = (await world.events("staff:agt_su")).map(({ type }) => type);
  assert.equal(types.filter((type) => type === "staff.role-changed").length, 1);
});

test("whoever asks, of whatever kind, never decides; and whoever it concerns never agrees", () => {
  const people = ["a", "b", "c"];
  const about = {
    ...{ accountId: "acc", holdId: "h", reason: "suspected-takeover", scope: "everything" },
    ...{ caseId: "case", reference: "R", renewals: 0, drawn: null, barred: ["b"] },
    asked: { team: "east", role: "agent", device: "" },
  };
  const decidedByAgents = ["hold-release", "hold-renewal", "scam-listing"];
  const listing = { indicator: "link", value: "x.example", clusterId: "scl" } as const;
  const all: Facts[] = [
    { kind: "role", staffId: "b", role: "agent", team: "x" },
    { kind: "staff", deed: "passkey", staffId: "b" },
    { kind: "staff", deed: "end", staffId: "b" },
    { kind: "staff", deed: "identity", staffId: "b", issuer: "i", subject: "s" },
    { kind: "brake-release", what: "completions" },
    { kind: "policy", name: "p", version: 2, body: {} },
    { kind: "registry", version: 2, body: {} },
    { kind: "viewing", staffId: "a" },
    { kind: "tie-removal", staffId: "b", accountId: "acc" },
    { kind: "legal-hold-release", accountId: "acc", legalHoldId: "lgh" },
    { kind: "scam-listing", deed: "add", ...listing },
    { ...about, kind: "hold-release", takes: "review", drawn: "c" },
    { ...about, kind: "hold-renewal", takes: "two" },
  ];
  assert.deepEqual([...new Set(all.map(({ kind }) => kind))].sort(), [...kinds].sort());
  for (const facts of all)
    for (const askedBy of people)
      for (const id of people)
        for (const role of ["agent", "supervisor", "analyst", "admin"] as const) {
          const verdict = judgeDecision({ facts, askedBy }, { id, role }, "approve");
          if (id === askedBy) assert.notEqual(verdict, "may");
          if (role === "analyst") assert.equal(verdict, "not-allowed");
          if (role === "agent" && !decidedByAgents.includes(facts.kind))
            assert.equal(verdict, "not-allowed");
        }
  assert.equal(mayAskAbout({ kind: "role", staffId: "a", role: "admin", team: null }, "a"), false);
  const admin = { id: "a", role: "admin", endedAt: null } as const;
  const end: Facts = { kind: "staff", deed: "end", staffId: "a" };
  assert.equal(leavesNoAdmin(end, [admin], []), true);
  assert.equal(leavesNoAdmin(end, [admin, { ...admin, id: "b" }], []), false);
  const other: Facts = { kind: "role", staffId: "b", role: "analyst", team: null };
  assert.equal(leavesNoAdmin(end, [admin, { ...admin, id: "b" }], [other]), true);
});
