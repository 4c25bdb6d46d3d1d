import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Owner, ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";
import { newServiceKey } from "../accounts/index.ts";

const world = testWorld();
const { anOwner, comeBack, messagesTo } = ownersOf(world);
const PASSWORD = "old harbour lantern 42";
const wallet = () => world.as(world.serviceKey);

const signIn = async (
  { phone: identifier }: Owner,
  deviceId: string,
  more: Record<string, unknown> = {},
) => wallet().post("/v1/sign-ins", { identifier, password: PASSWORD, deviceId, ...more });

const isIn = async ({ id }: Owner, sessionId: string) =>
  (await wallet().get(`/v1/accounts/${id}/sign-ins/${sessionId}`)).status === 200;

/** The owner's session, handed over from this device. */
async function from(owner: Owner, deviceId: string): Promise<Owner> {
  const handoff = await wallet().post(`/v1/accounts/${owner.id}/handoffs`, { deviceId });
  const token = handoff.body.url.split("#")[1];
  const { cookies } = await world.call("POST", "/v1/handoffs", { token });
  const ask = (method: string) => (path: string, body?: unknown) =>
    world.call(method, `/v1/me${path ?? ""}`, body, { cookies });
  return {
    ...owner,
    get: (path = "") => ask("GET")(path),
    post: (path, body = {}) => ask("POST")(path, body),
    put: ask("PUT"),
    delete: (path) => ask("DELETE")(path),
  };
}
const devicesOf = async (owner: Owner): Promise<any[]> =>
  (await owner.get("/devices")).body.devices;
const deviceOf = async (owner: Owner, name: string) =>
  (await devicesOf(owner)).find((device) => device.name === name);
const said = async (owner: Owner): Promise<string[]> =>
  (await owner.get("/activity")).body.entries.map(({ text }: any) => text.en);

describe("devices", () => {
  test("have a clean name and a city, and neither an address nor a place on a map", async () => {
    const owner = await anOwner();
    const agent =
      "Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Mobile Safari/537.36";
    const names: [unknown, string][] = [
      [agent, "Chrome, Android"],
      ["Red\u202emi\u0007  Note\n9\u200b", "Red mi Note 9"],
      ["=HYPERLINK(1)", "=HYPERLINK(1)"],
      ["x".repeat(300), "x".repeat(60)],
      [" ", "Wallet"],
      [undefined, "Wallet"],
    ];
    for (const [deviceName, name] of names) {
      await signIn(owner, "dev-named", { ...(deviceName !== undefined && { deviceName }) });
      assert.equal((await devicesOf(owner))[0].name, name);
    }
    for (const [city, kept] of [
      ["成都", "成都"],
      ["Saint-Étienne", "Saint-Étienne"],
      ["203.0.113.9", null],
      ["30.65,104.06", null],
      ["2001:db8::1", null],
      ["<b>", null],
    ]) {
      await signIn(owner, "dev-named", { city });
      assert.equal((await devicesOf(owner))[0].city, kept, String(city));
    }
    const row = await world.world.db
      .selectFrom("devices")
      .selectAll()
      .where("accountId", "=", owner.id)
      .executeTakeFirstOrThrow();
    await signIn(owner, "dev-named", { city: "Chengdu" });
    assert.doesNotMatch(JSON.stringify(row), /Chengdu|dev-named/);
  });

  test("one is signed out at once, here and in the wallet, without a proof, and everybody is told", async () => {
    const owner = await anOwner();
    const lost = await signIn(owner, "dev-lost", { deviceName: "Lost phone" });
    const mine = await signIn(owner, "dev-mine", { deviceName: "My phone" });
    const here = await from(owner, "dev-mine");
    const thief = await from(owner, "dev-lost");
    const device = await deviceOf(here, "Lost phone");
    assert.deepEqual([device.is, device.current], ["signed-in", false]);
    assert.equal((await deviceOf(here, "My phone")).current, true);
    assert.equal((await here.delete(`/devices/${device.id}`)).status, 200);
    await world.settle();
    assert.equal(await isIn(owner, lost.body.session.id), false);
    assert.equal(await isIn(owner, mine.body.session.id), true);
    assert.equal((await thief.get()).status, 401, "its session in the security centre, too");
    for (const to of [owner.phone, owner.email])
      assert.equal(messagesTo(to, /Lost phone\) was signed out/), 1);
    const after = await deviceOf(here, "Lost phone");
    assert.equal(after.is, "signed-out", "it stays in the list");
    assert.ok((await said(here)).includes("A device was signed out: Lost phone"));
    // Again: nothing more happens, and nobody is told again.
    await here.delete(`/devices/${device.id}`);
    await world.settle();
    assert.equal(messagesTo(owner.phone, /Lost phone\) was signed out/), 1);
  });

  test("what was signed out does not help anybody back in; signed in on again, it counts after 7 days", async () => {
    const owner = await anOwner({ deviceId: "dev-old-phone", deviceDays: 100 });
    const counts = async () => {
      const { body } = await wallet().post("/v1/device-tokens", { deviceId: "dev-old-phone" });
      const claim = await world.call("POST", "/v1/recoveries", {
        ...{ identifier: owner.phone, situation: "forgot-password", deviceToken: body.token },
      });
      const { id } = claim.body.recovery;
      const token = { bearer: claim.body.token };
      const asked = { proof: "sms-code" };
      await world.call("POST", `/v1/recoveries/${id}/challenges`, asked, token);
      await world.settle();
      const code = world.codeTo(owner.phone);
      const given = await world.call(
        "POST",
        `/v1/recoveries/${id}/proofs`,
        { proof: "sms-code", code },
        token,
      );
      await world.call("POST", `/v1/recoveries/${id}/cancellation`, {}, token);
      return given.body.recovery.state === "ready";
    };
    assert.equal(await counts(), true);
    const device = await deviceOf(owner, "Test phone");
    await owner.delete(`/devices/${device.id}`);
    assert.equal(await counts(), false);
    await signIn(owner, "dev-old-phone", { deviceName: "Test phone" });
    assert.equal((await deviceOf(owner, "Test phone")).is, "signed-in", "not hidden");
    assert.equal(await counts(), false, "its age counts anew");
    await world.pass(7 * 24 + 1);
    assert.equal(await counts(), true);
  });

  test("one that nobody knows: signed out, the password not trusted, and the one in use cannot be hidden so", async () => {
    const owner = await anOwner();
    const theirs = await signIn(owner, "dev-theirs", { deviceName: "Their phone" });
    const thief = await from(owner, "dev-theirs");
    const own = await deviceOf(thief, "Their phone");
    const hidden = await thief.post(`/devices/${own.id}/disowning`);
    assert.deepEqual([hidden.status, hidden.body.code], [409, "this-device"]);
    const done = await owner.post(`/devices/${own.id}/disowning`);
    assert.equal(done.status, 200);
    assert.equal(await isIn(owner, theirs.body.session.id), false);
    assert.equal((await deviceOf(owner, "Their phone")).is, "disowned");
    const health = (await owner.get("/password-health")).body;
    assert.deepEqual([health.disowned, health.age.is], [true, "must-change"]);
    assert.equal((await owner.get()).body.suggestions[0].code, "password-known");
    await world.settle();
    assert.equal(messagesTo(owner.phone, /Their phone\) was signed out/), 1);
  });

  test("a thief in a session who signs the owner out is out himself by “this wasn't me”", async () => {
    const owner = await anOwner();
    await signIn(owner, "dev-owner", { deviceName: "Owner phone" });
    const thief = await comeBack(owner);
    await thief.delete(`/devices/${(await deviceOf(thief, "Owner phone")).id}`);
    await world.settle();
    const token = world.linkTo(owner.email);
    const stopped = await world.call("POST", "/v1/not-me", { token });
    assert.equal(stopped.status, 200);
    assert.ok(stopped.body.frozenUntil, "money stays where it is");
    assert.equal((await thief.get()).status, 401);
    // The owner signs in again: nobody is kept out for ever.
    assert.equal((await signIn(owner, "dev-owner")).status, 201);
  });

  test("of another account are as if there were none", async () => {
    const [one, other] = [await anOwner(), await anOwner()];
    await signIn(one, "dev-of-one");
    const { id } = (await devicesOf(one))[0];
    for (const reply of [
      await other.delete(`/devices/${id}`),
      await other.post(`/devices/${id}/disowning`),
      await other.delete("/devices/dev_none"),
    ])
      assert.deepEqual([reply.status, reply.body.code], [404, "no-device"]);
    assert.equal((await devicesOf(one))[0].is, "signed-in");
  });

  test("many sessions of one device are each named to subscribers, and no others", async () => {
    const owner = await anOwner();
    // What the tests before have left to tell is not this one's.
    await world.settle();
    const bearer = await newServiceKey(world.world, "receiver", ["ssf.read", "ssf.manage"]);
    const stream = await world.call("POST", "/ssf/streams", {}, { bearer });
    assert.equal(stream.status, 201, JSON.stringify(stream.body));
    const ids: string[] = [];
    for (let n = 0; n < 9; n++) {
      if (n === 8) world.skip(16 * 60);
      ids.push((await signIn(owner, "dev-many", { deviceName: "Many" })).body.session.id);
    }
    const elsewhere = (await signIn(owner, "dev-else")).body.session.id;
    await owner.delete(`/devices/${(await deviceOf(owner, "Many")).id}`);
    await world.settle();
    const poll = await world.call(
      "POST",
      new URL(stream.body.delivery.endpoint_url).pathname,
      { maxEvents: 100, returnImmediately: true },
      { bearer },
    );
    const named = Object.values<string>(poll.body.sets)
      .map((set) => JSON.parse(Buffer.from(set.split(".")[1] ?? "", "base64url").toString()))
      .filter(({ events }) => /session-revoked/.test(JSON.stringify(events)))
      .map(({ sub_id: { format, user, session } }) => {
        assert.deepEqual([format, user.sub, session.format], ["complex", owner.id, "opaque"]);
        return session.id;
      });
    assert.deepEqual(named.toSorted(), ids.toSorted());
    assert.ok(!named.includes(elsewhere));
  });

  test("was it used lately? The wallet's asking tells, once an hour", async () => {
    const owner = await anOwner();
    const { body } = await signIn(owner, "dev-seen", { deviceName: "Seen" });
    const first = (await deviceOf(owner, "Seen")).lastSeenAt;
    await world.pass(5);
    await isIn(owner, body.session.id);
    const later = await deviceOf(await comeBack(owner), "Seen");
    assert.equal(Date.parse(later.lastSeenAt) - Date.parse(first), 5 * 3_600_000);
  });
});
