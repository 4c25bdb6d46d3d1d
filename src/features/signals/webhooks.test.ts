import assert from "node:assert/strict";
import { createPublicKey, createVerify, generateKeyPairSync, verify } from "node:crypto";
import type { LookupAddress } from "node:dns";
import { describe, test } from "node:test";
import { owners } from "../../../test/claimant.ts";
import { innerAddresses } from "../../../test/inner-addresses.ts";
import { type Heard, listen, readWebhook } from "../../../test/subscriber.ts";
import { makeWorld, testWorld } from "../../../test/world.ts";
import { newServiceKey } from "../accounts/index.ts";
import { signOutEverywhere } from "../sessions/index.ts";
import { endpointFault, mayReach, type Resolve } from "./addresses.ts";
import { deliverDue } from "./index.ts";
import { poster } from "./post.ts";
import { webhookWaitMs } from "./rules.ts";
import { signed, webhookHeaders } from "./tokens.ts";

const world = testWorld();
const owner = owners(world);
const system = { kind: "system", id: "test" } as const;

async function aWebhook(answer: Parameters<typeof listen>[0], more: object = {}) {
  const receiver = await listen(answer);
  const key = await newServiceKey(world.world, `hooks-${receiver.port}`, ["webhooks"]);
  const ask = (method: string, path = "", body?: unknown) =>
    world.call(method, `/v1/webhooks${path}`, body, { bearer: key });
  const { status, body } = await ask("POST", "", { url: receiver.url, ...more });
  assert.equal(status, 201, JSON.stringify(body));
  const send = async () => {
    assert.equal((await ask("POST", `/${body.id}/test`)).status, 202);
    await deliverDue(world.world);
  };
  const deliveries = async () => (await ask("GET", `/${body.id}/deliveries`)).body.deliveries;
  return {
    ...receiver,
    ask,
    send,
    deliveries,
    id: body.id as string,
    secret: body.secret as string,
  };
}

describe("T40 a webhook", () => {
  // Broken once: signed without the id; red in the first line that reads it.
  test("T40 carries an owner's event, signed as Standard Webhooks says, under 20 kB", async (t) => {
    const hook = await aWebhook(() => ({ status: 204 }), { events: ["caep.session_revoked"] });
    t.after(hook.close);
    const { id } = await owner();
    await signOutEverywhere(world.world, system, id);
    await world.settle();
    await deliverDue(world.world);
    const [heard] = hook.heard as [Heard];
    const read = readWebhook(heard, hook.secret, world.now());
    assert.equal(read.type, "caep.session_revoked");
    assert.equal(read.data.accountId, id);
    assert.equal(read.timestamp, world.now().toISOString());
    assert.ok(heard.body.length < 20_000);
    assert.throws(() => readWebhook(heard, `${hook.secret.slice(0, -5)}AAAA=`, world.now()));
    assert.throws(() =>
      readWebhook({ ...heard, body: `${heard.body} ` }, hook.secret, world.now()),
    );
    const listed = (await hook.ask("GET")).body.webhooks;
    assert.deepEqual([listed.length, listed[0].secret], [1, undefined]);
    const [delivery] = await hook.deliveries();
    assert.deepEqual([delivery.state, delivery.attempts], ["delivered", 1]);
  });

  test("T40 that is replayed after five minutes is refused by its receiver", async (t) => {
    const hook = await aWebhook(() => ({ status: 200 }));
    t.after(hook.close);
    await hook.send();
    const [heard] = hook.heard as [Heard];
    const later = new Date(world.now().getTime() + 301_000);
    assert.equal(readWebhook(heard, hook.secret, world.now()).type, "webhook.test");
    assert.throws(() => readWebhook(heard, hook.secret, later), /too old/);
  });

  test("T40 is tried again for days with its id and a new time, and can be sent again by hand", async (t) => {
    const state = { status: 500 };
    const hook = await aWebhook(() => ({ status: state.status }));
    t.after(hook.close);
    await hook.send();
    const began = world.now().getTime();
    for (let n = 0; n < 400 && (await hook.deliveries())[0].state !== "failed"; n++) {
      world.skip(hook.heard.length < 3 ? 10 : 1800);
      await deliverDue(world.world);
    }
    assert.equal(hook.heard.length, 10);
    const hours = (world.now().getTime() - began) / 3_600_000;
    assert.ok(hours > 75 && hours < 90, `${hours} hours`);
    assert.equal(new Set(hook.heard.map(({ headers }) => headers["webhook-id"])).size, 1);
    assert.equal(new Set(hook.heard.map(({ headers }) => headers["webhook-timestamp"])).size, 10);
    assert.equal(new Set(hook.heard.map(({ body }) => body)).size, 1);
    state.status = 200;
    const [{ id }] = await hook.deliveries();
    const again = await hook.ask("POST", `/${hook.id}/deliveries/${id}/redelivery`);
    assert.equal(again.status, 202);
    await deliverDue(world.world);
    assert.equal(hook.heard[10]?.headers["webhook-id"], id);
    assert.equal((await hook.deliveries())[0].state, "delivered");
  });

  test("T40 is signed with the old and the new secret for a day, then with the new one alone", async (t) => {
    const hook = await aWebhook(() => ({ status: 200 }));
    t.after(hook.close);
    const { body } = await hook.ask("POST", `/${hook.id}/secret`);
    await hook.send();
    const [both] = hook.heard as [Heard];
    assert.equal(String(both.headers["webhook-signature"]).split(" ").length, 2);
    readWebhook(both, hook.secret, world.now());
    readWebhook(both, body.secret, world.now());
    world.skip(86_401);
    await hook.send();
    const alone = hook.heard[1] as Heard;
    readWebhook(alone, body.secret, world.now());
    assert.throws(() => readWebhook(alone, hook.secret, world.now()), /signature/);
  });

  // Broken once: with 410 as any other failure; it was tried again.
  test("T40 whose receiver is gone is disabled, and one that asks for time is given it", async (t) => {
    const state = { status: 410 };
    const hook = await aWebhook(() => ({
      status: state.status,
      headers: { "retry-after": "3600" },
    }));
    t.after(hook.close);
    await hook.send();
    await hook.send();
    assert.equal(hook.heard.length, 1);
    const [listed] = (await hook.ask("GET")).body.webhooks;
    assert.deepEqual([listed.status, listed.reason], ["disabled", "gone"]);
    for (const status of [429, 503]) {
      state.status = status;
      const busy = await aWebhook(() => ({ status, headers: { "retry-after": "3600" } }));
      await busy.send();
      world.skip(3500);
      await busy.send();
      assert.equal(busy.heard.length, 1);
      world.skip(110);
      await deliverDue(world.world);
      assert.equal(busy.heard.length, 2);
      await busy.close();
    }
  });

  test("T40 never follows a redirect", async (t) => {
    const other = await listen(() => ({ status: 200 }));
    const hook = await aWebhook(() => ({ status: 307, headers: { location: other.url } }));
    t.after(other.close);
    t.after(hook.close);
    await hook.send();
    assert.equal(other.heard.length, 0);
    assert.deepEqual([(await hook.deliveries())[0].answer, hook.heard.length], [307, 1]);
  });

  test("T40 names events that we send, and no others", async (t) => {
    const hook = await aWebhook(() => ({ status: 200 }));
    t.after(hook.close);
    const bad = await hook.ask("POST", "", { url: hook.url, events: ["nothing"] });
    assert.deepEqual([bad.status, bad.body.errors[0].pointer], [400, "/events/0"]);
    assert.equal((await hook.ask("DELETE", `/${hook.id}`)).status, 204);
    assert.deepEqual((await hook.ask("GET")).body.webhooks, []);
  });
});

describe("inner addresses", () => {
  // Broken once: without the check of what a name resolves to, the name that changes got through.
  test("T40 no spelling of an inner address is taken or reached, not even by a name that changes", async (t) => {
    const strict = await makeWorld({ RIGHTFUL_DELIVER_TO_LOOPBACK: "no" });
    t.after(() => strict.end());
    const door = await listen(() => ({ status: 200 }));
    t.after(door.close);
    const bearer = await newServiceKey(strict.world, "probe", ["webhooks", "ssf.manage"]);
    for (const url of innerAddresses(door.port)) {
      const hook = await strict.call("POST", "/v1/webhooks", { url }, { bearer });
      assert.equal(hook.body.code, "bad-endpoint", url);
      const delivery = { method: "urn:ietf:rfc:8935", endpoint_url: url };
      const stream = await strict.call("POST", "/ssf/streams", { delivery }, { bearer });
      assert.equal(stream.body.code, "bad-endpoint", url);
    }
    // Past the first check: as if it had been stored before the rule was there.
    const { post, close } = poster(false, { timeoutMs: 3000 });
    t.after(close);
    for (const url of innerAddresses(door.port))
      if (/^https?:/.test(url) && !url.includes("example.com"))
        assert.equal((await post(url, {}, "{}", new Date(0))).is, "failed", url);
    // A name that was public when it was checked and is this machine when it is connected to.
    const answers: LookupAddress[][] = [
      [{ address: "127.0.0.1", family: 4 }],
      [
        { address: "93.184.215.14", family: 4 },
        { address: "::1", family: 6 },
      ],
    ];
    const resolve = ((_host: string, _options: object, done: (...all: unknown[]) => void) =>
      done(null, answers.shift())) as unknown as Resolve;
    const changing = poster(false, { resolve, timeoutMs: 3000 });
    t.after(changing.close);
    for (let n = 0; n < 2; n++) {
      const answer = await changing.post(
        `http://changing.example:${door.port}/`,
        {},
        "",
        new Date(0),
      );
      assert.deepEqual(answer, { is: "failed", why: "internal-address" });
    }
    assert.equal(door.heard.length, 0);
  });

  test("addresses of the open internet are reached, and this machine where the configuration says so", () => {
    for (const address of ["8.8.8.8", "93.184.215.14", "2606:4700::1111"])
      assert.ok(mayReach(address, false), address);
    assert.equal(endpointFault("https://hooks.example.com/x?y=1", false), null);
    assert.equal(endpointFault("http://127.0.0.1:9/", true), null);
    assert.equal(endpointFault("http://localhost:9/", true), null);
    assert.notEqual(endpointFault("http://10.0.0.1/", true), null);
    assert.notEqual(endpointFault("http://example.com/", true), null);
  });
});

test("the waits of Standard Webhooks span 75 h 35 min, and then it is given up", () => {
  const waits = Array.from({ length: 10 }, (_, n) => webhookWaitMs(n + 1, 0));
  assert.equal(waits[9], null);
  const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
  assert.equal(Math.floor(total / 60_000), 75 * 60 + 35);
});

test("a webhook is signed as in the example of the specification", () => {
  const body = '{"test": 2432232314}';
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const at = new Date(1_614_265_330_000);
  const headers = webhookHeaders("msg_p5jXN8AQM9LWM0D4loKWxJek", at, body, [secret]);
  assert.equal(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

test("RS256 is what another implementation verifies, and a changed byte is not", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const token = await signed({ alg: "RS256" }, { a: 1 }, privateKey);
  const [head = "", body = "", signature = ""] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  const jwk = createPublicKey({ key: publicKey.export({ format: "jwk" }), format: "jwk" });
  assert.ok(createVerify("sha256").update(`${head}.${body}`).verify(jwk, bytes));
  assert.ok(!verify("RSA-SHA256", Buffer.from(`${head}.${body}x`), jwk, bytes));
});
