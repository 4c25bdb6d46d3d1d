import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const PHONE = "+8613800001001";

async function start(identifier: string, more: Record<string, unknown> = {}) {
  const reply = await world.call("POST", "/v1/recoveries", {
    identifier,
    situation: "forgot-password",
    ...more,
  });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  const { recovery, token } = reply.body;
  const base = `/v1/recoveries/${recovery.id}`;
  const as = world.as(token);
  return {
    recovery,
    token,
    cookies: reply.cookies,
    get: async () => (await as.get(base)).body.recovery,
    ask: (proof: string) => as.post(`${base}/challenges`, { proof }),
    give: (proof: string, code: string, challengeId?: string) =>
      as.post(`${base}/proofs`, { proof, code, ...(challengeId && { challengeId }) }),
    complete: (newPassword: string) => as.post(`${base}/completion`, { newPassword }),
    choose: (choice: string) => as.post(`${base}/account`, { choice }),
    cancel: () => as.post(`${base}/cancellation`),
  };
}

const deviceToken = async (deviceId: string) =>
  (await world.as(world.serviceKey).post("/v1/device-tokens", { deviceId })).body.token;

describe("forgot password", () => {
  test("an owner on their own phone is back in with one code", async () => {
    await world.account("acc_lin", { phone: PHONE, email: "lin@example.com", deviceId: "lin-phone" });
    const signedIn = await world.as(world.serviceKey).post("/v1/sign-ins", {
      identifier: "138 0000 1001",
      password: "old harbour lantern 42",
      deviceId: "lin-phone",
    });
    assert.equal(signedIn.status, 201, JSON.stringify(signedIn.body));
    const claim = await start("138 0000 1001", { deviceToken: await deviceToken("lin-phone") });
    assert.deepEqual(claim.recovery.given, ["known-device"]);
    assert.equal((await claim.ask("sms-code")).status, 201);
    await world.settle();
    const given = await claim.give("sms-code", world.codeTo(PHONE));
    assert.equal(given.status, 200, JSON.stringify(given.body));
    assert.equal(given.body.recovery.state, "ready");
    const weak = await claim.complete("13800001001");
    assert.equal(weak.body.code, "weak-password");
    const done = await claim.complete("seven quiet paper boats");
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.equal(done.body.recovery.state, "completed");
    assert.equal(done.body.recovery.money.kind, "L24");
    const { session } = signedIn.body;
    const old = await world.as(world.serviceKey).get(`/v1/accounts/acc_lin/sign-ins/${session.id}`);
    assert.equal(old.status, 404);
    await world.settle();
    const told = world.sent.filter(({ text }) => /not-me#/.test(text)).map(({ to }) => to);
    assert.ok(told.includes("lin@example.com") && told.includes(PHONE));
  });
});
