/** People at the desk, from both sides: an owner without a number, a thief, and a thief's friend at work. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openAlarms } from "../../src/core/alarms.ts";
import { aDesk, claimCase, type Person } from "../cases.ts";
import { owners, signIn, startClaim } from "../claimant.ts";
import { testWorld } from "../world.ts";

const world = testWorld();
const owner = owners(world);
const desk = aDesk(world);
const NEW = "seven quiet paper boats";
const HOUR = 3_600_000;
let numbers = 7000;

const told = (to: string, words: RegExp) =>
  world.sent.filter((message) => message.to === to && words.test(message.text)).length;

/** Both people look, tick and say the same. */
async function bothSay(caseId: string, outcome: "approve" | "refuse", first = desk.tang) {
  assert.equal((await first.take(caseId)).status, 200);
  await first.tick(caseId);
  const said = await first.decide(caseId, outcome);
  assert.equal(said.status, 200, JSON.stringify(said.body));
  const second = await desk.drawnFor(caseId);
  await second.tick(caseId);
  const done = await second.approve(caseId, outcome);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  return { first, second };
}

/** The claimant proves the number that they have now. */
async function provePhone(claim: { recovery: any; token: string }) {
  const phone = `+8613800${numbers++}00`.padEnd(14, "0").slice(0, 14);
  const path = `/v1/recoveries/${claim.recovery.id}/phone`;
  const asked = await world.as(claim.token).post(path, { phone });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  await world.settle();
  const code = world.codeTo(phone);
  const given = await world.as(claim.token).post(path, { phone, code });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  return phone;
}

describe("an owner whose number is dead", () => {
  test("gets back within the promise, with the new number, and the old one is told and trusted no more", async () => {
    const { id, phone: old, typed, email } = await owner();
    const began = world.now().getTime();
    const claim = await claimCase(world, typed);
    const fresh = await provePhone(claim);
    await world.settle();
    assert.equal(told(old, /asks our staff to review/), 1);
    assert.equal(told(email, /asks our staff to review/), 1);
    await world.pass(3);
    await bothSay(claim.caseId, "approve");
    const decided = await claim.own();
    assert.equal(decided.decision.outcome, "approved");
    assert.ok(world.now().getTime() - began < 24 * HOUR, "within the promise");
    const waiting = await claim.now();
    assert.equal(waiting.state, "waiting");
    await world.settle();
    assert.equal(told(old, /can be set from/), 1, "the old number can stop it");
    assert.equal((await claim.complete(NEW)).body.code, "waiting");
    await world.pass(24);
    const done = await claim.complete(NEW);
    assert.equal(done.status, 200, JSON.stringify(done.body));
    await world.settle();
    for (const to of [old, email, fresh]) assert.ok(told(to, /password .* was changed/) >= 1, to);
    assert.equal((await signIn(world, fresh, NEW)).status, 201);
    assert.notEqual((await signIn(world, typed, NEW)).status, 201);
    // Whoever holds the old number gets no code, and cannot stop the owner: it pauses, and people decide.
    const again = await startClaim(world, fresh, { situation: "forgot-password" });
    const before = world.sent.length;
    await again.ask("sms-code");
    await world.settle();
    assert.deepEqual(
      world.sent.slice(before).map(({ to }) => to),
      [fresh],
    );
    assert.equal((await again.give("sms-code", world.codeTo(fresh))).status, 200);
    await world.settle();
    const token = world.linkTo(old);
    assert.equal((await world.call("POST", "/v1/not-me", { token })).body.done, "paused");
    assert.equal((await again.now()).state, "proving");
    const types = (await world.events(id)).map(({ type }) => type);
    assert.ok(types.includes("change.done") && types.includes("recovery.completed"));
  });

  test("a code that proves a new number proves nothing else, and another number's code not this one", async () => {
    const { typed } = await owner();
    const claim = await claimCase(world, typed);
    const path = `/v1/recoveries/${claim.recovery.id}/phone`;
    const [one, other] = ["+8613700001111", "+8613700002222"];
    await world.as(claim.token).post(path, { phone: one });
    await world.settle();
    const code = world.codeTo(one);
    assert.equal((await claim.give("sms-code", code)).body.code, "wrong-code");
    const wrong = await world.as(claim.token).post(path, { phone: other, code });
    assert.equal(wrong.body.code, "wrong-code");
    assert.equal((await claim.now()).newPhone, undefined);
    const mail = await world.as(claim.token).post(path, { phone: "me@example.com" });
    assert.equal(mail.body.code, "not-a-phone");
  });

  test("late, the desk says so with a new time, and somebody is alarmed", async () => {
    const { typed } = await owner();
    const claim = await claimCase(world, typed);
    await world.pass(25);
    const late = await claim.own();
    assert.ok(late.lateBy >= HOUR);
    assert.ok(Date.parse(late.dueAt) > world.now().getTime());
    assert.ok((await openAlarms(world.world)).some(({ name }) => name === "case-late"));
  });

  test("E36 a refusal can be appealed once, to others; they may see it otherwise", async () => {
    const { typed, email } = await owner();
    const claim = await claimCase(world, typed);
    await claim.prove("email-code", email);
    const { first, second } = await bothSay(claim.caseId, "refuse");
    assert.equal((await claim.now()).state, "denied");
    const asked = await world.as(claim.token).post(`${claim.caseAt}/appeal`, { why: "I am me." });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    const twice = await world.as(claim.token).post(`${claim.caseAt}/appeal`, { why: "Again." });
    assert.equal(twice.body.code, "appeal-used");
    const again = {
      id: asked.body.recovery.id as string,
      caseId: asked.body.case.id as string,
      token: asked.body.token as string,
    };
    assert.deepEqual(asked.body.recovery.given, ["email-code"], "what was proven stays proven");
    for (const person of [first, second])
      assert.equal((await person.take(again.caseId)).body.code, "not-you");
    const others = desk.all.filter(({ id }) => id !== first.id && id !== second.id);
    const east = others.find(({ team }) => team === "east") as Person;
    assert.equal((await east.read(again.caseId)).isAppeal, true);
    const decided = await bothSay(again.caseId, "refuse", east);
    assert.ok(others.some(({ id }) => id === decided.second.id));
    const at = `/v1/recoveries/${again.id}/case`;
    const end = (await world.as(again.token).get(at)).body.case;
    assert.deepEqual([end.decision.outcome, end.appeal.possible], ["refused", false]);
    const last = await world.as(again.token).post(`${at}/appeal`, { why: "Once more." });
    assert.equal(last.body.code, "appeal-used");
  });
});

describe("a thief as claimant", () => {
  test("is refused by two people, and the owner hears of it on every channel", async () => {
    const { phone, email, typed } = await owner();
    const thief = await claimCase(world, typed);
    await bothSay(thief.caseId, "refuse");
    await world.settle();
    for (const to of [phone, email]) assert.equal(told(to, /turned it down/), 1);
    assert.equal((await thief.complete(NEW)).body.code, "ended");
    assert.ok(!JSON.stringify(await thief.own()).includes("agt_"), "no name of the desk is told");
  });

  test("is stopped by the owner from the first message, whatever two people have approved", async () => {
    const { phone, typed } = await owner();
    const thief = await claimCase(world, typed);
    await bothSay(thief.caseId, "approve");
    await world.settle();
    const token = world.linkTo(phone);
    assert.equal((await world.call("POST", "/v1/not-me", { token })).body.done, "stopped");
    assert.equal((await thief.now()).state, "cancelled");
    assert.equal((await thief.complete(NEW)).body.code, "ended");
  });

  test("learns nothing of whether the name has an account", async () => {
    const { typed } = await owner();
    const shapes = [];
    for (const name of [typed, "139 9999 9998"]) {
      const claim = await claimCase(world, name);
      const own = await claim.own();
      const phone = await world.as(claim.token).post(`/v1/recoveries/${claim.recovery.id}/phone`, {
        phone: `+86137${String(numbers++).padStart(8, "0")}`,
      });
      shapes.push([phone.status, Object.keys(own), own.state, own.text, own.appeal, own.decision]);
    }
    assert.deepEqual(shapes[0], shapes[1]);
  });
});

describe("one bribed agent", () => {
  test("ends nowhere: not by approving, opening, choosing, hurrying or writing both verdicts", async () => {
    const { id, typed } = await owner();
    const bribed = desk.tang;
    const opened = await bribed.post("/v1/cases", {
      ...{ identifier: typed, situation: "lost-phone", locale: "en", story: "An urgent VIP." },
    });
    const friend = await claimCase(world, typed);
    assert.equal(friend.caseId, opened.body.case.id);
    const path = `/v1/cases/${friend.caseId}`;
    const body = { outcome: "approve", reason: "identity-proofed", evidenceVersion: 2 };
    assert.equal((await bribed.take(friend.caseId)).body.code, "not-you");
    assert.equal((await bribed.post(`${path}/decision`, body)).body.code, "not-you");
    assert.equal((await bribed.post(`${path}/approval`, body)).body.code, "not-you");
    await friend.cancel();

    const thief = await claimCase(world, typed);
    const at = `/v1/cases/${thief.caseId}`;
    await bribed.take(thief.caseId);
    const bare = await bribed.post(`${at}/decision`, { ...body, evidenceVersion: 1 });
    assert.equal(bare.body.code, "checklist-open");
    await bribed.tick(thief.caseId);
    assert.equal((await bribed.decide(thief.caseId, "approve")).status, 200);
    assert.equal((await bribed.approve(thief.caseId, "approve")).body.code, "not-you");
    assert.equal((await bribed.post(`${at}/transfer`, { team: "east" })).body.code, "lease-lost");
    assert.ok(!JSON.stringify(await bribed.read(thief.caseId)).includes('"staffId":"agt_'));
    // An honest second says no; the next two are others, and say no too.
    const honest = await desk.drawnFor(thief.caseId);
    assert.notEqual(honest.team, bribed.team);
    await honest.tick(thief.caseId, "no", ["story-fits", "not-guided"]);
    await honest.approve(thief.caseId, "refuse");
    assert.equal((await bribed.take(thief.caseId)).body.code, "not-you");
    await bothSay(thief.caseId, "refuse", desk.luo);
    assert.equal((await thief.now()).state, "denied");
    const types = (await world.events(id)).map(({ type }) => type);
    assert.ok(!types.includes("recovery.completed") && !types.includes("password.changed"));
    assert.ok(types.filter((type) => type === "case.attempt-refused").length >= 4);
  });
});
