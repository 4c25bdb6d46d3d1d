/** E15: a stranger starts on an account; its owner says “this wasn't me” from the message about it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aDesk, claimCase } from "../../../test/cases.ts";
import { owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);

const casesOf = (accountId: string) =>
  world.world.db.selectFrom("cases").selectAll().where("accountId", "=", accountId).execute();
const say = (token: string) => world.call("POST", "/v1/not-me", { token });

/** A stranger who proved one channel, and the message that its owner got about it. */
async function attacked() {
  const { id, phone, email, typed } = await owner();
  const claim = await startClaim(world, typed);
  await claim.prove("sms-code", phone);
  await world.settle();
  return { id, phone, email, typed, claim, token: world.linkTo(email) };
}

/** The case that the owner's answer opened. */
async function alarmed() {
  const all = await attacked();
  assert.equal((await say(all.token)).body.done, "stopped");
  await world.settle();
  const [row] = await casesOf(all.id);
  assert.ok(row);
  return { ...all, caseId: row.id };
}

describe("E15 “this wasn't me”", () => {
  // Broken once: the reaction taken out of the door; no case was there.
  test("by GET changes nothing; by POST it stops the claim, freezes what leaves, and opens a case", async () => {
    const { id, claim, token } = await attacked();
    for (const path of ["/not-me", `/not-me?token=${token}`, "/v1/not-me"])
      await world.call("GET", path);
    await world.settle();
    assert.equal((await claim.now()).state, "proving");
    assert.deepEqual(await casesOf(id), []);

    const { status, body } = await say(token);
    assert.deepEqual([status, body.done, body.isReviewed], [200, "stopped", true]);
    assert.ok(Date.parse(body.frozenUntil) > world.now().getTime());
    await world.settle();
    assert.equal((await claim.now()).state, "cancelled");
    const [opened, ...more] = await casesOf(id);
    assert.deepEqual(more, []);
    assert.ok(opened?.isTheft && opened.recoveryId === null && opened.state === "open");
    const seen = await desk.tang.read(opened.id);
    assert.equal(seen.openedBy, "owner");
    assert.match(seen.story, /this wasn't me[\s\S]*不是本人/);
    assert.ok(seen.timeline.some(({ type }: { type: string }) => type === "owner.not-me"));
  });

  test("said twice, or about each of many claims, it is one case a day", async () => {
    const { id, phone, email, typed, token } = await alarmed();
    assert.equal((await say(token)).body.done, "already");
    const again = await startClaim(world, typed);
    await again.prove("sms-code", phone);
    await world.settle();
    await say(world.linkTo(email));
    await world.settle();
    assert.equal((await casesOf(id)).length, 1);
  });

  test("about a claim that was completed, the desk reads that somebody else may be in", async () => {
    const { id, email, claim } = await attacked();
    await world.world.db
      .updateTable("recoveries")
      .set({ state: "completed", endedAt: world.now() })
      .where("id", "=", claim.recovery.id)
      .execute();
    assert.equal((await say(world.linkTo(email))).body.isReviewed, true);
    await world.settle();
    const [row] = await casesOf(id);
    assert.match((await desk.tang.read(row?.id ?? "")).story, /somebody else may hold the account/);
  });

  test("a thief's young number opens none: it pauses once, and that is all", async () => {
    const { id, phone, typed } = await owner({ methodDays: 3 });
    const claim = await startClaim(world, typed);
    await claim.prove("sms-code", phone);
    await world.settle();
    const { body } = await say(world.linkTo(phone));
    assert.equal(body.isReviewed, undefined);
    await world.settle();
    assert.deepEqual(await casesOf(id), []);
  });
});

describe("the case of it", () => {
  test("goes before the others, and whoever holds it closes it alone: nothing is given by that", async () => {
    const { caseId } = await alarmed();
    const { body: queue } = await desk.tang.get("/v1/cases?view=theft");
    assert.ok(queue.cases.some(({ id }: { id: string }) => id === caseId));
    const closing = () => desk.tang.post(`/v1/cases/${caseId}/closing`);
    assert.equal((await closing()).body.code, "lease-lost");
    const taken = await desk.tang.take(caseId);
    assert.ok(taken.body.case.allowed.includes("close"));
    assert.ok(!taken.body.case.allowed.includes("decision"));
    const { status, body } = await closing();
    assert.deepEqual([status, body.case.state], [200, "closed"]);
    assert.equal((await closing()).body.code, "case-ended");
  });

  test("approves nothing, also by two people", async () => {
    const { caseId } = await alarmed();
    await desk.tang.take(caseId);
    await desk.tang.tick(caseId);
    const reply = await desk.tang.decide(caseId, "approve");
    assert.deepEqual([reply.status, reply.body.code], [409, "no-claimant"]);
  });

  test("is not taken up by whoever claims the account as stolen", async () => {
    const { id, caseId, typed } = await alarmed();
    const thief = await claimCase(world, typed, { situation: "account-stolen" });
    assert.notEqual(thief.caseId, caseId);
    assert.equal((await casesOf(id)).length, 2);
  });

  // Broken once: `isNotMe` taken out of `close`; one agent ended a claim alone.
  test("is the only kind that one person closes", async () => {
    const { typed } = await owner();
    const { caseId } = await claimCase(world, typed);
    await desk.tang.take(caseId);
    const reply = await desk.tang.post(`/v1/cases/${caseId}/closing`);
    assert.deepEqual([reply.status, reply.body.code], [409, "cannot-now"]);
    assert.equal((await desk.tang.read(caseId)).state, "taken");
  });
});
