/** The look of each minute on a real database: the seeded spike (E40), and how an alert reaches people. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sql } from "kysely";
import { alertRows } from "../../../test/alert-rows.ts";
import { as, atDesk } from "../../../test/desk.ts";
import { listen, readWebhook } from "../../../test/subscriber.ts";
import { testWorld } from "../../../test/world.ts";
import { transact } from "../../core/db.ts";
import { emit, readEvents } from "../../core/events.ts";
import { lockAccount, newServiceKey } from "../accounts/index.ts";
import { deliverDue } from "../signals/index.ts";
import { signInStaff } from "../staff/index.ts";
import { evaluate, LOOK } from "./evaluating.ts";
import type { RuleId } from "./list.ts";
import { HOUSE } from "./tries.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const world = testWorld({
  RIGHTFUL_ALERT_OWNERS: "operations:ops@example.com",
  RIGHTFUL_ALARM_EMAIL: "all@example.com",
});
const { db, ago, caseOf, empty } = alertRows(world);

/** A minute passes, and what it brings is done. */
async function minutes(count: number) {
  for (let n = 0; n < count; n++) {
    world.skip(60);
    await evaluate(world.world);
  }
}
const told = async (rule: RuleId, isTest = false) =>
  (await readEvents(world.world, HOUSE))
    .filter(({ type, payload }) => /^alert\.(fired|cleared)$/.test(type) && payload.alert === rule)
    .filter(({ payload }) => payload.isTest === isTest)
    .map(({ type }) => type.slice("alert.".length));

/** Hours pass, and a desk that nobody touches is locked: signed in anew each time. */
const head = async () => {
  const { token } = await signInStaff(world.world, "agt_head", "test");
  return as(world, { cookies: { rightful_staff: token } });
};
const page = async () => (await (await head()).get("/v1/insights/alerts")).body;
const alertOf = async (id: RuleId) =>
  (await page()).alerts.find((each: { id: string }) => each.id === id);

describe("an alert that fires", () => {
  const proofs = (n: number, proof: string, type = "recovery.proof-refused") =>
    transact(world.world, async (world) => {
      await lockAccount(world, "acc_spike");
      for (let i = 0; i < n; i++)
        await emit(world, { kind: "system", id: "test" }, type, "acc_spike", { proof });
    });
  let hook: Awaited<ReturnType<typeof listen>>;
  let secret = "";
  const heard = async () => {
    await world.settle();
    await deliverDue(world.world);
    return hook.heard.map((one) => readWebhook(one, secret, world.now()));
  };

  before(async () => {
    await empty("recoveries", "holds", "cases", "jobs", "evidence_files");
    await atDesk(world, "agt_head", "supervisor", "west");
    await world.account("acc_spike", { phone: "+8613900003102" });
    hook = await listen(() => ({ status: 204 }));
    const key = await newServiceKey(world.world, "hooks", ["webhooks"]);
    const asked = { url: hook.url, events: ["alert.fired", "alert.cleared"] };
    const made = await world.call("POST", "/v1/webhooks", asked, { bearer: key });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    secret = made.body.secret;
  });

  // E40.
  test("60 failures of one method in 10 minutes fire once, name the method, and clear with hysteresis", async (t) => {
    t.after(() => hook.close());
    await sql`delete from settings where name = 'alerts-counted'`.execute(db());
    await evaluate(world.world);
    for (let minute = 0; minute < 10; minute++) {
      await proofs(6, "sms-code");
      await proofs(1, "passkey", "recovery.proof-accepted");
      // Looked at when there are enough tries, and for the rest of the spike.
      if (minute < 6) world.skip(60);
      else await minutes(1);
    }
    assert.deepEqual(await told("method-broken"), ["fired"]);
    const firing = await alertOf("method-broken");
    assert.equal(firing.state, "firing");
    assert.match(firing.says.en, /Code by text message: 0 of \d+ tries passed/);
    assert.doesNotMatch(firing.says.en, /passkey/i);
    // A quarter of an hour later five minutes of it are left, of six tries each; then there are fewer than 30.
    world.skip(8 * 60);
    await minutes(1);
    assert.equal((await alertOf("method-broken")).state, "firing");
    world.skip(60);
    await minutes(4);
    assert.equal((await alertOf("method-broken")).state, "firing");
    await minutes(1);
    assert.deepEqual(await told("method-broken"), ["fired", "cleared"]);
    await minutes(2);
    assert.deepEqual(await told("method-broken"), ["fired", "cleared"]);
    const said = await heard();
    assert.deepEqual(
      said.filter(({ data }) => data.details.alert === "method-broken").map(({ type }) => type),
      ["alert.fired", "alert.cleared"],
    );
    const mails = world.sent.filter(
      ({ to, subject }) => to === "ops@example.com" && /method/.test(subject ?? ""),
    );
    assert.equal(mails.length, 2);
    assert.match(mails[0]?.text ?? "", /docs\/runbooks#method-broken/);
    assert.doesNotMatch(mails[0]?.text ?? "", /TEST|acc_spike/);
    const { history } = await page();
    assert.equal(
      history.filter((each: { alert: string }) => each.alert === "method-broken").length,
      1,
    );
  });

  test("is held against the same hour of four weeks, where there are some", async () => {
    world.skip(86_400);
    const now = world.now().getTime();
    for (const week of [1, 2, 3, 4])
      await sql`insert into alert_tries (proof, slot_at, tries, passed)
        values ('email-code', ${new Date(now - week * 7 * DAY)}, 100, 90)`.execute(db());
    await sql`insert into alert_tries (proof, slot_at, tries, passed)
      values ('email-code', ${new Date(now)}, 40, 34)`.execute(db());
    await minutes(3);
    assert.deepEqual(await told("method-broken"), ["fired", "cleared"]);
    await sql`update alert_tries set passed = 20 where proof = 'email-code' and tries = 40`.execute(
      db(),
    );
    await minutes(2);
    assert.deepEqual(await told("method-broken"), ["fired", "cleared", "fired"]);
  });

  test("is taken by somebody, who is named, and is quiet for half an hour", async () => {
    const desk = await head();
    const before = (await told("method-broken")).length;
    const keep = () =>
      sql`insert into alert_tries (proof, slot_at, tries, passed) values ('face', ${world.now()}, 40, 0)
        on conflict (proof, slot_at) do nothing`.execute(db());
    await keep();
    const taken = await desk.post("/v1/insights/alerts/method-broken/acknowledgement");
    assert.equal(taken.status, 200, JSON.stringify(taken.body));
    assert.equal((await alertOf("method-broken")).open.takenBy, "Name of agt_head");
    world.skip(27 * 60);
    await keep();
    await minutes(2);
    assert.equal((await told("method-broken")).length, before);
    await keep();
    await minutes(2);
    assert.equal((await told("method-broken")).length, before + 1);
    const { open } = await alertOf("method-broken");
    assert.deepEqual([open.takenBy, open.timesTold], [null, 2]);
  });

  test("is silenced with an end, a name and a reason, and told when that is over", async () => {
    const silence = async (body: object) =>
      (await head()).post("/v1/insights/alerts/theft-waiting/silence", body);
    const inHours = (hours: number) => new Date(world.now().getTime() + hours * HOUR).toISOString();
    assert.equal((await silence({ until: inHours(8 * 24), why: "x" })).body.code, "bad-silence");
    assert.equal((await silence({ until: inHours(-1), why: "x" })).body.code, "bad-silence");
    assert.equal((await silence({ until: inHours(1) })).body.code, "bad-silence");
    assert.equal((await silence({ until: inHours(0.2), why: "A drill" })).status, 200);
    await caseOf(ago(HOUR), { theft: true });
    await minutes(5);
    const { state, isFiring, silence: shown } = await alertOf("theft-waiting");
    assert.deepEqual(
      [state, isFiring, shown.by, shown.why],
      ["silenced", true, "Name of agt_head", "A drill"],
    );
    assert.deepEqual(await told("theft-waiting"), []);
    await minutes(8);
    assert.deepEqual(await told("theft-waiting"), ["fired"]);
    assert.equal((await silence({ until: inHours(1), why: "Known" })).status, 200);
    assert.equal((await silence({ until: null })).status, 200);
    assert.equal((await alertOf("theft-waiting")).state, "firing");
    await empty("cases");
    await minutes(5);
    assert.deepEqual(await told("theft-waiting"), ["fired", "cleared"]);
  });

  test("can be tried: labelled as a test everywhere, and over with the next minute", async () => {
    const before = world.sent.length;
    const desk = await head();
    const fire = () => desk.post("/v1/insights/alerts/backlog/test");
    assert.equal((await fire()).status, 200);
    assert.equal((await fire()).status, 200);
    const { state, test: shown } = await alertOf("backlog");
    assert.deepEqual([state, shown.isTest, shown.testedBy], ["ok", true, "Name of agt_head"]);
    assert.equal((await desk.post("/v1/insights/alerts/backlog/acknowledgement")).status, 200);
    await minutes(1);
    await world.settle();
    assert.deepEqual(await told("backlog", true), ["fired", "cleared"]);
    assert.deepEqual(await told("backlog"), []);
    const mails = world.sent.slice(before).filter(({ subject }) => /backlog/i.test(subject ?? ""));
    assert.deepEqual(
      mails.map(({ to, subject }) => [to, subject?.startsWith("[TEST] ")]),
      [
        ["all@example.com", true],
        ["all@example.com", true],
      ],
    );
    assert.equal((await alertOf("backlog")).test, null);
  });

  test("is read by an analyst, who may not act, and by no agent", async () => {
    const ye = as(world, await atDesk(world, "agt_ye", "analyst"));
    const luo = as(world, await atDesk(world, "agt_luo", "agent", "east"));
    assert.equal((await ye.get("/v1/insights/alerts")).status, 200);
    assert.equal((await ye.post("/v1/insights/alerts/backlog/test")).status, 403);
    assert.equal((await luo.get("/v1/insights/alerts")).status, 403);
    assert.equal((await world.call("GET", "/v1/insights/alerts")).status, 401);
    const desk = await head();
    assert.equal((await desk.post("/v1/insights/alerts/none/test")).body.code, "no-alert");
    const idle = "/v1/insights/alerts/backlog/acknowledgement";
    assert.equal((await desk.post(idle)).body.code, "not-firing");
  });
});

describe("the look of each minute", () => {
  test("is one job in World's time, whichever process has it, and asks for the next", async () => {
    await empty("jobs");
    await world.sweep();
    await world.sweep();
    const asked = () =>
      sql<{ dueAt: Date }>`select due_at from jobs where account_id = ${HOUSE} and kind = ${LOOK}`
        .execute(db())
        .then(({ rows }) => rows.map(({ dueAt }) => dueAt.getTime()));
    assert.equal((await asked()).length, 1);
    await world.settle();
    assert.deepEqual(await asked(), [world.now().getTime() + MINUTE]);
    world.skip(24 * 3600);
    await world.settle();
    assert.equal((await asked()).length, 1);
  });

  test("counts once when two processes look at the same minute", async () => {
    await empty("alert_states", "alert_firings");
    await caseOf(ago(HOUR), { theft: true });
    for (let n = 0; n < 3; n++) {
      world.skip(60);
      await Promise.all([evaluate(world.world), evaluate(world.world)]);
    }
    const { rows } = await sql<{ trueRuns: number }>`
      select true_runs from alert_states where rule = 'theft-waiting'`.execute(db());
    assert.equal(rows[0]?.trueRuns, 3);
    const fired = await sql`select 1 from alert_firings where rule = 'theft-waiting'`.execute(db());
    assert.equal(fired.rows.length, 1);
  });

  test("tells once when its process is killed: before the commit nothing happened, after it all did", async () => {
    await empty("cases", "alert_states", "alert_firings", "jobs");
    await caseOf(ago(HOUR), { theft: true });
    await minutes(1);
    const before = (await told("theft-waiting")).length;
    world.skip(60);
    // Ended in the middle of the transaction that fires: an id is taken for the alert, and then no more.
    const dying = {
      ...world.world,
      id: (prefix: string) => {
        if (prefix === "evt") throw new Error("killed");
        return world.world.id(prefix);
      },
    };
    await assert.rejects(evaluate(dying), /killed/);
    assert.equal((await told("theft-waiting")).length, before);
    assert.equal((await sql`select 1 from alert_firings`.execute(db())).rows.length, 0);
    await evaluate(world.world);
    // Killed after the commit, before its job was put away: it is done again and finds the minute judged.
    world.skip(20);
    await evaluate(world.world);
    assert.deepEqual((await told("theft-waiting")).slice(before), ["fired"]);
    const { rows } = await sql`select 1 from jobs
      where kind = ${LOOK} and due_at > ${world.now()}`.execute(db());
    assert.equal(rows.length, 1, "one line of looks goes on");
  });

  test("goes on where one of the looks fails, and says so", async () => {
    world.skip(60);
    await empty("alert_firings");
    await sql`insert into settings (name, value) values ('audit-state', 'not JSON')
      on conflict (name) do update set value = excluded.value`.execute(db());
    await evaluate(world.world);
    const broken = await alertOf("audit-chain");
    assert.deepEqual(
      [broken.state, /could not be looked at/.test(broken.says.en)],
      ["no-data", true],
    );
    assert.equal((await alertOf("theft-waiting")).says.en.startsWith("1 cases"), true);
  });
});
