/** Payment decisions, HTTP in and HTTP out. What was taken out to see a test go red stands above it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ownersOf } from "../../../test/owner.ts";
import { testWorld } from "../../../test/world.ts";
import { newServiceKey } from "../accounts/index.ts";

const world = testWorld();
const { anOwner, comeBack, proveBySms } = ownersOf(world);
let next = 0;

const CURRENCY = "CNY";
type Ask = {
  id?: string;
  amount?: unknown;
  payee?: unknown;
  currency?: string;
  action?: string;
  context?: Record<string, unknown>;
};
const payment = (accountId: string, ask: Ask = {}) => ({
  subject: { type: "account", id: accountId },
  action: { name: ask.action ?? "transfer" },
  resource: {
    type: "payment",
    id: ask.id ?? `pay-${++next}`,
    properties: {
      amount: ask.amount ?? "10.00",
      currency: ask.currency ?? CURRENCY,
      payee: ask.payee ?? "shop",
    },
  },
  context: ask.context ?? {},
});
const post = (path: string, body: unknown) => world.as(world.serviceKey).post(path, body);
const evaluate = async (accountId: string, ask: Ask = {}) => {
  const { status, body } = await post("/access/v1/evaluation", payment(accountId, ask));
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const code = async (accountId: string, ask: Ask = {}) =>
  (await evaluate(accountId, ask)).context.code;
const report = (lines: unknown[]) =>
  world.call("POST", "/v1/transactions", lines.map((line) => JSON.stringify(line)).join("\n"), {
    bearer: world.serviceKey,
    headers: { "content-type": "application/x-ndjson" },
  });
const done = (accountId: string, id: string, more: object = {}) => ({
  ...{ id, accountId, at: world.now().toISOString(), direction: "out", amount: "10.00" },
  ...{ currency: CURRENCY, payee: "shop", status: "completed", ...more },
});
const hold = (accountId: string, more: object = {}) =>
  post(`/v1/accounts/${accountId}/holds`, { reason: "wallet", scope: "outgoing", ...more });

describe("a decision", () => {
  it("lets an ordinary payment go ahead and reserves it, with words for everybody", async () => {
    const { id } = await anOwner();
    const given = await evaluate(id, { id: "first" });
    assert.equal(given.decision, true);
    assert.equal(given.context.reservation.id, "first");
    assert.ok(given.context.reason_user.zh && given.context.reason_admin.en);
    assert.match(given.context.version, /^wallet@\d+$/);
    assert.deepEqual(await evaluate(id, { id: "first" }), given, "a repeat is answered alike");
    world.skip(60);
    assert.deepEqual(await evaluate(id, { id: "first" }), given, "and its end does not move");
  });

  it("does not take the same id for another payment, nor for one that was made", async () => {
    const { id } = await anOwner();
    assert.equal(await code(id, { id: "one" }), "permitted");
    assert.equal(await code(id, { id: "one", amount: "10.01" }), "id-reused");
    assert.equal(await code(id, { id: "one", payee: "thief" }), "id-reused");
    assert.equal(await code(id, { id: "one", action: "pay" }), "id-reused");
    assert.equal((await report([done(id, "one")])).body.accepted, 1);
    assert.equal(await code(id, { id: "one" }), "already-done");
  });

  it("understands what it refuses: amounts, currencies, payees, actions", async () => {
    const { id } = await anOwner();
    for (const amount of [
      "-1",
      "0",
      "0.00",
      "1.001",
      "1e3",
      "9999999999999",
      "",
      12.5,
      null,
      "１０",
    ])
      if (amount !== null) assert.equal(await code(id, { amount }), "bad-amount", String(amount));
    assert.equal(await code(id, { amount: "999999999999.99" }), "permitted");
    assert.equal(await code(id, { currency: "EUR" }), "wrong-currency");
    assert.equal(await code(id, { payee: "  " }), "bad-payee");
    assert.equal(await code(id, { payee: { a: 1 } }), "bad-payee");
    assert.equal(await code(id, { action: "gamble" }), "unknown-action");
  });

  // T45: an id is all that a key may ask by, and what does not exist and what is nobody's look alike.
  it("T45 denies an unknown account and one that belongs to nobody in the same words", async () => {
    const unknown = await evaluate("no-such-account");
    const shadow = await evaluate("shadow:abc");
    assert.equal(unknown.context.code, "denied");
    assert.deepEqual(shadow, unknown);
    for (const action of ["sign-in", "add-payee", "add-device"])
      assert.deepEqual(await evaluate("no-such-account", { action }), unknown);
  });

  it("T45 needs a key with the scope decisions or accounts", async () => {
    const { id } = await anOwner();
    const ask = (bearer: string) =>
      world
        .as(bearer)
        .post("/access/v1/evaluation", payment(id))
        .then(({ status }) => status);
    assert.equal(await ask(await newServiceKey(world.world, "decider", ["decisions"])), 200);
    assert.equal(await ask(await newServiceKey(world.world, "other", ["ssf.read"])), 403);
    assert.equal(await ask("rk_nobody"), 401);
  });

  // The key is looked up in the decision's own transaction. Broken once: without `await confirmed` before the
  // commit the thief's payment was reserved; without `finally` in the server he was told the reason.
  it("T45 is refused to a key that has ended since it was last good, and keeps nothing", async () => {
    const { id } = await anOwner();
    const key = await newServiceKey(world.world, "leaving", ["decisions"]);
    const ask = (payment: object) => world.as(key).post("/access/v1/evaluation", payment);
    for (let n = 0; n < 2; n++) assert.equal((await ask(payment(id))).status, 200);
    const change = (set: object) =>
      world.world.db.updateTable("serviceKeys").set(set).where("name", "=", "leaving").execute();
    const reservedOf = async (payment: string) =>
      await world.world.db
        .selectFrom("reservations")
        .select("id")
        .where("accountId", "=", id)
        .where("id", "=", payment)
        .execute();
    for (const [name, set, back] of [
      ["ended", { endsAt: world.now() }, { endsAt: null }],
      ["narrowed", { scopes: '["ssf.read"]' }, { scopes: '["decisions"]' }],
    ] as const) {
      await change(set);
      const refused = [name === "narrowed" ? 403 : 401, 401];
      const first = await ask(payment(id, { id: name }));
      assert.ok(refused.includes(first.status), name);
      assert.equal(first.body.decision, undefined);
      for (const other of [{ amount: "x" }, { action: "gamble" }, { id: name }])
        assert.ok(refused.includes((await ask(payment(id, other))).status), JSON.stringify(other));
      assert.deepEqual(await reservedOf(name), [], "nothing was reserved");
      await change(back);
      assert.equal((await ask(payment(id, { id: name }))).status, 200, "good again");
      assert.equal((await ask(payment(id, { id: name }))).status, 200);
    }
  });

  it("T45 is not told to a key that ended meanwhile, whatever was asked", async () => {
    const key = await newServiceKey(world.world, "late", ["decisions"]);
    const ask = (asked: object) => world.as(key).post("/access/v1/evaluation", asked);
    const end = (endsAt: Date | null) =>
      world.world.db
        .updateTable("serviceKeys")
        .set({ endsAt })
        .where("name", "=", "late")
        .execute();
    const { id } = await anOwner();
    for (const asked of [
      payment(id, { amount: "x" }),
      payment(id, { action: "gamble" }),
      payment(id, { action: "sign-in" }),
      payment("no-such-account"),
    ]) {
      assert.equal((await ask(asked)).status, 200);
      await end(world.now());
      assert.deepEqual((await ask(asked)).body.code, "not-signed-in");
      await end(null);
    }
  });

  // Broken once: the holds were left out of the reading; this and the next went red.
  it("T25 refuses everything that leaves a frozen account, from the answer of the freeze on", async () => {
    const { id } = await anOwner();
    assert.equal(await code(id, { id: "before" }), "permitted");
    assert.equal((await hold(id)).status, 201);
    for (const action of ["transfer", "withdraw", "pay", "add-payee"])
      assert.equal(await code(id, { action }), "held", action);
    assert.equal(await code(id, { id: "before" }), "held", "a permission given before as well");
    assert.equal(await code(id, { action: "sign-in" }), "permitted");
    const other = await anOwner();
    await hold(other.id, { scope: "sign-in" });
    assert.equal(await code(other.id), "permitted");
    assert.equal(await code(other.id, { action: "sign-in" }), "held");
    assert.equal(await code(other.id, { action: "add-device" }), "held");
  });

  it("T25 permits nothing after any of many freezes was acknowledged, whatever else happens", async () => {
    const { id } = await anOwner();
    let frozenAt = Number.POSITIVE_INFINITY;
    let late = 0;
    let clock = 0;
    const pay = async () => {
      const began = ++clock;
      if ((await evaluate(id)).decision && began > frozenAt) late++;
    };
    const freeze = async (scope: string) => {
      await hold(id, { scope });
      frozenAt = Math.min(frozenAt, ++clock);
    };
    const all = Array.from({ length: 60 }, (_, n) =>
      n === 20 ? freeze("outgoing") : n === 30 ? freeze("everything") : pay(),
    );
    await Promise.all(all);
    await Promise.all(Array.from({ length: 20 }, pay));
    assert.equal(late, 0);
    assert.ok(frozenAt < Number.POSITIVE_INFINITY);
  });

  it("ends with a freeze that has run out, by our clock, and says until when", async () => {
    const { id } = await anOwner();
    const expiresAt = new Date(world.now().getTime() + 3_600_000).toISOString();
    await hold(id, { expiresAt });
    assert.equal((await evaluate(id)).context.until, expiresAt);
    world.skip(3600);
    assert.equal(await code(id), "permitted");
    await world.settle();
  });
});

describe("a security lock", () => {
  const lockOf = async (rules: object) => {
    const owner = await anOwner();
    const { status, body } = await owner.put("/lock", rules);
    assert.equal(status, 200, JSON.stringify(body));
    return owner;
  };

  it("holds a payment to the single limit", async () => {
    const { id } = await lockOf({ singleLimit: "100" });
    assert.equal(await code(id, { amount: "100.00" }), "permitted");
    assert.equal(await code(id, { amount: "100.01" }), "over-single");
  });

  // Broken once: without the others of listReservations this went red, and so did T28.
  it("counts what was permitted and not reported, until ten minutes have passed", async () => {
    const { id } = await lockOf({ dailyLimit: "100.00" });
    assert.equal(await code(id, { amount: "60", id: `${id}-a` }), "permitted");
    assert.equal(await code(id, { amount: "60" }), "over-daily");
    await report([done(id, `${id}-a`, { status: "refused", amount: "60.00" })]);
    assert.equal(await code(id, { amount: "60", id: `${id}-b` }), "permitted", "refused: freed");
    world.skip(601);
    assert.equal(await code(id, { amount: "60", id: `${id}-c` }), "permitted", "never reported");
    await report([done(id, `${id}-c`, { amount: "60.00" })]);
    world.skip(601);
    assert.equal(await code(id, { amount: "60" }), "over-daily", "made");
    world.skip(86_400);
    assert.equal(await code(id, { amount: "60" }), "permitted");
  });

  it("knows new payees from those paid before, and makes the first payment wait", async () => {
    const { id } = await lockOf({ newPayeeDelayHours: 2 });
    assert.equal(await code(id, { payee: "stranger" }), "new-payee");
    await report([done(id, `${id}-old`, { payee: "aunt" })]);
    assert.equal(await code(id, { payee: "aunt" }), "permitted");
    world.skip(7200);
    assert.equal(await code(id, { payee: "stranger" }), "permitted");
    assert.equal(await code(id, { payee: "friend", action: "add-payee" }), "permitted");
    assert.equal(await code(id, { payee: "friend" }), "new-payee");
  });

  it("trusts a device of seven days, and gives advice for a delayed arrival", async () => {
    const owner = await anOwner({ deviceId: "old-phone", deviceDays: 7 });
    await owner.put("/lock", { trustedDevicesOnly: true, delayedArrivalHours: 24 });
    const given = await evaluate(owner.id, { context: { deviceId: "old-phone" } });
    assert.equal(given.decision, true);
    assert.deepEqual(given.context.advice, { delay_arrival_hours: 24 });
    assert.equal(await code(owner.id, { context: { deviceId: "new-phone" } }), "untrusted-device");
    assert.equal(await code(owner.id), "untrusted-device");
  });

  it("closes at 23:00 and opens at 06:00 where the owner lives, whatever time the caller says", async () => {
    const { id } = await lockOf({ nightLock: true });
    const toMidnight = 16 - ((world.now().getTime() / 3_600_000) % 24);
    world.skip(((toMidnight + 24) % 24) * 3600);
    const noon = { context: { time: "2026-03-02T04:00:00Z" } };
    const given = await evaluate(id, noon);
    assert.equal(given.context.code, "night");
    assert.equal(new Date(given.context.until).getTime() - world.now().getTime(), 6 * 3_600_000);
    world.skip(6 * 3600);
    assert.equal(await code(id, noon), "permitted");
  });
});

describe("after a recovery", () => {
  const limited = async (kind: string, hours: number) => {
    const owner = await anOwner();
    await report([done(owner.id, `${owner.id}-before`, { payee: "aunt" })]);
    world.skip(60);
    const since = world.now();
    const until = new Date(since.getTime() + hours * 3_600_000);
    const row = { accountId: owner.id, id: `rec-${owner.id}`, kind, since, until };
    await world.world.db.insertInto("moneyLimits").values(row).execute();
    return owner;
  };

  it("L24 lets little go, and only to payees paid before, for 24 hours", async () => {
    const { id } = await limited("L24", 24);
    assert.equal(await code(id, { payee: "thief", amount: "1" }), "recovery-known-payees");
    assert.equal(await code(id, { payee: "aunt", amount: "200.01" }), "recovery-allowance");
    assert.equal(await code(id, { payee: "aunt", amount: "150" }), "permitted");
    assert.equal(await code(id, { payee: "aunt", amount: "50.01" }), "recovery-allowance");
    assert.equal(await code(id, { payee: "aunt", amount: "50" }), "permitted");
    world.skip(86_400);
    assert.equal(await code(id, { payee: "thief", amount: "5000" }), "permitted");
  });

  it("L72 lets nothing go for 72 hours, and then each payment as its owner confirms it", async () => {
    const owner = await limited("L72", 72);
    const ask = { payee: "aunt", id: `${owner.id}-p`, amount: "20" };
    assert.equal(await code(owner.id, ask), "recovery-no-money");
    await world.pass(72);
    assert.equal(await code(owner.id, { ...ask, context: { confirmed: true } }), "confirm-needed");
    const back = await comeBack(owner);
    const confirm = () => back.post("/confirmations", { resourceId: ask.id });
    assert.equal((await confirm()).body.code, "needs-fresh-proof");
    await proveBySms(back);
    assert.equal((await confirm()).status, 200);
    assert.equal((await back.post("/confirmations", { resourceId: "else" })).status, 404);
    const [shown] = (await back.get("/confirmations")).body.confirmations;
    assert.equal(shown.payee, "aunt");
    assert.equal(await code(owner.id, { ...ask, amount: "2000" }), "id-reused");
    assert.equal(await code(owner.id, ask), "permitted");
    await world.pass(7 * 24);
    assert.equal(await code(owner.id, { payee: "aunt" }), "permitted");
  });
});

describe("a report of transactions", () => {
  it("takes each line once, and says of each other one what is wrong with it", async () => {
    const { id } = await anOwner();
    const good = done(id, `${id}-1`);
    const lines = [
      good,
      good,
      { ...good, id: `${id}-2`, direction: "in" },
      done("nobody", "x"),
      done(id, `${id}-3`, { amount: "-1" }),
      done(id, `${id}-4`, { currency: "EUR" }),
      done(id, `${id}-5`, { status: "maybe" }),
      done(id, `${id}-6`, { at: "yesterday" }),
    ];
    const { status, body } = await report(lines);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.accepted, body.duplicates], [2, 1]);
    assert.deepEqual(body.refused, [
      { line: 4, code: "no-account" },
      { line: 5, code: "bad-amount" },
      { line: 6, code: "wrong-currency" },
      { line: 7, code: "bad-status" },
      { line: 8, code: "bad-time" },
    ]);
    assert.deepEqual((await report([good])).body, { accepted: 0, duplicates: 1, refused: [] });
  });

  it("takes ten thousand lines and not one more, and refuses what is no lines at all", async () => {
    const { id } = await anOwner();
    const many = Array.from({ length: 10_000 }, (_, n) => done(id, `${id}-many-${n}`));
    assert.equal((await report(many)).body.accepted, 10_000);
    assert.equal((await report([...many, done(id, "one-more")])).body.code, "bad-lines");
    assert.equal((await report([])).status, 422);
    const cut = await world.call("POST", "/v1/transactions", "{\n[]\nnull", {
      bearer: world.serviceKey,
      headers: { "content-type": "application/x-ndjson" },
    });
    assert.deepEqual(
      cut.body.refused.map(({ code }: { code: string }) => code),
      ["bad-json", "no-account", "bad-json"].map((c, n) => (n === 1 ? "bad-id" : c)),
    );
  });
});
