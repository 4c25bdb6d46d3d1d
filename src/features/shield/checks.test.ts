import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { describe, test } from "node:test";
import { testWorld } from "../../../test/world.ts";
import { loadRegistry } from "../registry/index.ts";
import { checkLines } from "./lines.ts";

const world = testWorld();
const check = (body: unknown, ip?: string) =>
  world.call("POST", "/v1/checks", body, ip ? { ip } : {});
const SCAM =
  "【支付宝】您的账户存在异常已被冻结，请在2小时内点击 alipay-cn.top/v 重新认证，逾期将注销。";

describe("a check over HTTP", () => {
  test("judges each kind of thing, and says whom it imitates and where a link goes", async () => {
    const link = (await check({ url: "https://xn--lipay-3ve.com/x" })).body;
    assert.deepEqual(
      [link.verdict, link.imitates, link.brand.domain],
      ["malicious", "alipay", "alipay.com"],
    );
    assert.equal(link.link.ascii, "xn--lipay-3ve.com");
    assert.deepEqual(link.link.marks, [[0, 1]]);
    for (const { text } of link.reasons) {
      assert.ok(text.en.length > 10);
      assert.match(text.zh, /\p{Script=Han}/u);
    }
    assert.equal((await check({ url: "https://www.alipay.com/" })).body.verdict, "official");
    assert.equal((await check({ url: "https://a-shop.example/" })).body.verdict, "unknown");
    const message = (await check({ text: SCAM, sender: "10690000" })).body;
    assert.deepEqual([message.verdict, message.imitates], ["malicious", "alipay"]);
    assert.equal((await check({ phone: "0095188" })).body.verdict, "malicious");
    assert.equal((await check({ email: "service@alipay-help.top" })).body.imitates, "alipay");
  });

  test("takes one thing at a time, and refuses the rest in a sentence", async () => {
    const both = [
      { url: "a.example", text: "x" },
      {},
      { sender: "Alipay" },
      { agentCode: "1", url: "x" },
    ];
    for (const body of both) {
      const { status, body: said } = await check(body);
      assert.deepEqual([status, said.code], [400, "bad-input"], JSON.stringify(body));
    }
    assert.equal((await check({ url: "x".repeat(100_001) })).status, 400);
    assert.equal((await check({ text: "x".repeat(200_001) })).status, 400);
  });

  test("keeps nothing of what was pasted", async () => {
    await check({ text: "a very particular sentence of mine 支付宝 alipay-q7.top" });
    const rows = await world.world.db.selectFrom("limits").selectAll().execute();
    assert.doesNotMatch(JSON.stringify(rows), /particular|q7/);
    const kept = await world.world.db.selectFrom("idempotency").selectAll().execute();
    assert.doesNotMatch(JSON.stringify(kept), /particular|q7/);
  });

  test("is a wallet's for many at once, in their order, and nobody else's", async () => {
    const checks = [{ url: "https://alipay.com/" }, { text: SCAM }, { phone: "95188" }];
    const strangers = await world.call("POST", "/v1/checks/batch", { checks });
    assert.equal(strangers.status, 401);
    const { status, body } = await world.as(world.serviceKey).post("/v1/checks/batch", { checks });
    assert.equal(status, 200);
    assert.deepEqual(
      body.checks.map(({ verdict }: any) => verdict),
      ["official", "malicious", "official"],
    );
  });

  test("is not asked without end from one network, and others go on", async () => {
    let refused = 0;
    for (let n = 0; n < 1003; n++)
      if ((await check({ phone: "95188" }, "198.51.100.7")).status === 429) refused++;
    assert.ok(refused >= 3, String(refused));
    assert.equal((await check({ phone: "95188" }, "203.0.113.9")).status, 200);
  });
});

test("the list of channels is signed by a key of /jwks.json, and a changed one does not verify", async () => {
  const { body } = await world.call("GET", "/.well-known/official-channels.json");
  const header = JSON.parse(Buffer.from(body.protected, "base64url").toString());
  const jwks = (await world.call("GET", "/jwks.json")).body;
  const jwk = jwks.keys.find(({ kid }: any) => kid === header.kid);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const holds = (payload: string) =>
    verify(
      "RSA-SHA256",
      Buffer.from(`${body.protected}.${payload}`),
      key,
      Buffer.from(body.signature, "base64url"),
    );
  assert.equal(holds(body.payload), true);
  const claims = JSON.parse(Buffer.from(body.payload, "base64url").toString());
  assert.ok(claims.brands.some(({ id }: any) => id === "alipay"));
  assert.equal(claims.exp - claims.iat, 7 * 86_400);
  const forged = { ...claims, brands: [] };
  assert.equal(holds(Buffer.from(JSON.stringify(forged)).toString("base64url")), false);
});

test("lines come back in their order, with what they held, and a line that is none says so", () => {
  const line = checkLines(loadRegistry());
  const said = line('{"id":7,"url":"https://www.alipay.com/","label":"official"}');
  assert.deepEqual([said.id, said.label, said.verdict, said.score], [7, "official", "official", 0]);
  assert.equal(line(JSON.stringify({ text: SCAM })).verdict, "malicious");
  for (const bad of ["no json", "[]", "null", "{}", '{"url":1}', '{"url":"a","text":"b"}'])
    assert.ok("error" in line(bad), bad);
});
