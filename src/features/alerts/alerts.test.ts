/** Alerts on a real database: what each look counts, the seeded spike (E40), and how one reaches people. */
import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { sql } from "kysely";
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
import * as watch from "./watch-store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const world = testWorld({
  RIGHTFUL_ALERT_OWNERS: "operations:ops@example.com",
  RIGHTFUL_ALARM_EMAIL: "all@example.com",
});
const ago = (ms: number) => new Date(world.now().getTime() - ms);
const db = () => world.world.db;

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

let made = 0;
type Start = { device?: string; network?: string; tag?: string; account?: string; swapped?: true };
async function claim(at: Date, given: Start & { proofs?: string; path?: string } = {}) {
  const id = `rec_${++made}`;
  const risk = given.swapped ? '["new-device","sim-swapped"]' : "[]";
  const account = given.account ?? `acc_${made}`;
  await sql`insert into recoveries (account_id, id, token_hash, state, situation, policy_name,
    policy_version, identifier_kind, identifier_tag, identifier, device, network, locale, risk_level,
    risk_reasons, given, path, created_at, expires_at)
    values (${account}, ${id}, '', 'proving', 'forgot-password', 'wallet', 2, 'phone',
      ${given.tag ?? `tag_${made}`}, '', ${given.device ?? ""}, ${given.network ?? ""}, 'en', 'low',
      ${risk}::jsonb, ${given.proofs ?? "[]"}::jsonb, ${given.path ?? null}, ${at}, ${at})`.execute(
    db(),
  );
  return { id, account };
}
const times = async (n: number, make: (n: number) => Promise<unknown>) => {
  for (let i = 0; i < n; i++) await make(i);
};
async function hold(account: string, at: Date, more: Partial<Record<string, unknown>> = {}) {
  await sql`insert into holds (account_id, id, reason, scope, placed_by, placed_at, enforced_at, released_at)
    values (${account}, ${`hold_${++made}`}, 'owner-freeze', ${more.scope ?? "everything"},
      ${more.by ?? "owner:x"}, ${at}, ${more.enforced === undefined ? at : more.enforced},
      ${more.released ?? null})`.execute(db());
}
async function caseOf(opened: Date, more: Partial<Record<string, unknown>> = {}) {
  const id = `case_${++made}`;
  await sql`insert into cases (account_id, id, state, situation, risk_level, locale, story,
    evidence_version, evidence_hash, round, excluded, is_theft, device, identifier_tag, policy_name,
    policy_version, promise_ms, due_at, claimant_ms, last_type, last_at, opened_at, closed_at, taken_by)
    values ('a', ${id}, ${more.closed ? "closed" : "open"}, 'account-stolen', 'low', 'en', '', 0, '', 1,
      '[]', ${more.theft ?? false}, '', '', 'wallet', 2, 0, ${more.due ?? new Date(opened.getTime() + DAY)},
      0, ${more.last ?? "case.opened"}, ${opened}, ${opened}, ${more.closed ?? null},
      ${more.taken ?? null})`.execute(db());
  return id;
}
const empty = async (...tables: string[]) => {
  for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(db());
};

describe("what each look counts", () => {
  beforeEach(async () => {
    // Time of its own for each.
    world.skip(40 * 86_400);
    await empty("recoveries", "holds", "cases", "transactions", "sends", "jobs", "evidence_files");
  });

  test("codes that were not handed over, and no others", async () => {
    for (const [n, minutes] of [
      [3, 9],
      [2, 11],
    ] as const)
      await times(n, () =>
        sql`insert into sends (destination, id, recognised, at)
          values ('d', ${`s${++made}`}, false, ${ago(minutes * MINUTE)})`.execute(db()),
      );
    const job = (kind: string, state: string, seconds: number) =>
      sql`insert into jobs (account_id, id, kind, key, payload, due_at, state, created_at)
        values ('a', ${`j${++made}`}, ${kind}, ${`k${made}`}, '', ${ago(0)}, ${state}, ${ago(seconds * 1000)})`.execute(
        db(),
      );
    await job("send-sms", "due", 31);
    await job("send-email", "dead", 5);
    await job("send-sms", "due", 29);
    await job("recovery-timer", "due", 60);
    assert.deepEqual(await watch.countCodes(db(), world.now()), { sent: 3, late: 2 });
  });

  test("freezes that took long, and those that the wallet has not confirmed for a minute", async () => {
    await times(19, () => hold("a", ago(5 * MINUTE), { scope: `s${made}` }));
    const at = ago(5 * MINUTE);
    await hold("b", at, { enforced: new Date(at.getTime() + 6000) });
    await hold("c", ago(MINUTE), { enforced: null });
    await hold("d", ago(MINUTE - 1000), { enforced: null });
    await hold("e", ago(2 * MINUTE), { enforced: null, released: ago(MINUTE) });
    const { n, p95Seconds, waiting } = await watch.countFreezes(db(), world.now());
    assert.deepEqual([n, p95Seconds, waiting], [23, 0, 1]);
    await times(2, () =>
      hold("f", at, { scope: `t${made}`, enforced: new Date(at.getTime() + 6000) }),
    );
    assert.equal((await watch.countFreezes(db(), world.now())).p95Seconds, 6);
  });

  test("a payment that was booked after a freeze, and none before it, after it, refused or incoming", async () => {
    const pay = (account: string, at: Date, direction = "out", status = "completed") =>
      sql`insert into transactions (account_id, id, at, counted_at, direction, amount, currency, payee_tag, payee, status)
        values (${account}, ${`t${++made}`}, ${at}, ${ago(10 * MINUTE)}, ${direction}, 1, 'CNY', '', '', ${status})`.execute(
        db(),
      );
    await hold("a", ago(60 * MINUTE), { released: ago(15 * MINUTE) });
    await hold("b", ago(60 * MINUTE), { scope: "sign-in" });
    await pay("a", ago(61 * MINUTE));
    await pay("a", ago(14 * MINUTE));
    await pay("a", ago(30 * MINUTE), "in");
    await pay("a", ago(30 * MINUTE), "out", "refused");
    await pay("b", ago(30 * MINUTE));
    assert.equal(await watch.countPaymentsAfter(db(), world.now()), 0);
    await pay("a", ago(30 * MINUTE));
    assert.equal(await watch.countPaymentsAfter(db(), world.now()), 1);
  });

  test("an owner who objects to a recovery that gave the account away", async () => {
    await world.account("acc_wrong", { phone: "+8613900003101" });
    const notMe = () =>
      transact(world.world, async (world) => {
        await lockAccount(world, "acc_wrong");
        await emit(world, { kind: "system", id: "test" }, "owner.not-me", "acc_wrong", {});
      });
    await notMe();
    assert.equal(await watch.countWrong(db(), world.now()), 0);
    const { id } = await claim(ago(DAY), { account: "acc_wrong" });
    await sql`update recoveries set state = 'completed', ended_at = ${ago(HOUR)} where id = ${id}`.execute(
      db(),
    );
    assert.equal(await watch.countWrong(db(), world.now()), 1);
    assert.equal(await watch.countWrong(db(), new Date(world.now().getTime() + DAY + 1000)), 0);
  });

  test("many names from one place, beside what others name", async () => {
    await times(21, () => claim(ago(10 * MINUTE), { network: "n1", device: "d1" }));
    await times(5, () => claim(ago(10 * MINUTE), { network: "n1", tag: "same" }));
    await times(30, () => claim(ago(10 * MINUTE)));
    await times(2, () => claim(ago(5 * HOUR), { network: "n2" }));
    assert.deepEqual(await watch.countNames(db(), world.now(), "network"), {
      ...{ kind: "network", most: 22, usual: 2 },
    });
    assert.equal((await watch.countNames(db(), world.now(), "device")).most, 21);
  });

  test("claims on numbers with a new SIM card", async () => {
    await times(5, () => claim(ago(HOUR), { swapped: true }));
    await times(9, () => claim(ago(HOUR)));
    await times(7, () => claim(ago(3 * DAY), { swapped: true }));
    assert.deepEqual(await watch.countSwaps(db(), world.now()), { n: 5, perDay: 1 });
  });

  test("accounts that claims of one place froze", async () => {
    await times(3, async () => {
      const { id, account } = await claim(ago(30 * MINUTE), { network: "n1" });
      await hold(account, ago(20 * MINUTE), { by: `claimant:${id}` });
    });
    const { id, account } = await claim(ago(3 * HOUR), { network: "n1" });
    await hold(account, ago(2 * HOUR), { by: `claimant:${id}` });
    await hold("elsewhere", ago(MINUTE));
    assert.equal(await watch.countFrozen(db(), world.now()), 3);
  });

  test("the steps of claims that began in an hour, less the newest", async () => {
    const one = JSON.stringify([{ kind: "sms-code" }]);
    await times(4, () => claim(ago(30 * MINUTE)));
    await times(3, () => claim(ago(30 * MINUTE), { proofs: one }));
    await times(2, () => claim(ago(30 * MINUTE), { proofs: one, path: "p" }));
    await times(5, () => claim(ago(5 * MINUTE)));
    await claim(ago(30 * MINUTE), { account: "shadow:x" });
    assert.deepEqual(await watch.countSteps(db(), world.now()), {
      ...{ started: 9, proven: 5, passed: 2 },
    });
  });

  test("cases: due soon, thefts that nobody touched, and what comes and goes", async () => {
    const ahead = (hours: number) => new Date(world.now().getTime() + hours * HOUR);
    await caseOf(ago(2 * HOUR), { due: ahead(3) });
    await caseOf(ago(30 * MINUTE), { due: ahead(5) });
    await caseOf(ago(5 * HOUR), { closed: ago(HOUR / 2) });
    assert.deepEqual(await watch.countClocks(db(), world.now()), {
      ...{ open: 2, due: 1, closedInDay: 1 },
    });
    const { hours, p90Hours } = await watch.countBacklog(db(), world.now());
    assert.deepEqual(hours, [
      { came: 1, went: 1 },
      { came: 0, went: 0 },
      { came: 1, went: 0 },
    ]);
    assert.equal(p90Hours, 2);
    await caseOf(ago(9 * MINUTE), { theft: true });
    await caseOf(ago(11 * MINUTE), { theft: true, taken: "agt_x" });
    await caseOf(ago(11 * MINUTE), { theft: true, last: "case.given-back" });
    assert.equal(await watch.countThefts(db(), world.now()), 0);
    await caseOf(ago(11 * MINUTE), { theft: true });
    assert.equal(await watch.countThefts(db(), world.now()), 1);
  });

  test("events that nobody has read, and files that nobody has checked", async () => {
    const job = (minutes: number, state = "due") =>
      sql`insert into jobs (account_id, id, kind, key, payload, due_at, state, created_at)
        values ('a', ${`j${++made}`}, 'reader:notices', ${`k${made}`}, '', ${ago(minutes * MINUTE)}, ${state},
          ${ago(minutes * MINUTE)})`.execute(db());
    const file = (minutes: number, state = "checking") =>
      sql`insert into evidence_files (account_id, id, case_id, kind, state, said, size_bytes, received_bytes,
          parts, pages, created_at, received_at)
        values ('a', ${`f${++made}`}, 'c', 'selfie', ${state}, '', 0, 0, 0, 0, ${ago(HOUR)}, ${ago(minutes * MINUTE)})`.execute(
        db(),
      );
    await job(9);
    await file(4);
    await file(9, "accepted");
    assert.deepEqual(await watch.countLateReaders(db(), world.now()), { late: 0, dead: 0 });
    assert.equal(await watch.countUnchecked(db(), world.now()), 0);
    await job(10);
    await job(1, "dead");
    await file(5);
    assert.deepEqual(await watch.countLateReaders(db(), world.now()), { late: 1, dead: 1 });
    assert.equal(await watch.countUnchecked(db(), world.now()), 1);
  });
});

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
