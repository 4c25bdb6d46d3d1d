/** The server's keys change: streams, webhooks and the keys of tokens go on without the old one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { resealAll } from "../../src/commands/upkeep.ts";
import { keyring } from "../../src/core/crypto.ts";
import { newServiceKey } from "../../src/features/accounts/index.ts";
import { signOutEverywhere } from "../../src/features/sessions/index.ts";
import { deliverDue } from "../../src/features/signals/index.ts";
import { owners } from "../claimant.ts";
import { type Heard, listen, readToken, readWebhook } from "../subscriber.ts";
import { testWorld } from "../world.ts";

const OLD = `t1:${Buffer.alloc(32, 7).toString("base64")}`;
const NEW = `t2:${Buffer.alloc(32, 8).toString("base64")}`;
const world = testWorld({ RIGHTFUL_KEYS: OLD });
const owner = owners(world);

// Broken once: with `keys reseal` for accounts alone, as it was; "all has moved" went red.
test("after keys reseal the old key can go: streams, webhooks and published keys are what they were", async (t) => {
  const receiver = await listen(() => ({ status: 202 }));
  t.after(receiver.close);
  const scopes = ["ssf.read", "ssf.manage", "webhooks"];
  const may = world.as(await newServiceKey(world.world, "listener", scopes));
  const push = {
    method: "urn:ietf:rfc:8935",
    endpoint_url: receiver.url,
    authorization_header: "Bearer kept sealed",
  };
  const pushed = (await may.post("/ssf/streams", { delivery: push })).body;
  const polled = (await may.post("/ssf/streams", {})).body;
  const hook = (await may.post("/v1/webhooks", { url: receiver.url })).body;
  const again = (await may.post(`/v1/webhooks/${hook.id}/secret`)).body.secret;
  const { id } = await owner();
  const published = async () => (await world.call("GET", "/jwks.json")).body.keys;
  const before = await published();

  /** Sessions end, and all three hear it as they did. */
  const heard = async () => {
    receiver.heard.length = 0;
    await signOutEverywhere(world.world, { kind: "system", id: "test" }, id);
    await world.settle();
    await deliverDue(world.world);
    const isPush = ({ headers }: Heard) => headers["webhook-id"] === undefined;
    const token = receiver.heard.find(isPush) as Heard;
    const message = receiver.heard.find((each) => !isPush(each)) as Heard;
    assert.equal(token.headers.authorization, "Bearer kept sealed");
    for (const secret of [hook.secret, again]) readWebhook(message, secret, world.now());
    const { sets } = (
      await may.post(`/ssf/streams/${polled.stream_id}/poll`, { returnImmediately: true })
    ).body;
    await may.post(`/ssf/streams/${polled.stream_id}/poll`, {
      ack: Object.keys(sets),
      maxEvents: 0,
    });
    for (const each of [token.body, ...Object.values<string>(sets)]) {
      const to = { keys: before, issuer: pushed.iss, audience: pushed.aud };
      assert.equal(readToken(each, to, world.now().getTime()).sub_id.sub, id);
    }
    assert.equal(Object.keys(sets).length, 1);
  };
  const rotate = (...secrets: string[]) => Object.assign(world.world, { keys: keyring(secrets) });

  await heard();
  rotate(NEW, OLD);
  await heard();
  const lines: string[] = [];
  assert.equal(await resealAll(world.world, (line) => lines.push(line)), 0);
  assert.match(lines.join("\n"), /^4 secrets of streams and webhooks and signing keys/m);
  const { db } = world.world;
  const sealed = [
    ...(await db.selectFrom("subscribers").select("secret as text").execute()),
    ...(await db.selectFrom("signingKeys").select("sealed as text").execute()),
  ];
  assert.ok(
    sealed.every(({ text }) => text.startsWith("t2.")),
    "all has moved",
  );

  rotate(NEW);
  await heard();
  assert.deepEqual(await published(), before);
  const next = (await may.post(`/v1/webhooks/${hook.id}/secret`)).body.secret;
  assert.notEqual(next, again);
  lines.length = 0;
  await resealAll(world.world, (line) => lines.push(line));
  assert.match(lines.join("\n"), /^0 secrets of streams/m);
});
