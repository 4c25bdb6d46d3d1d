/** Erasure, HTTP in and HTTP out. What was taken out to see a test go red stands above it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { startClaim } from "../../../test/claimant.ts";
import { as, atDesk } from "../../../test/desk.ts";
import { ownersOf } from "../../../test/owner.ts";
import { type Jwk, readToken } from "../../../test/subscriber.ts";
import { testWorld } from "../../../test/world.ts";
import { newServiceKey } from "../accounts/index.ts";
import { verifyAudit } from "../audit/index.ts";
import { jwks } from "../signals/keys.ts";
import { gone, stays } from "./store.ts";

const world = testWorld();
const { anOwner, comeBack, proveBySms, messagesTo } = ownersOf(world);
const client = (method: string, path: string) =>
  world.call(method, path, undefined, { bearer: world.serviceKey });
const DAYS = 24;
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

async function asked() {
  const owner = await anOwner({ name: "Mei Erasure", deviceId: "erasure-phone" });
  await proveBySms(owner);
  const { status, body } = await owner.post("/erasure");
  assert.equal(status, 202, JSON.stringify(body));
  await world.settle();
  return { owner, effectiveAt: body.erasure.effectiveAt as string };
}

/** Tables with a row of this account. */
async function tablesOf(id: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where column_name = 'account_id' and table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    world.world.db,
  );
  const found = [];
  for (const { name } of rows) {
    const { rows: some } =
      await sql`select 1 from ${sql.table(name)} where account_id = ${id} limit 1`.execute(
        world.world.db,
      );
    if (some.length > 0) found.push(name);
  }
  return found.sort();
}

describe("an owner who wants to be forgotten", () => {
  // Broken once: without enterFresh a session alone was enough.
  test("asks with a fresh proof; being signed in is not enough", async () => {
    const owner = await anOwner();
    assert.equal((await owner.post("/erasure")).body.code, "needs-fresh-proof");
    assert.deepEqual((await owner.get("/erasure")).body, { erasure: null });
  });

  test("is told on every channel, and is forgotten after 14 days and not before", async () => {
    const receiver = await newServiceKey(world.world, "listener", ["ssf.read", "ssf.manage"]);
    const ask = (method: string, path: string, body?: unknown) =>
      world.call(method, path, body, { bearer: receiver });
    const stream = await ask("POST", "/ssf/streams", { delivery: { method: "urn:ietf:rfc:8936" } });
    const { owner, effectiveAt } = await asked();
    assert.equal(Date.parse(effectiveAt) - world.now().getTime(), 14 * DAYS * 3_600_000);
    for (const to of [owner.phone, owner.email]) assert.equal(messagesTo(to, /erase/), 1);
    await world.pass(14 * DAYS - 1);
    assert.equal((await (await comeBack(owner)).get("/erasure")).body.erasure.state, "waiting");
    await world.pass(1);
    assert.equal(messagesTo(owner.email, /was erased as asked/), 1);
    await world.pass(1);
    assert.deepEqual(await tablesOf(owner.id), ["accounts", "erasures", "events", "signals"]);
    const row = await world.world.db
      .selectFrom("accounts")
      .selectAll()
      .where("accountId", "=", owner.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      [row.kind, row.dataKey, row.name, row.passwordHash],
      ["erased", "", null, null],
    );
    const polled = await ask("POST", `/ssf/streams/${stream.body.stream_id}/poll`, {
      returnImmediately: true,
    });
    const { keys } = await jwks(world.world);
    const to = { keys: keys as Jwk[], issuer: stream.body.iss, audience: stream.body.aud };
    const read = Object.values<string>(polled.body.sets).map(
      (token) => readToken(token, to, world.now().getTime()).type,
    );
    assert.ok(
      read.some((type) => type.endsWith("risc/event-type/account-purged")),
      String(read),
    );
    assert.equal((await verifyAudit(world.world)).found, 0, "the chain still verifies");
    // The number is free, the id is not: a new account of it would stand on another's chain.
    assert.equal((await client("DELETE", `/v1/accounts/${owner.id}`)).body.code, "no-account");
    const again = await world.call(
      "PUT",
      `/v1/accounts/${owner.id}`,
      { name: "Somebody" },
      { bearer: world.serviceKey },
    );
    assert.deepEqual([again.status, again.body.code], [409, "account-erased"]);
    const other = await world.account("acc-next", { phone: owner.phone });
    assert.equal((await startClaim(world, owner.phone)).recovery.state, "proving");
    assert.deepEqual(await world.events(other).then((events) => events.length > 0), true);
  });

  test("changes their mind by being signed in, or from any message; then it has to be asked anew", async () => {
    const { owner } = await asked();
    assert.equal((await owner.delete("/erasure")).status, 200);
    assert.equal((await owner.delete("/erasure")).body.code, "no-erasure");
    const second = await asked();
    const token = world.linkTo(second.owner.email);
    const stopped = await world.call("POST", "/v1/not-me", { token });
    assert.equal(stopped.body.done, "stopped", JSON.stringify(stopped.body));
    await world.pass(15 * DAYS);
    for (const { id } of [owner, second.owner])
      assert.ok((await tablesOf(id)).includes("methods"), "everything is there");
  });
});

describe("a thief who wants what he did forgotten", () => {
  // Broken once: without the obstacles each of these was accepted.
  test("is refused while a freeze stands, a claim has proven something, or people look at a case", async () => {
    const frozen = await anOwner();
    await proveBySms(frozen);
    await frozen.post("/holds");
    const held = await frozen.post("/erasure");
    assert.deepEqual([held.body.code, held.body.obstacles], ["erasure-refused", ["hold"]]);
    const claimed = await anOwner();
    const claim = await startClaim(world, claimed.phone);
    assert.equal((await claim.prove("sms-code", claimed.phone)).status, 200);
    const refused = await client("DELETE", `/v1/accounts/${claimed.id}`);
    assert.deepEqual([refused.status, refused.body.obstacles], [409, ["recovery"]]);
    const types = (await world.events(claimed.id)).map(({ type }) => type);
    assert.ok(types.includes("erasure.refused"), "the refusal stands in the chain");
  });

  test("does not get it when a freeze is placed within the two weeks", async () => {
    const { owner } = await asked();
    await (await comeBack(owner)).post("/holds");
    await world.pass(14 * DAYS + 1);
    assert.ok((await tablesOf(owner.id)).includes("methods"));
    assert.equal(messagesTo(owner.email, /will not be erased/), 1);
  });

  test("does not get it while a court wants the account kept, and does not learn of that", async () => {
    const su = await atDesk(world, "agt_keep", "supervisor", "east");
    const { owner } = await asked();
    const placed = await as(world, su).post(`/v1/desk/accounts/${owner.id}/legal-holds`, {
      reference: "2026-HZ-0117",
    });
    assert.equal(placed.status, 201, JSON.stringify(placed.body));
    await world.pass(16 * DAYS);
    assert.ok((await tablesOf(owner.id)).includes("methods"));
    const back = await comeBack(owner);
    assert.equal((await back.get("/erasure")).body.erasure.state, "waiting");
    const { entries } = (await back.get("/activity")).body;
    assert.ok(!JSON.stringify(entries).includes("legal"));
  });
});

test("a wallet's back end asks and takes back; asked twice it waits once", async () => {
  const owner = await anOwner();
  const first = await client("DELETE", `/v1/accounts/${owner.id}`);
  assert.equal(first.status, 202);
  await world.pass(24);
  const second = await client("DELETE", `/v1/accounts/${owner.id}`);
  assert.deepEqual(second.body, first.body);
  assert.equal((await client("DELETE", `/v1/accounts/${owner.id}/erasure`)).status, 200);
  assert.equal((await client("DELETE", "/v1/accounts/nobody")).body.code, "no-account");
});

test("every table that belongs to accounts is decided on: it goes with one, or says why it stays", async () => {
  const { rows } = await sql<{ name: string }>`select table_name as name
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where column_name = 'account_id' and table_schema = 'public' and table_type = 'BASE TABLE'`.execute(
    world.world.db,
  );
  assert.deepEqual(
    [...gone.map(snake), ...Object.keys(stays)].sort(),
    rows.map(({ name }) => name).sort(),
  );
});
