import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, agreeToMore, claimCase, type Person, personOf } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { openAlarms } from "../../core/alarms.ts";
import { tieStaff } from "../staff/index.ts";

const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);
const files: { caseId: string; accountId: string }[] = [];

async function aCase() {
  const { id, typed } = await owner();
  const { caseId } = await claimCase(world, typed);
  return { caseId, accountId: id };
}
const look = async (who: Person, n: number) => {
  files[n] ??= await aCase();
  const { status, body } = await who.get(`/v1/cases/${files[n]?.caseId}`);
  return status === 200 ? "shown" : body.code;
};
const seen = async (n: number, type = "file.viewed") =>
  (await world.events(files[n]?.accountId ?? "")).filter((event) => event.type === type).length;
const bulk = async (who: string) =>
  (await openAlarms(world.world)).filter(
    ({ name, partition }) => name === "bulk-viewing" && partition === who,
  ).length;

describe("T31 an agent who opens one case after the other", () => {
  // Removed once each: `openFile` in `look`, `demandOpen` before a deed, the giving back in `takeAndLook`, the
  // key that belongs to the deed; each time one of these went red.
  test("T31 the 31st case in an hour is refused, with an alarm, until a supervisor agrees", async () => {
    for (let n = 0; n < 30; n++) assert.equal(await look(desk.tang, n), "shown");
    assert.equal(await look(desk.tang, 4), "shown", "one that is open already is no further one");
    assert.equal(await bulk("agt_tang"), 0);
    assert.equal(await look(desk.tang, 30), "second-person");
    assert.equal(await bulk("agt_tang"), 1);
    assert.equal(await seen(30), 0, "what was refused was not seen");
    assert.equal(await look(desk.luo, 30), "shown", "a colleague's hour is another");

    const asked = await desk.tang.post("/v1/desk/changes", { kind: "viewing", reason: "a storm" });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    const path = `/v1/desk/changes/${asked.body.change.id}/approval`;
    for (const who of [desk.tang, desk.luo])
      assert.ok((await who.post(path, { outcome: "approve" })).status >= 400, who.id);
    assert.equal(await look(desk.tang, 30), "second-person");
    world.skip(1);
    assert.equal((await desk.pan.post(path, { outcome: "approve" })).status, 200);
    world.skip(1);
    for (let n = 30; n < 60; n++) assert.equal(await look(desk.tang, n), "shown");
    assert.equal(await look(desk.tang, 60), "second-person");
  });

  test("T31 no other deed shows one more: nothing is held, asked, written or uncovered by it", async () => {
    const { caseId, accountId } = files[60] as (typeof files)[number];
    const at = `/v1/cases/${caseId}`;
    const before = (await world.events(accountId)).length;
    const tries = [
      desk.tang.take(caseId),
      desk.tang.post(`${at}/notes`, { text: "x" }),
      desk.tang.put(`${at}/checklist/document`, { answer: "yes" }),
      desk.tang.post(`${at}/questions`),
      desk.tang.get(`${at}/questions`),
    ];
    for (const reply of await Promise.all(tries))
      assert.deepEqual([reply.status, reply.body.code], [403, "second-person"]);
    assert.equal((await world.events(accountId)).length, before);
    // Opened for a caller it shows nothing of the account.
    const { typed } = await owner();
    const made = await desk.tang.post("/v1/cases", {
      ...{ identifier: typed, situation: "lost-phone", locale: "en", story: "Called in." },
    });
    assert.deepEqual(Object.keys(made.body.case).sort(), ["dueAt", "id", "reference"]);
    // To protect an account is nobody's look at it.
    const held = await desk.tang.post(`${at}/holds`, { reason: "suspected-takeover", note: "x" });
    assert.equal(held.status, 201);
  });

  test("T31 the next case is not held by who may not see it", async () => {
    const { status, body } = await desk.tang.post("/v1/cases/next");
    assert.deepEqual([status, body.code], [403, "second-person"]);
    const { cases } = (await desk.tang.get("/v1/cases?view=mine")).body;
    assert.deepEqual(cases, []);
  });

  test("T31 a key that was refused is done once somebody has agreed", async () => {
    const { caseId } = files[60] as (typeof files)[number];
    const more = { key: "the-same-key" };
    const take = () => desk.tang.post(`/v1/cases/${caseId}/lease`, {}, more);
    assert.equal((await take()).body.code, "second-person");
    world.skip(1);
    await agreeToMore(desk.tang, desk.pan);
    world.skip(1);
    const taken = await take();
    assert.equal(taken.body.case?.takenBy?.id, "agt_tang", JSON.stringify(taken.body));
  });

  test("T31 of 40 cases opened at the same moment 30 are shown", async () => {
    const fast = personOf(world, "agt_fast");
    await fast.token();
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => look(fast, n)));
    assert.equal(all.filter((one) => one === "shown").length, 30);
    assert.equal(all.filter((one) => one === "second-person").length, 10);
  });
});

// Removed once each: the judging of who is concerned, of who was drawn; each time red.
describe("who may see", () => {
  test("whoever is concerned by a case is refused before anything is shown, and it stands in both chains", async () => {
    const { caseId, accountId } = await aCase();
    await tieStaff(world.world, { kind: "system", id: "test" }, "agt_ye", accountId);
    for (const path of ["", "/questions"])
      assert.equal((await desk.ye.get(`/v1/cases/${caseId}${path}`)).body.code, "not-you");
    assert.equal((await desk.ye.take(caseId)).body.code, "not-you");
    const facts = { part: "look", code: "not-you" };
    for (const [id, type, subject] of [
      [accountId, "case.attempt-refused", { caseId }],
      ["staff:agt_ye", "staff.attempt-refused", { subject: caseId }],
    ] as const) {
      const refused = (await world.events(id)).filter((event) => event.type === type);
      assert.equal(refused.length, 3);
      assert.partialDeepStrictEqual(refused[0]?.payload, { ...facts, ...subject });
    }
    const types = (await world.events(accountId)).map(({ type }) => type);
    assert.ok(!types.includes("file.viewed"));
  });

  test("a field is uncovered by who holds the case or was drawn for it, and by nobody else", async () => {
    const { caseId, accountId } = await aCase();
    const ask = (who: Person) =>
      who.post(`/v1/cases/${caseId}/reveal`, { field: "phone", reason: "compare" });
    assert.equal((await ask(desk.luo)).body.code, "lease-lost");
    const [last] = (await world.events(accountId)).slice(-1);
    assert.partialDeepStrictEqual(last?.payload, { part: "reveal", code: "lease-lost" });
    await desk.luo.take(caseId);
    assert.equal((await ask(desk.luo)).status, 200);
    assert.equal((await ask(desk.shen)).body.code, "lease-lost");
    await desk.luo.tick(caseId);
    await desk.luo.decide(caseId, "approve");
    const second = await desk.drawnFor(caseId);
    for (const who of desk.all)
      assert.equal((await ask(who)).body.code, who === second ? undefined : "not-drawn", who.id);
    await second.tick(caseId);
    await second.approve(caseId, "approve");
    assert.equal((await ask(second)).body.code, "case-ended");
    const shown = (await world.events(accountId)).filter(({ type }) => type === "file.revealed");
    assert.deepEqual(
      shown.map(({ actor }) => actor),
      ["agent:agt_luo", `agent:${second.id}`],
    );
  });
});
