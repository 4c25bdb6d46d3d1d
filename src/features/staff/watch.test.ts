import assert from "node:assert/strict";
import { test } from "node:test";
import { as, atDesk, type Person } from "../../../test/desk.ts";
import { testWorld } from "../../../test/world.ts";
import { features } from "../../app.ts";
import { openAlarms } from "../../core/alarms.ts";
import { newTotpSecret } from "../proofs/index.ts";
import type { Agent } from "./changes.ts";
import { openFile, reveal } from "./index.ts";

const world = testWorld();
const agentOf = (id: string): Agent => ({
  ...{ kind: "agent", id, role: "agent", team: "east", sessionId: "ses_x" },
});
const typesOf = async (id: string) => (await world.events(id)).map(({ type }) => type);
const tried = (look: Promise<unknown>) =>
  look.then(
    () => "seen",
    (error) => String(error.code),
  );
const file = (n: number) => ({ accountId: "u-1", subject: `cas_${n}` });
const look = (who: string, n: number) => tried(openFile(world.world, agentOf(who), file(n)));

// Removed once: the emit before the value is read; this went red.
test("a field that is uncovered stands in the agent's chain and the account's, with the reason, for a minute", async () => {
  await atDesk(world, "agt_tang", "agent", "east");
  await world.account("u-1", { phone: "+8613800000001", birthday: "1990-02-03" });
  const asked = { ...file(1), field: "phone", reason: "calls back" } as const;
  const { value, until } = await reveal(world.world, agentOf("agt_tang"), asked);
  assert.equal(value, "+8613800000001");
  assert.equal(until.getTime() - world.now().getTime(), 60_000);
  for (const [id, type] of [
    ["staff:agt_tang", "staff.revealed"],
    ["u-1", "file.revealed"],
  ] as const) {
    const last = (await world.events(id)).at(-1);
    assert.deepEqual(
      [last?.type, last?.actor, last?.payload],
      [type, "agent:agt_tang", { subject: "cas_1", field: "phone", reason: "calls back" }],
    );
  }
  const none = await reveal(world.world, agentOf("agt_tang"), { ...asked, field: "email" });
  assert.equal(none.value, null);
});

test("uncovering a field opens its file: nobody gets round the count of files", async () => {
  await atDesk(world, "agt_round", "agent", "east");
  const asked = { field: "name", reason: "asks" } as const;
  const all = [];
  for (let n = 0; n < 31; n++)
    all.push(await tried(reveal(world.world, agentOf("agt_round"), { ...file(n), ...asked })));
  assert.deepEqual(all.slice(28), ["seen", "seen", "second-person"]);
  assert.ok((await openAlarms(world.world)).some(({ partition }) => partition === "agt_round"));
});

// Removed once each: the count, the look at what was cleared, the alarm; each time this went red.
test("T31 the 31st file in an hour needs a second person and raises an alarm at once", async () => {
  for (let n = 1; n <= 30; n++) assert.equal(await look("agt_tang", n), "seen");
  assert.equal(await look("agt_tang", 7), "seen", "one that is open already is no further one");
  const mine = async () =>
    (await openAlarms(world.world)).filter(({ partition }) => partition === "agt_tang");
  assert.deepEqual(await mine(), []);
  assert.equal(await look("agt_tang", 31), "second-person");
  assert.deepEqual(
    (await mine()).map(({ name, raisedAt }) => [name, raisedAt]),
    [["bulk-viewing", world.now()]],
  );
  assert.equal((await typesOf("staff:agt_tang")).at(-1), "staff.viewing-refused");
  const seen = (await typesOf("u-1")).filter((type) => type === "file.viewed");
  assert.equal(
    seen.length,
    31 + 1 + 30,
    "by this agent now and before, and by the one before; what was refused was not seen",
  );
});

test("T31 a second person agrees to 30 more, and the agent's own yes is none", async () => {
  const [tang, luo, su] = [
    await atDesk(world, "agt_tang", "agent", "east"),
    await atDesk(world, "agt_luo", "agent", "east"),
    await atDesk(world, "agt_su", "supervisor", "west"),
  ] as [Person, Person, Person];
  const asked = await as(world, tang).post("/v1/desk/changes", {
    ...{ kind: "viewing", reason: "the storm of this morning" },
  });
  const path = `/v1/desk/changes/${asked.body.change.id}/approval`;
  const codes = [];
  for (const who of [tang, luo])
    codes.push((await as(world, who).post(path, { outcome: "approve" })).body.code);
  assert.deepEqual(codes, ["not-allowed", "not-allowed"]);
  assert.equal(await look("agt_tang", 31), "second-person");
  world.skip(1);
  assert.equal((await as(world, su).post(path, { outcome: "approve" })).status, 200);
  world.skip(1);
  for (let n = 31; n <= 60; n++) assert.equal(await look("agt_tang", n), "seen");
  assert.equal(await look("agt_tang", 61), "second-person");
  world.skip(3601);
  assert.equal(await look("agt_tang", 61), "seen");
});

test("T31 of 60 files opened at once 30 are seen", async () => {
  await atDesk(world, "agt_fast", "agent", "east");
  const all = await Promise.all(Array.from({ length: 60 }, (_, n) => look("agt_fast", n)));
  assert.equal(all.filter((one) => one === "seen").length, 30);
  assert.equal(all.filter((one) => one === "second-person").length, 30);
});

test("after 40 fields in a day no further one is uncovered, and somebody hears of it", async () => {
  await atDesk(world, "agt_curious", "agent", "east");
  const asked = { ...file(1), field: "name", reason: "asks" } as const;
  const all = [];
  for (let n = 0; n < 42; n++)
    all.push(await tried(reveal(world.world, agentOf("agt_curious"), asked)));
  assert.deepEqual(all.slice(39), ["seen", "second-person", "second-person"]);
  const alarms = (await openAlarms(world.world)).map(({ name }) => name);
  assert.ok(alarms.includes("bulk-revealing"));
  const [curious, su] = [
    await atDesk(world, "agt_curious", "agent", "east"),
    await atDesk(world, "agt_su", "supervisor", "west"),
  ];
  const body = { kind: "viewing", reason: "many calls today" };
  const { change } = (await as(world, curious).post("/v1/desk/changes", body)).body;
  await as(world, su).post(`/v1/desk/changes/${change.id}/approval`, { outcome: "approve" });
  assert.equal(await tried(reveal(world.world, agentOf("agt_curious"), asked)), "seen");
});

test("T31 no answer of the desk holds a secret, and no route hands out everything", async () => {
  const authenticator = newTotpSecret(world.world.bytes);
  const recoveryCodes = ["2222-3333-4444-5555", "6666-7777-8888-9999"];
  const secrets = { phone: "+8613800000077", email: "secret-owner@example.com", authenticator };
  await world.account("u-77", { ...secrets, recoveryCodes });
  const people = {
    admin: await atDesk(world, "agt_ad", "admin"),
    supervisor: await atDesk(world, "agt_su", "supervisor", "west"),
    analyst: await atDesk(world, "agt_du", "analyst"),
    agent: await atDesk(world, "agt_luo", "agent", "east"),
  };
  const asked = await as(world, people.admin).post("/v1/desk/changes", {
    ...{ kind: "staff", deed: "add", name: "New", role: "analyst", reason: "grows" },
  });
  const hidden = [...Object.values(secrets), ...recoveryCodes, asked.body.code];
  const hashes = await world.world.db
    .selectFrom("accounts")
    .select("passwordHash")
    .where("accountId", "=", "u-77")
    .execute();
  hidden.push(...hashes.map(({ passwordHash }) => passwordHash ?? ""));
  const routes = features
    .flatMap((feature) => feature.routes)
    .filter(({ who, method }) => who.includes("agent") && method === "GET");
  assert.ok(routes.length >= 4);
  for (const person of Object.values(people))
    for (const { path, streams } of routes) {
      // The one exception hands out what colleagues did, ten thousand lines at most, signed and written down;
      // like the others it is held against the secrets below.
      if (path !== "/v1/audit/export") assert.doesNotMatch(path, /export|download|csv|dump/);
      if (streams) continue;
      const at = path.replace(/:\w+/g, "u-77");
      for (const query of ["", "?subject=u-77", "?view=all"]) {
        const { body } = await as(world, person).get(`${at}${query}`);
        const said = JSON.stringify(body);
        for (const secret of hidden) assert.ok(!said.includes(secret), `${at}${query}`);
      }
    }
});
