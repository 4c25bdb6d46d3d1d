/** A wallet's security team subscribes, from the standards alone, and hears of a real recovery. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { features, startWorkers } from "../../src/app.ts";
import { twoPorts } from "../../src/commands/two-ports.ts";
import { newServiceKey } from "../../src/features/accounts/index.ts";
import { deviceToken, owners, startClaim } from "../claimant.ts";
import { type Heard, type Jwk, listen, readToken } from "../subscriber.ts";
import { testWorld } from "../world.ts";

const port = await twoPorts();
const world = testWorld({ RIGHTFUL_URL: `http://127.0.0.1:${port}` });
const owner = owners(world);

const until = async (holds: () => boolean) => {
  for (let wait = 0; wait < 500 && !holds(); wait++) await new Promise((d) => setTimeout(d, 10));
  assert.ok(holds(), "It did not come in time.");
};

test("a subscriber that knows the standards only hears, signed, of a real recovery", async (t) => {
  // The operator's part: a service key, and the server.
  const key = await newServiceKey(world.world, "security-team", ["ssf.read", "ssf.manage"]);
  await world.app.listen({ host: "127.0.0.1", port });
  const workers = startWorkers(world.world, features);
  t.after(() => workers.stop());

  // Discovery.
  const known = await fetch(`http://127.0.0.1:${port}/.well-known/ssf-configuration`);
  assert.match(String(known.headers.get("content-type")), /^application\/json/);
  const metadata: any = await known.json();
  assert.equal(metadata.spec_version, "1_0");

  // A token, by the header and by the form.
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "security-team",
    client_secret: key,
    scope: "ssf.read ssf.manage",
  });
  const bought = await fetch(`http://127.0.0.1:${port}/oauth/token`, {
    method: "POST",
    body: form,
  });
  assert.equal(bought.status, 200);
  const { access_token, token_type, expires_in }: any = await bought.json();
  assert.deepEqual([token_type, expires_in], ["Bearer", 3600]);
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  const ask = async (url: string, body: object) => {
    const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: reply.status, body: reply.status === 204 ? null : await reply.json() } as any;
  };

  // A push stream.
  const receiver = await listen(() => ({ status: 202 }));
  t.after(receiver.close);
  const { status, body: stream } = await ask(metadata.configuration_endpoint, {
    delivery: {
      method: "urn:ietf:rfc:8935",
      endpoint_url: receiver.url,
      authorization_header: "Bearer mine",
    },
    events_requested: metadata.events_supported ?? [
      "https://schemas.openid.net/secevent/caep/event-type/session-revoked",
      "https://schemas.openid.net/secevent/caep/event-type/credential-change",
      "https://schemas.openid.net/secevent/risc/event-type/account-disabled",
    ],
  });
  assert.equal(status, 201);
  assert.equal(stream.iss, metadata.issuer);

  const { keys } = (await (await fetch(metadata.jwks_uri)).json()) as { keys: Jwk[] };
  const read = ({ headers, body }: Heard) => {
    assert.equal(headers["content-type"], "application/secevent+jwt");
    assert.equal(headers.authorization, "Bearer mine");
    const to = { keys, issuer: metadata.issuer, audience: stream.aud };
    return readToken(body, to, world.now().getTime());
  };

  // Verification.
  const { stream_id } = stream;
  const verified = await ask(metadata.verification_endpoint, { stream_id, state: "hello-1" });
  assert.equal(verified.status, 204);
  await until(() => receiver.heard.length === 1);
  const first = read(receiver.heard[0] as Heard);
  assert.equal(first.type, "https://schemas.openid.net/secevent/ssf/event-type/verification");
  assert.deepEqual(
    [first.facts, first.sub_id],
    [{ state: "hello-1" }, { format: "opaque", id: stream_id }],
  );

  // An owner gets back in.
  const { id, phone, typed } = await owner({ deviceId: "own-phone" });
  const claim = await startClaim(world, typed, {
    deviceToken: await deviceToken(world, "own-phone"),
  });
  await claim.ask("sms-code");
  await until(() => world.codeTo(phone) !== "");
  assert.equal((await claim.give("sms-code", world.codeTo(phone))).body.recovery.state, "ready");
  assert.equal((await claim.complete("seven quiet paper boats")).status, 200);
  await until(() => receiver.heard.length === 3);
  const told = receiver.heard.slice(1).map(read);
  assert.deepEqual(
    told.map(({ type }) => type.split("/").at(-1)),
    ["credential-change", "session-revoked"],
  );
  for (const { sub_id, txn } of told) {
    assert.deepEqual(sub_id, { format: "iss_sub", iss: metadata.issuer, sub: id });
    assert.equal(txn, told[0]?.txn);
  }
});
