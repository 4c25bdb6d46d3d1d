/**
 * AuthZEN 1.0 as a stranger reads it: the schemas here are written from the specification, not from our
 * routes, and the scenario is the one of the certification in structure (basic, batch, discovery).
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Type } from "typebox";
import { Value } from "typebox/value";
import { testWorld } from "../../../test/world.ts";

const world = testWorld();
const Decision = Type.Object({
  decision: Type.Boolean(),
  context: Type.Optional(Type.Object({})),
});
const Decisions = Type.Object({ evaluations: Type.Array(Decision) });
const Metadata = Type.Object({
  policy_decision_point: Type.String({ pattern: "^https?://[^?#]+$" }),
  access_evaluation_endpoint: Type.String({ pattern: "^https?://" }),
  access_evaluations_endpoint: Type.Optional(Type.String({ pattern: "^https?://" })),
});

let next = 0;
const resource = (amount: string, more: object = {}) => ({
  ...{ type: "payment", id: `pay-${++next}` },
  properties: { amount, currency: "CNY", payee: "shop" },
  ...more,
});
const transfer = { name: "transfer" };
const subjectOf = (id: string) => ({ type: "account", id });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.call("POST", path, body, { bearer: world.serviceKey, headers });
const many = async (body: object) => {
  const { status, body: given } = await post("/access/v1/evaluations", body);
  assert.equal(status, 200, JSON.stringify(given));
  assert.ok(Value.Check(Decisions, given), JSON.stringify(given));
  return given.evaluations.map(({ decision }: { decision: boolean }) => decision);
};
const limited = async (id: string, amount: string) => {
  await world.account(id);
  const rules = { ...{ singleLimit: null, dailyLimit: amount, newPayeeDelayHours: 0 } };
  const row = { ...rules, nightLock: false, trustedDevicesOnly: false, delayedArrivalHours: 0 };
  const { db } = world.world;
  await db
    .insertInto("locks")
    .values({ accountId: id, rules: JSON.stringify(row) })
    .execute();
  return id;
};

describe("AuthZEN basic", () => {
  it("answers an evaluation with a decision, and gives the request's name back", async () => {
    const subject = subjectOf(await world.account("az-1"));
    const body = { subject, action: transfer, resource: resource("1.00"), context: {} };
    const given = await post("/access/v1/evaluation", body, { "x-request-id": "bfe9eb29" });
    assert.equal(given.status, 200);
    assert.match(String(given.headers["content-type"]), /^application\/json/);
    assert.equal(given.headers["x-request-id"], "bfe9eb29");
    assert.ok(Value.Check(Decision, given.body));
  });

  it("answers with 400 to what is malformed, and lets what it does not know pass", async () => {
    const subject = subjectOf(await world.account("az-2"));
    const whole = { subject, action: transfer, resource: resource("1.00") };
    for (const part of ["subject", "action", "resource"] as const) {
      const { [part]: _left, ...cut } = whole;
      assert.equal((await post("/access/v1/evaluation", cut)).status, 400, part);
    }
    assert.equal((await post("/access/v1/evaluation", { ...whole, subject: "alice" })).status, 400);
    assert.equal(
      (await post("/access/v1/evaluation", { ...whole, subject: { id: "x" } })).status,
      400,
    );
    const more = {
      ...{ ...whole, extra: 1, action: { ...transfer, properties: { method: "GET" }, more: [] } },
      subject: { ...subject, properties: { department: "Sales" }, more: {} },
    };
    assert.equal((await post("/access/v1/evaluation", more)).body.decision, true);
    const unsigned = await world.call("POST", "/access/v1/evaluation", whole);
    assert.equal(unsigned.status, 401);
  });
});

describe("AuthZEN batch", () => {
  it("merges what stands at the top into each item, and an item's own goes first", async () => {
    const subject = subjectOf(await limited("az-3", "10.00"));
    const evaluations = [
      { resource: resource("4.00") },
      { resource: resource("20.00") },
      { resource: resource("6.00") },
      { resource: resource("0.01") },
      { subject: subjectOf("nobody"), resource: resource("1.00") },
    ];
    assert.deepEqual(
      await many({ subject, action: transfer, evaluations }),
      [true, false, true, false, false],
      "each counts those permitted before it",
    );
  });

  it("stops at the first denial, or at the first permission, when asked to", async () => {
    const subject = subjectOf(await limited("az-4", "10.00"));
    const run = (semantic: string, amounts: string[]) =>
      many({
        ...{ subject, action: transfer, options: { evaluations_semantic: semantic } },
        evaluations: amounts.map((amount) => ({ resource: resource(amount) })),
      });
    assert.deepEqual(await run("execute_all", ["99", "98"]), [false, false]);
    assert.deepEqual(await run("deny_on_first_deny", ["1", "99", "1"]), [true, false]);
    assert.deepEqual(await run("permit_on_first_permit", ["99", "1", "1"]), [false, true]);
    const bad = { options: { evaluations_semantic: "maybe" }, evaluations: [] };
    assert.equal((await post("/access/v1/evaluations", bad)).status, 400);
  });

  it("answers one evaluation as one when there are no items, and 400 when a part is missing", async () => {
    const subject = subjectOf(await world.account("az-5"));
    const one = { subject, action: transfer, resource: resource("1.00") };
    for (const evaluations of [undefined, []]) {
      const { body } = await post("/access/v1/evaluations", { ...one, evaluations });
      assert.ok(Value.Check(Decision, body), JSON.stringify(body));
    }
    const cut = { subject, action: transfer, evaluations: [{ resource: resource("1") }, {}] };
    const { status, body } = await post("/access/v1/evaluations", cut);
    assert.equal(status, 400);
    assert.equal(body.errors[0].pointer, "/evaluations/1/resource");
  });

  // Broken once: without the account's row lock 1,000 requests spent more than the limit.
  it("T28 never passes a daily limit with 1,000 transfers and batches at once", async () => {
    const subject = subjectOf(await limited("az-6", "50.00"));
    let permitted = 0;
    const one = async () => {
      const body = { subject, action: transfer, resource: resource("1.00") };
      if ((await post("/access/v1/evaluation", body)).body.decision) permitted++;
    };
    const batch = async () => {
      const evaluations = Array.from({ length: 5 }, () => ({ resource: resource("1.00") }));
      const given = await many({ subject, action: transfer, evaluations });
      permitted += given.filter(Boolean).length;
    };
    await Promise.all(Array.from({ length: 1000 }, (_, n) => (n % 20 === 0 ? batch() : one())));
    assert.equal(permitted, 50);
  });
});

describe("AuthZEN discovery", () => {
  it("says where to ask, to anybody", async () => {
    const { status, body } = await world.call("GET", "/.well-known/authzen-configuration");
    assert.equal(status, 200);
    assert.ok(Value.Check(Metadata, body), JSON.stringify(body));
    assert.equal(body.policy_decision_point, world.world.config.url);
    assert.ok(body.access_evaluation_endpoint.startsWith(body.policy_decision_point));
  });
});
