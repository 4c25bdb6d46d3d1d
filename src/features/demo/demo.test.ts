import assert from "node:assert/strict";
import { test } from "node:test";
import Fastify from "fastify";
import { testWorld } from "../../../test/world.ts";
import { buildServer } from "../../core/server.ts";
import { passwordFacts } from "../passwords/index.ts";
import { demo, demoPorts, loadClock, mountDemoPages, people, seedDemo, useClock } from "./index.ts";

const world = testWorld();
const clock = { offsetMs: 0 };
const lin = {
  phone: "138 0000 1001",
  to: "+8613800001001",
  password: "copper lantern by the pond",
};
const send = (id: string, to: string, text: string) =>
  demoPorts(world.world.db as Parameters<typeof demoPorts>[0]).sms.send(
    { id, channel: "sms", to, text, locale: "en" },
    AbortSignal.timeout(5000),
  );

test("the demo begins with its people, and beginning again changes nothing", async () => {
  useClock(world.world, clock);
  const first = await seedDemo(world.world);
  const again = await seedDemo(world.world);
  assert.equal(first.serviceKey, again.serviceKey);
  for (const { id } of people) assert.ok((await passwordFacts(world.world, id)).set, id);
  assert.equal((await world.events("acc_lin")).length, 1, "one event: the account was made");
});

// Broken once: with a key that keeps the scopes of its first start; the stream was refused with 403.
test("the key that the demo shows may do all that there is, also where an older demo made it", async () => {
  const { db } = world.world;
  const only = JSON.stringify(["accounts"]);
  await db
    .updateTable("serviceKeys")
    .set({ scopes: only })
    .where("name", "=", "demo wallet")
    .execute();
  const { serviceKey } = await seedDemo(world.world);
  const may = world.as(serviceKey);
  const delivery = { method: "urn:ietf:rfc:8936" };
  assert.equal((await may.post("/ssf/streams", { delivery })).status, 201);
  assert.equal((await may.get("/v1/webhooks")).status, 200);
});

test("GET /demo tells everything that is needed to try it", async () => {
  const { status, body } = await world.call("GET", "/demo");
  assert.equal(status, 200);
  const found = body.accounts.find(({ id }: { id: string }) => id === "acc_zhou");
  assert.equal(found.phone, "138 0000 1006");
  assert.equal(found.recoveryCodes.length, 10);
  assert.ok(found.enrolled.includes("recovery-code") && found.password && found.situation.zh);
  assert.equal(body.agents.length, 8);
  assert.equal(body.walletUrl, "http://localhost:8701");
  assert.match(body.serviceKey, /^rk_demo_/);
});

test("every person of the demo signs in with the password that it shows", async () => {
  const { body: shown } = await world.call("GET", "/demo");
  for (const { id, phone, email, password } of shown.accounts) {
    for (const identifier of [phone, email]) {
      const { status, body } = await world.as(shown.serviceKey).post("/v1/sign-ins", {
        ...{ identifier, password },
        deviceId: "a-new-phone",
      });
      if (id === "acc_he") {
        assert.deepEqual([status, body.code], [409, "held"], "he froze his account");
        continue;
      }
      assert.equal(status, 201, `${id} ${identifier}`);
      assert.equal(body.account.id, id, "a shared number leads to the one whose password it is");
    }
  }
});

test("a message that was sent is shown to its number, however the number is typed, newest first", async () => {
  await send("msg_1", lin.to, "first 123456");
  clock.offsetMs += 1000;
  await send("msg_2", lin.to, "second");
  await send("msg_2", lin.to, "a retry of the second");
  await send("msg_3", "+8613800001006", "for somebody else");
  const { body } = await world.call("GET", "/demo/messages?to=%2B86%20138-0000-1001");
  assert.deepEqual(
    body.map(({ text, to, channel }: Record<string, string>) => [text, to, channel]),
    [
      ["second", lin.to, "sms"],
      ["first 123456", lin.to, "sms"],
    ],
  );
  assert.equal((await world.call("GET", "/demo/messages")).body.length, 3);
  assert.equal((await world.call("GET", "/demo/messages?to=12")).body.code, "bad-identifier");
});

test("a number that is out of service refuses for good, as an operator would", async () => {
  await assert.rejects(send("msg_4", "+8613800001002", "lost"), {
    code: "rejected-recipient",
    retry: false,
  });
});

test("the clock moves forward only, and a restart finds it where it was", async () => {
  const before = clock.offsetMs;
  const { status } = await world.call("POST", "/demo/clock", { advance: "PT24H" });
  assert.equal(status, 200);
  assert.equal(clock.offsetMs, before + 86_400_000);
  assert.equal(await loadClock(world.world.db), clock.offsetMs);
  for (const advance of ["-PT1H", "P401D", "tomorrow"])
    assert.equal((await world.call("POST", "/demo/clock", { advance })).body.code, "bad-duration");
  assert.equal(clock.offsetMs, before + 86_400_000);
});

test("I can look around as the owner of a demo account, or as somebody of the desk", async () => {
  const { status, cookies } = await world.call("POST", "/demo/sign-in", { as: "acc_lin" });
  assert.equal(status, 200);
  assert.ok(cookies.rightful_owner);
  const agent = await world.call("POST", "/demo/sign-in", { as: "agt_tang" });
  assert.equal(agent.status, 200);
  const { body: me } = await world.call("GET", "/v1/desk/me", undefined, {
    cookies: agent.cookies,
  });
  assert.deepEqual([me.id, me.role, me.team], ["agt_tang", "agent", "east"]);
  const nobody = await world.call("POST", "/demo/sign-in", { as: "acc_nobody" });
  assert.deepEqual([nobody.status, nobody.body.code], [404, "no-account"]);
});

// Removed once: `emptyTables` in `resetDemo`; the sessions and messages stayed and this went red.
test("a reset brings everything back to the beginning, and the wallet keeps its key", async () => {
  const key = (await world.call("GET", "/demo")).body.serviceKey;
  const round = { name: "audit-state", value: "of a time that has not been yet" };
  await world.world.db.insertInto("settings").values(round).execute();
  assert.equal((await world.call("POST", "/demo/reset")).status, 200);
  assert.equal(clock.offsetMs, 0);
  assert.equal(await loadClock(world.world.db), 0);
  assert.deepEqual((await world.call("GET", "/demo/messages")).body, []);
  const { db } = world.world;
  assert.deepEqual(await db.selectFrom("sessions").select("id").execute(), []);
  const rounds = db.selectFrom("settings").select("name").where("name", "=", round.name);
  assert.deepEqual(await rounds.execute(), []);
  assert.equal((await world.events("acc_lin")).length, 1);
  const { status } = await world.as(key).post("/v1/sign-ins", {
    ...{ identifier: lin.phone, password: lin.password },
    deviceId: "a-new-phone",
  });
  assert.equal(status, 201);
});

// Removed once: the test of `who` in `buildServer`; this went red.
test("in a real installation there is no demo at all", async () => {
  const real = { ...world.world, config: { ...world.world.config, demo: false } };
  const app = buildServer(real, [demo]);
  for (const { method, path } of demo.routes) {
    const reply = await app.inject({ method, url: path, payload: method === "POST" ? {} : "" });
    assert.equal(reply.statusCode, 404, path);
  }
  assert.equal((await app.inject({ url: "/demo/phone" })).statusCode, 404);
  await app.close();
});

test("the demo phone speaks both languages, names every person and runs no foreign script", async () => {
  const app = Fastify();
  mountDemoPages(app, "http://localhost:8701");
  const page = await app.inject({ url: "/demo/phone", headers: { "accept-language": "zh-CN" } });
  assert.match(page.body, /<html lang="zh-CN">[\s\S]*演示/);
  assert.match(String(page.headers["content-security-policy"]), /default-src 'none'/);
  assert.doesNotMatch(page.body, /style="|<script(?! src)|\son\w+="/);
  const english = await app.inject({ url: "/demo/phone?lang=en" });
  assert.match(english.body, /This is a demo/);
  for (const { id } of people) assert.ok(english.body.includes(`value="${id}"`), id);
  for (const [url, type] of [
    ["/demo/phone.js", /javascript/],
    ["/demo/phone.css", /css/],
  ] as const)
    assert.match(String((await app.inject({ url })).headers["content-type"]), type);
  await app.close();
});
