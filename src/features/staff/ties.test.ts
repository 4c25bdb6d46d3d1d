import assert from "node:assert/strict";
import { test } from "node:test";
import { aDesk, claimCase, type Person, personOf } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);
const an = personOf(world, "agt_an", "admin", null);
const bo = personOf(world, "agt_bo", "admin", null);
const cui = personOf(world, "agt_cui", "admin", null);

const tiesOf = async (who: Person) => (await who.get("/v1/desk/ties")).body.ties;
const add = (who: Person, body: object) => who.post("/v1/desk/ties", body);
const remove = (who: Person, staffId: string, accountId: string) =>
  who.post("/v1/desk/changes", {
    ...{ kind: "tie-removal", staffId, accountId, reason: "It is not theirs any more." },
  });
const agree = (who: Person, id: string) =>
  who.post(`/v1/desk/changes/${id}/approval`, { outcome: "approve" });
const types = async (id: string) => (await world.events(`staff:${id}`)).map(({ type }) => type);

// Removed once each, and red: the role in `addTie`; "staffId" of a tie in `concerned`.
test("an agent says alone that an account is theirs, and never sees its cases again", async () => {
  const { id, typed } = await owner();
  assert.equal((await add(desk.ye, { identifier: typed })).status, 201);
  assert.equal((await add(desk.ye, { identifier: typed })).body.ties.length, 1, "once");
  assert.deepEqual(
    (await tiesOf(desk.ye)).map(({ staffId, accountId }: any) => [staffId, accountId]),
    [["agt_ye", id]],
  );
  assert.deepEqual(await tiesOf(desk.tang), [], "another's are not shown to colleagues");
  assert.equal((await types("agt_ye")).filter((type) => type === "staff.tied").length, 1);
  const open = await claimCase(world, typed);
  assert.equal((await desk.ye.get(`/v1/cases/${open.caseId}`)).body.code, "not-you");
});

test("nobody but an admin speaks for somebody else, and who has an account is nothing to be tried out", async () => {
  const { typed } = await owner();
  const other = { identifier: typed, staffId: "agt_luo" };
  assert.equal((await add(desk.tang, other)).body.code, "not-allowed");
  assert.equal((await add(an, other)).status, 201);
  assert.equal((await add(an, { identifier: typed, staffId: "agt_none" })).body.code, "no-staff");
  const codes = [];
  for (let n = 0; n < 22; n++)
    codes.push((await add(desk.tang, { identifier: `nobody${n}@mail.example` })).body.code);
  assert.deepEqual([codes[0], codes[19], codes[20]], ["no-account", "no-account", "too-many"]);
});

test("a tie is taken back by two others: not by whom it concerns, not by one admin alone", async () => {
  const { id, typed } = await owner();
  await add(desk.ye, { identifier: typed });
  assert.equal((await remove(desk.ye, "agt_ye", id)).body.code, "not-allowed");
  const asked = await remove(an, "agt_ye", id);
  assert.equal((await agree(an, asked.body.change.id)).body.code, "own-change");
  assert.equal((await agree(desk.shen, asked.body.change.id)).body.code, "not-allowed");
  assert.equal((await agree(bo, asked.body.change.id)).status, 200);
  assert.ok((await tiesOf(desk.ye)).every(({ accountId }: any) => accountId !== id));
  assert.equal((await types("agt_ye")).at(-1), "staff.untied");
  // An admin's own tie: they neither ask nor agree.
  await add(bo, { identifier: typed });
  assert.equal((await remove(bo, "agt_bo", id)).body.code, "own-change");
  const about = await remove(an, "agt_bo", id);
  assert.equal((await agree(bo, about.body.change.id)).body.code, "own-change");
  assert.equal((await agree(cui, about.body.change.id)).status, 200);
});

test("agents see the changes that concern them; the others see all, and why they cannot agree", async () => {
  const changes = async (who: Person) => (await who.get("/v1/desk/changes")).body;
  const asked = await an.post("/v1/desk/changes", {
    ...{ kind: "role", staffId: "agt_tang", role: "supervisor", team: "east", reason: "Promoted." },
  });
  const { id } = asked.body.change;
  const seen = async (who: Person) =>
    (await changes(who)).changes.find((change: any) => change.id === id);
  assert.equal((await seen(desk.tang)).bar, "not-allowed");
  assert.equal(await seen(desk.luo), undefined);
  assert.equal((await seen(an)).bar, "own-change");
  const other = await seen(bo);
  assert.deepEqual([other.bar, other.reason], [null, "Promoted."]);
  assert.equal((await changes(bo)).people.agt_an, "Name of agt_an");
});
