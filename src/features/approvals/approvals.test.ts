/**
 * Approval by a signed-in device, over HTTP. Each guard was broken once to see its test go red; what was taken
 * out stands above the test.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const DAY = 86_400;
let next = 300;

/** An owner who signed in on a phone, `days` ago. */
async function anOwner(days = 400, more: Record<string, unknown> = {}) {
  const n = next++;
  const [phone, email, deviceId] = [`+8613800000${n}`, `dev${n}@example.com`, `old-phone-${n}`];
  const password = "quiet orchard ferry 19";
  const id = await world.account(`acc-${n}`, { phone, email, password, ...more });
  const signIn = () =>
    world.as(world.serviceKey).post("/v1/sign-ins", { identifier: phone, password, deviceId });
  assert.equal((await signIn()).status, 201);
  world.skip(days * DAY);
  assert.equal((await signIn()).status, 201);
  return { id, phone, email, deviceId };
}
type Someone = Awaited<ReturnType<typeof anOwner>>;

/** The security centre, opened from the wallet on that device, or on none that is known. */
async function centreOf(owner: Someone, deviceId?: string, cookies: Record<string, string> = {}) {
  const handoff = await world
    .as(world.serviceKey)
    .post(`/v1/accounts/${owner.id}/handoffs`, deviceId ? { deviceId } : {});
  const token = handoff.body.url.split("#")[1];
  const opened = await world.call("POST", "/v1/handoffs", { token });
  const all = { ...cookies, ...opened.cookies };
  const ask = (method: string, path: string, body?: unknown) =>
    world.call(method, `/v1/me${path}`, body, { cookies: all });
  return {
    list: async () => (await ask("GET", "/approvals")).body.approvals,
    approve: (id: string, number: string) => ask("POST", `/approvals/${id}`, { number }),
    refuse: (id: string) => ask("POST", `/approvals/${id}/refusal`, {}),
  };
}

/** A claim whose first proof was accepted, and its request. */
async function asking(owner: Someone, more: Record<string, unknown> = {}) {
  const claim = await startClaim(world, owner.phone, more);
  const given = await claim.prove("sms-code", owner.phone);
  assert.equal(given.status, 200, JSON.stringify(given.body));
  const asked = await claim.ask("device-approval");
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const { id, options } = asked.body.challenge;
  return { claim, id, number: options.number as string };
}
const notThis = (number: string) => String((Number(number) + 1) % 100).padStart(2, "0");
const typesOf = async ({ id }: Someone) => (await world.events(id)).map(({ type }) => type);

test("a claim that a signed-in device approves by its number goes on, and the owner reads of it", async () => {
  const owner = await anOwner();
  const { claim, id, number } = await asking(owner);
  assert.match(number, /^\d\d$/);
  const centre = await centreOf(owner, owner.deviceId);
  const [shown] = await centre.list();
  assert.deepEqual([shown.id, shown.here, shown.triesLeft], [id, true, 3]);
  assert.equal(JSON.stringify(shown).includes(`"${number}"`), false);
  assert.equal((await centre.approve(id, number)).status, 200);
  const now = await claim.now();
  assert.deepEqual(now.given, ["sms-code", "device-approval"]);
  assert.equal(now.state, "ready");
  assert.ok((await typesOf(owner)).includes("approval.given"));
  const again = await centre.approve(id, number);
  assert.deepEqual([again.status, again.body.code], [410, "gone"]);
  assert.deepEqual(await centre.list(), []);
});

// Broken: `later` became false; this went red.
test("nobody is asked before a first proof, and whoever has no device signed in is not shown this way", async () => {
  const owner = await anOwner();
  const early = await startClaim(world, owner.phone);
  assert.equal((await early.ask("device-approval")).body.code, "prove-first");
  const young = await anOwner(3);
  const claim = await startClaim(world, young.phone);
  await claim.prove("sms-code", young.phone);
  assert.equal((await claim.ask("device-approval")).body.code, "none-signed-in");
  const { paths } = await claim.now();
  assert.equal(JSON.stringify(paths).includes("device-approval"), false);
});

// Broken: the tries were not counted down; this went red.
test("a number that was guessed wrong three times ends the request, and the claim has nothing of it", async () => {
  const owner = await anOwner();
  const { claim, id, number } = await asking(owner);
  const centre = await centreOf(owner, owner.deviceId);
  for (const triesLeft of [2, 1, 0]) {
    const wrong = await centre.approve(id, notThis(number));
    assert.deepEqual([wrong.body.code, wrong.body.triesLeft], ["wrong-code", triesLeft]);
  }
  assert.equal((await centre.approve(id, number)).body.code, "gone");
  assert.deepEqual((await claim.now()).given, ["sms-code"]);
});

// Broken: the browser that asks was not looked at; this went red.
test("a stolen session approves nothing from a device that is unknown or young, nor from the browser that asks", async () => {
  const owner = await anOwner();
  const { claim, id, number } = await asking(owner);
  const elsewhere = await centreOf(owner);
  assert.equal((await elsewhere.approve(id, number)).body.code, "not-this-device");
  const thief = { identifier: owner.phone, password: "quiet orchard ferry 19", deviceId: "thiefs" };
  await world.as(world.serviceKey).post("/v1/sign-ins", thief);
  const young = await centreOf(owner, "thiefs");
  assert.equal((await young.approve(id, number)).body.code, "not-this-device");
  const same = await centreOf(owner, owner.deviceId, claim.cookies);
  assert.equal((await same.list())[0].here, false);
  assert.equal((await same.approve(id, number)).body.code, "not-this-device");
  assert.deepEqual((await claim.now()).given, ["sms-code"]);
});

// Broken: the device of the claim was not looked at; this went red.
test("the device that the claim itself came from cannot approve it", async () => {
  const owner = await anOwner();
  const { body } = await world
    .as(world.serviceKey)
    .post("/v1/device-tokens", { deviceId: owner.deviceId });
  const claim = await startClaim(world, owner.email, {
    ...{ deviceToken: body.token, situation: "lost-phone" },
  });
  const given = await claim.prove("email-code", owner.email);
  assert.equal(given.status, 200);
  const asked = await claim.ask("device-approval");
  assert.notEqual(asked.status, 201);
});

test("“this wasn't me” on that device stops the claim and freezes what leaves the account", async () => {
  const owner = await anOwner();
  const { claim, id, number } = await asking(owner);
  const centre = await centreOf(owner, owner.deviceId);
  const refused = await centre.refuse(id);
  assert.equal(refused.status, 200, JSON.stringify(refused.body));
  assert.equal(refused.body.done, "stopped");
  assert.ok(refused.body.frozenUntil);
  assert.equal((await claim.now()).state, "cancelled");
  assert.equal((await centre.refuse(id)).body.code, "gone");
  assert.equal((await centre.approve(id, number)).body.code, "gone");
});

// Broken: every session counted as undisputed; this went red.
test("a session of an unknown device can pause somebody's claim, and not end it", async () => {
  const owner = await anOwner();
  const { claim, id } = await asking(owner);
  const stolen = await centreOf(owner);
  assert.equal((await stolen.refuse(id)).body.done, "paused");
  assert.equal((await claim.now()).state, "proving");
});

// Broken: `judgeAsking` gave null; this went red.
test("whoever asks again and again is one request, and five in a day whoever asks", async () => {
  const owner = await anOwner();
  const first = await asking(owner);
  const again = await first.claim.ask("device-approval");
  assert.deepEqual(
    [again.body.challenge.id, again.body.challenge.options.number],
    [first.id, first.number],
  );
  for (let n = 0; n < 4; n++) {
    world.skip(601);
    assert.equal((await first.claim.ask("device-approval")).status, 201);
  }
  world.skip(601);
  const sixth = await first.claim.ask("device-approval");
  assert.equal(sixth.body.code, "resting");
  const centre = await centreOf(owner, owner.deviceId);
  assert.deepEqual(await centre.list(), []);
});

test("of a right number and a no sent at once one wins, and nothing is half done", async () => {
  const owner = await anOwner();
  const { claim, id, number } = await asking(owner);
  const centre = await centreOf(owner, owner.deviceId);
  const [yes, no] = await Promise.all([centre.approve(id, number), centre.refuse(id)]);
  assert.equal([yes, no].filter(({ status }) => status === 200).length, 1);
  const { state, given } = await claim.now();
  assert.equal(given.includes("device-approval"), yes.status === 200);
  assert.equal(state, yes.status === 200 ? "ready" : "cancelled");
});

test("another account's request is the same 404 as none", async () => {
  const other = await anOwner();
  const owner = await anOwner();
  const { id, number } = await asking(owner);
  const centre = await centreOf(other, other.deviceId);
  for (const each of [id, "apr_none"]) {
    assert.equal((await centre.approve(each, number)).body.code, "no-approval");
    assert.equal((await centre.refuse(each)).body.code, "no-approval");
  }
});
