import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, claimCase, personOf } from "../../../test/cases.ts";
import { owners } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { tieStaff } from "../staff/index.ts";

const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);

/** Taken and checked by somebody of the east, who says what they say. */
async function firstSays(outcome: "approve" | "refuse", first = desk.tang) {
  const { id, typed, phone, email } = await owner();
  const open = await claimCase(world, typed);
  assert.equal((await first.take(open.caseId)).status, 200);
  await first.tick(open.caseId);
  const said = await first.decide(open.caseId, outcome);
  assert.equal(said.status, 200, JSON.stringify(said.body));
  return { ...open, accountId: id, phone, email, said: said.body.case };
}

const outcomesOf = (accountId: string, caseId: string) =>
  world.world.db
    .selectFrom("caseOutcomes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .execute();

describe("two people", () => {
  test("E24 what the first approves stands at the second check, and nothing has happened to the claim", async () => {
    const open = await firstSays("approve");
    assert.equal(open.said.state, "second-check");
    assert.equal((await open.now()).state, "proving");
    assert.deepEqual((await open.now()).given, []);
    assert.equal((await open.complete("seven quiet paper boats")).body.code, "not-proven");
  });

  test("the drawn second person of another team decides blind, and both together give the proof", async () => {
    const open = await firstSays("approve");
    const second = await desk.drawnFor(open.caseId);
    assert.notEqual(second.team, "east");
    const seen = await second.read(open.caseId);
    assert.equal(seen.verdict, null);
    assert.equal(seen.draw.staffId, second.id);
    assert.ok(!JSON.stringify(seen).includes("agt_tang"), "the first person shows");
    assert.ok(seen.checklist.every(({ answer }: any) => answer === null));
    assert.equal((await second.approve(open.caseId, "approve")).body.code, "checklist-open");
    await second.tick(open.caseId);
    const done = await second.approve(open.caseId, "approve");
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(done.body.case.state, "approved");
    const recovery = await open.now();
    assert.deepEqual([recovery.state, recovery.given], ["waiting", ["agent-review"]]);
    const [outcome] = await outcomesOf(open.accountId, open.caseId);
    assert.deepEqual([outcome?.firstId, outcome?.secondId], ["agt_tang", second.id]);
    const decided = (await open.own()).decision;
    assert.equal(decided.outcome, "approved");
  });

  // Removed once: the comparison with who was drawn in `approve`; the third person approved and this went red.
  test("E25 the first person, a colleague, and somebody of the other team who was not drawn are refused", async () => {
    const open = await firstSays("approve");
    const drawn = await desk.drawnFor(open.caseId);
    const others = desk.all.filter(({ id }) => id !== drawn.id);
    for (const person of others) {
      const body = { outcome: "approve", reason: "identity-proofed", evidenceVersion: 1 };
      const reply = await person.post(`/v1/cases/${open.caseId}/approval`, body);
      assert.equal(reply.status, 403, person.id);
      assert.equal(reply.body.code, person.id === "agt_tang" ? "not-you" : "not-drawn");
    }
    const refused = (await world.events(open.accountId)).filter(
      ({ type }) => type === "case.attempt-refused",
    );
    assert.equal(refused.length, others.length);
    assert.deepEqual(await outcomesOf(open.accountId, open.caseId), []);
  });

  // Removed once: the comparison of hashes in `withEvidence`; a stale verdict was taken and this went red.
  test("E26 something new makes the verdict void: the old version is refused and it begins anew", async () => {
    const { typed, email, id } = await owner();
    const open = await claimCase(world, typed);
    await desk.tang.take(open.caseId);
    await desk.tang.tick(open.caseId);
    await desk.tang.decide(open.caseId, "approve");
    const second = await desk.drawnFor(open.caseId);
    await second.tick(open.caseId);
    await open.prove("email-code", email);
    const old = await second.approve(open.caseId, "approve", { evidenceVersion: 1 });
    assert.deepEqual(
      [old.status, old.body.code, old.body.evidenceVersion],
      [409, "stale-evidence", 2],
    );
    const fresh = await second.approve(open.caseId, "approve");
    assert.equal(fresh.body.code, "not-drawn");
    assert.equal((await second.read(open.caseId)).state, "open");
    assert.deepEqual(await outcomesOf(id, open.caseId), []);
  });

  test("who lets it pass for four hours is drawn no more, as long as there is somebody else", async () => {
    const open = await firstSays("approve");
    const first = await desk.drawnFor(open.caseId);
    await first.tick(open.caseId);
    world.skip(4 * 3600 + 1);
    const late = await first.approve(open.caseId, "approve");
    assert.equal(late.body.code, "not-drawn");
    await world.settle();
    const next = await desk.drawnFor(open.caseId);
    assert.notEqual(next.id, first.id);
    assert.equal(next.team, "west");
  });

  test("two who disagree decide nothing, and neither decides on it again", async () => {
    const open = await firstSays("approve");
    const second = await desk.drawnFor(open.caseId);
    await second.tick(open.caseId);
    const said = await second.approve(open.caseId, "refuse");
    assert.equal(said.body.case.state, "open");
    assert.equal((await open.now()).state, "proving");
    for (const person of [desk.tang, second])
      assert.equal((await person.take(open.caseId)).body.code, "not-you");
    assert.equal((await desk.luo.take(open.caseId)).status, 200);
  });

  test("a question sends it back to the first, who answers it and is not barred", async () => {
    const open = await firstSays("approve");
    const second = await desk.drawnFor(open.caseId);
    assert.equal((await second.approve(open.caseId, "return")).body.case.state, "open");
    assert.equal((await desk.tang.take(open.caseId)).status, 200);
  });

  test("both who refuse end the claim, which is told in words and can be appealed", async () => {
    const open = await firstSays("refuse");
    const second = await desk.drawnFor(open.caseId);
    await second.tick(open.caseId);
    assert.equal((await second.approve(open.caseId, "refuse")).body.case.state, "refused");
    assert.equal((await open.now()).state, "denied");
    const own = await open.own();
    assert.equal(own.decision.outcome, "refused");
    assert.match(own.decision.reason.text.en, /does not show/);
    assert.equal(own.appeal.possible, true);
    await world.settle();
    assert.ok(world.sent.some(({ to, text }) => to === open.phone && /turned it down/.test(text)));
  });
});

describe("T30 two people who are one", () => {
  test("nobody decides on a case that they opened, not even when the claimant takes it up", async () => {
    const { typed } = await owner();
    const made = await desk.tang.post("/v1/cases", {
      ...{ identifier: typed, situation: "lost-phone", locale: "zh", story: "Called in." },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const caseId = made.body.case.id;
    const early = await desk.luo.take(caseId);
    assert.equal(early.status, 200);
    await desk.luo.tick(caseId);
    assert.equal((await desk.luo.decide(caseId, "approve")).body.code, "no-claimant");
    const open = await claimCase(world, typed);
    assert.equal(open.caseId, caseId);
    await desk.luo.delete(`/v1/cases/${caseId}/lease`);
    assert.equal((await desk.tang.take(caseId)).body.code, "not-you");
  });

  test("nobody sees or decides on a case of their own account, and is never drawn for it", async () => {
    const { id, typed } = await owner();
    await tieStaff(world.world, { kind: "system", id: "test" }, "agt_ye", id);
    const open = await claimCase(world, typed);
    assert.equal((await desk.ye.get(`/v1/cases/${open.caseId}`)).body.code, "not-you");
    assert.equal((await desk.ye.take(open.caseId)).body.code, "not-you");
    for (let round = 0; round < 6; round++) {
      await desk.tang.take(open.caseId);
      await desk.tang.tick(open.caseId);
      await desk.tang.decide(open.caseId, "approve");
      assert.equal((await desk.drawnFor(open.caseId)).id, "agt_pan");
      await desk.pan.approve(open.caseId, "return");
    }
  });

  // Removed once: the look at the browser in `barring`; the claimant took his own case and this went red.
  test("the claimant's own browser is no desk, and a second account in the first's browser is one person", async () => {
    const { typed } = await owner();
    const open = await claimCase(world, typed, {}, { rightful_device: "a-browser" });
    const thief = personOf(world, "agt_thief", "agent", "east", "a-browser");
    assert.equal((await thief.take(open.caseId)).body.code, "not-you");

    const one = personOf(world, "agt_one", "agent", "east", "one-browser");
    const other = await owner();
    const second = await claimCase(world, other.typed);
    await one.take(second.caseId);
    await one.tick(second.caseId);
    await one.decide(second.caseId, "approve");
    const drawn = await desk.drawnFor(second.caseId);
    const asDrawn = personOf(world, drawn.id, "agent", drawn.team, "one-browser");
    await asDrawn.tick(second.caseId);
    assert.equal((await asDrawn.approve(second.caseId, "approve")).body.code, "not-you");
  });

  test("a wallet's key, an owner and a claimant have no say at the desk", async () => {
    const open = await firstSays("approve");
    const body = { outcome: "approve", reason: "identity-proofed", evidenceVersion: 1 };
    for (const path of ["decision", "approval", "lease"])
      for (const bearer of [world.serviceKey, open.token])
        assert.equal(
          (
            await world
              .as(bearer)
              .post(`/v1/cases/${open.caseId}/${path}`, path === "lease" ? {} : body)
          ).status,
          401,
        );
    const analyst = personOf(world, "agt_du", "analyst", null);
    assert.equal((await analyst.take(open.caseId)).status, 403);
  });

  // Removed once: the account's lock, in `lockCase` and `lockRecovery`; several passed the rules at once, only the
  // unique index stopped them, as faults of ours, and this went red.
  test("T30 of two hundred second verdicts at once exactly one is written, and one decision", async () => {
    const open = await firstSays("approve");
    const second = await desk.drawnFor(open.caseId);
    await second.tick(open.caseId);
    const { evidenceVersion } = await second.read(open.caseId);
    await Promise.all(desk.all.map((person) => person.get("/v1/desk/me")));
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, n) => {
        const outcome = n % 2 ? "approve" : "refuse";
        const reason = n % 2 ? "identity-proofed" : "not-shown";
        const person = n % 4 < 2 ? second : (desk.all[n % 5] as typeof second);
        const body = { evidenceVersion, outcome, reason };
        return person.post(`/v1/cases/${open.caseId}/approval`, body);
      }),
    );
    assert.equal(replies.filter(({ status }) => status === 200).length, 1);
    assert.ok(replies.every(({ status }) => status < 500));
    assert.ok((await outcomesOf(open.accountId, open.caseId)).length <= 1);
    const written = await world.world.db
      .selectFrom("caseVerdicts")
      .selectAll()
      .where("accountId", "=", open.accountId)
      .where("caseId", "=", open.caseId)
      .execute();
    assert.equal(written.length, 2);
  });

  test("the database itself refuses one person as two, and two of one team", async () => {
    const row = {
      ...{ accountId: "acc_x", caseId: "case_x", outcome: "approve", reason: "x" },
      ...{ firstId: "a", firstTeam: "east", secondId: "b", secondTeam: "west" },
      ...{ evidenceVersion: 1, at: world.now() },
    };
    const write = (more: object) =>
      world.world.db
        .insertInto("caseOutcomes")
        .values({ ...row, ...more })
        .execute();
    await assert.rejects(write({ secondId: "a" }), /check/);
    await assert.rejects(write({ secondTeam: "east" }), /check/);
    await write({});
    await assert.rejects(write({ outcome: "refuse", firstId: "c" }), /duplicate/);
  });
});
