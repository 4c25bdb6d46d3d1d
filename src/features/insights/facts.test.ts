/** The facts, held against the first definitions: the same of any history, in whatever order it was heard of. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { deviceToken, owners, startClaim } from "../../../test/claimant.ts";
import { testWorld } from "../../../test/world.ts";
import { countWays } from "./counting.ts";
import * as facts from "./facts-store.ts";
import { countGroups, timesByWay } from "./figures-store.ts";
import { type Aside, type Story, writeEvent, writeStories } from "./golden.ts";
import { readUpTo, sweepFacts } from "./reading.ts";
import { lastRecount, recount } from "./recount.ts";
import { afterSeen, missingOf, type Rhythm } from "./rhythm.ts";

const world = testWorld();
const owner = owners(world);
type Fact = NonNullable<Awaited<ReturnType<typeof factOf>>>;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ALWAYS = { from: new Date(0), to: new Date("2100-01-01T00:00:00Z") };

/** What can become of a claim, as the server leaves it. */
const ends = fc.constantFrom<Partial<Story>>(
  { state: "proving" },
  { state: "waiting", path: "two-codes", waitHours: 24 },
  { state: "ready", path: "two-codes", waitHours: 24 },
  { state: "completed", path: "two-codes", waitHours: 24, why: "credential-set" },
  { state: "completed", path: "sms-and-known-device", waitHours: 0, why: "credential-set" },
  { state: "completed", path: "agent-review", waitHours: 12, why: "credential-set", people: true },
  { state: "completed", path: "agent-review-and-code", waitHours: 12, people: true },
  { state: "denied", why: "not-shown", people: true },
  { state: "denied", why: "not-shown", path: "agent-review", waitHours: 12, people: true },
  { state: "cancelled", why: "owner", path: "two-codes", waitHours: 24 },
  { state: "cancelled", why: "owner" },
  { state: "cancelled", why: "claimant", people: true },
  { state: "cancelled", why: "superseded" },
  { state: "cancelled", why: "restore" },
  { state: "expired", why: "deadline" },
  { state: "expired", why: "deadline", path: "two-codes", waitHours: 24 },
);
const proofs = ["known-device", "sms-code", "email-code", "recovery-code", "agent-review"];
const start = fc.record({
  /** After the start before; a week is 168. */
  gapHours: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.constantFrom(167, 168, 169)),
  end: ends,
  given: fc.subarray(proofs),
  typed: fc.constantFrom("phone", "email", "account"),
  situation: fc.constantFrom("forgot-password", "lost-phone", "account-stolen"),
  seconds: fc.integer({ min: 1, max: 12 * 86_400 }),
  /** Heard of in the first round, or only later. */
  isEarly: fc.boolean(),
});
const aside = fc.record({
  is: fc.constantFrom("owner.not-me", "hold", "recovery.proof-refused"),
  afterHours: fc.integer({ min: 0, max: 60 * 24 }),
  /** Or so many hours from the end of the 30 days in which a dispute counts. */
  edge: fc.option(fc.integer({ min: -1, max: 1 })),
});
const account = fc.record({
  hasAccount: fc.boolean(),
  starts: fc.array(start, { minLength: 1, maxLength: 5 }),
  asides: fc.array(aside, { maxLength: 3 }),
});

let named = 0;
function historyOf({ hasAccount, starts, asides }: any, begin: number) {
  const name = `${hasAccount ? "" : "shadow:"}random-${++named}`;
  let at = begin;
  const stories = starts.map((each: any, n: number) => {
    at += each.gapHours * HOUR_MS;
    const { given, typed, situation, seconds, isEarly } = each;
    // At most one of an account is past proving.
    const isPast = n < starts.length - 1 && ["waiting", "ready"].includes(each.end.state);
    const end = isPast ? { state: "proving" } : each.end;
    const isOver = !["proving", "waiting", "ready"].includes(end.state);
    const story: Story = { account: name, at, given, typed, situation, ...end };
    return { isEarly, story: isOver ? { ...story, seconds } : story };
  });
  const done = stories.find(({ story }: any) => story.state === "completed")?.story;
  const lastHour = done && done.at + done.seconds * 1000 + 720 * HOUR_MS;
  const besides: Aside[] = asides.map(({ is, afterHours, edge }: any) => ({
    ...{ account: name, is },
    at: done && edge !== null ? lastHour + edge * HOUR_MS : begin + afterHours * HOUR_MS,
  }));
  return { name, stories, besides };
}

describe("facts", () => {
  test("of any history they say what the first definitions say, however late it was heard of", async () => {
    const { db } = world.world;
    await fc.assert(
      fc.asyncProperty(fc.array(account, { minLength: 1, maxLength: 12 }), async (made) => {
        // What a failure left must not make a smaller one of it.
        for (const table of ["recoveries", "cases", "holds", "events", "insight_facts"])
          await sql`delete from ${sql.table(table)}`.execute(db);
        const begin = world.now().getTime() - 70 * DAY_MS;
        const histories = made.map((each) => historyOf(each, begin));
        const names = histories.map(({ name }) => name);
        const heardOf = async () => {
          world.skip(60);
          for (const name of names) await writeEvent(db, name, "recovery.ready", world.now());
          await sweepFacts(world.world);
        };
        // First some starts only, all of them open; then everything, and what happened besides.
        const early = histories.flatMap(({ stories }) =>
          stories
            .filter(({ isEarly }: any) => isEarly)
            .map(({ story }: any) => ({
              ...{ account: story.account, at: story.at, state: "proving" },
            })),
        );
        const all = histories.flatMap(({ stories }) => stories.map(({ story }: any) => story));
        if (early.length > 0) await writeStories(db, `early${named}-`, early);
        await heardOf();
        await sql`delete from recoveries where account_id = any(${names})`.execute(db);
        const besides = histories.flatMap((history) => history.besides);
        await writeStories(db, `late${named}-`, all, besides);
        await heardOf();
        assert.deepEqual(await facts.differences(db, ALWAYS), []);
        const { rows } = await sql`
          (select account_id, id, way, way_outcome from insight_ways_v1
            except select account_id, id, way, way_outcome from insight_ways_v2)
          union all
          (select account_id, id, way, way_outcome from insight_ways_v2
            except select account_id, id, way, way_outcome from insight_ways_v1)`.execute(db);
        assert.deepEqual(rows, [], "by way too");
        assert.deepEqual(await foldedWays(), await viewedWays(), "and summed up by way");
        for (const table of ["recoveries", "cases", "holds", "events"])
          await sql`delete from ${sql.table(table)} where account_id = any(${names})`.execute(db);
        await heardOf();
        // What is no claim any more is no case.
        assert.equal(await facts.countFacts(db, ALWAYS), 0);
      }),
      { numRuns: 15 },
    );
  });

  test("a claim is counted as it goes: begun, proven, completed, and disputed five days later", async () => {
    const { id, phone, email, typed } = await owner({ deviceId: "own-phone" });
    const token = await deviceToken(world, "own-phone");
    const claim = await startClaim(world, typed, { deviceToken: token });
    const read = async () => {
      world.skip(60);
      await world.sweep();
      const { outcome, selfStep, wayFirst, firstTry, disputed } = (await factOf(id)) as Fact;
      return { outcome, selfStep, wayFirst, firstTry, disputed };
    };
    const begun = { outcome: "open", selfStep: 1, wayFirst: "sms-code", firstTry: false };
    assert.deepEqual(await read(), { ...begun, disputed: false });
    await claim.prove("sms-code", phone);
    assert.deepEqual(await read(), { ...begun, selfStep: 4, disputed: false });
    await claim.complete("seven quiet herons 19");
    const done = { outcome: "recovered", selfStep: 5, wayFirst: "sms-code", firstTry: true };
    assert.deepEqual(await read(), { ...done, disputed: false });
    await world.settle();
    await world.pass(5 * 24);
    const said = await world.call("POST", "/v1/not-me", { token: world.linkTo(email) });
    assert.equal(said.status, 200, JSON.stringify(said.body));
    assert.deepEqual(await read(), { ...done, disputed: true });
    // And one for a name without an account, that nobody ends.
    await startClaim(world, "139 9999 9999");
    world.skip(60);
    await world.sweep();
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from insight_attempts_v2
      where not has_account and reason = 'no-account'`.execute(world.world.db);
    assert.equal(rows[0]?.n, 1);
    assert.deepEqual(await facts.differences(world.world.db, ALWAYS), []);
  });

  test("what happened while nobody read for a day, and what was written a moment late, is read", async () => {
    const { db } = world.world;
    await sweepFacts(world.world);
    const at = world.now().getTime() - DAY_MS;
    await writeStories(db, "slow", [{ account: "slow", at, state: "proving" }]);
    await writeEvent(db, "slow", "recovery.started", new Date(at));
    await sweepFacts(world.world);
    // Its event has a time of long ago: the night's recount finds it, or the account's next event.
    assert.equal(await factOf("slow"), undefined);
    await writeEvent(
      db,
      "slow",
      "recovery.proof-accepted",
      new Date(world.now().getTime() - 60_000),
    );
    await sweepFacts(world.world);
    assert.equal((await factOf("slow"))?.outcome, "open");
    world.skip(86_400);
    await sql`update recoveries set state = 'completed', path = 'x', ended_at = ${world.now()}
      where account_id = 'slow'`.execute(db);
    await writeEvent(db, "slow", "recovery.completed", world.now());
    world.skip(86_400);
    await sweepFacts(world.world);
    assert.equal((await factOf("slow"))?.outcome, "recovered");
    assert.equal((await readUpTo(world.world))?.getTime(), world.now().getTime());
    // Disputed 29 days after its end.
    world.skip(28 * 86_400);
    await writeEvent(db, "slow", "owner.not-me", world.now());
    await sweepFacts(world.world);
    assert.equal((await factOf("slow"))?.disputed, true);
    assert.equal(await sweepFacts(world.world), 0, "done twice it changes nothing");
  });

  test("a round that is out of time goes on where it stopped", async () => {
    await sweepFacts(world.world);
    const before = world.now().getTime();
    world.skip(86_400);
    let wall = 0;
    const hurried = { ...world.world, wallNow: () => new Date(++wall * 60_000) };
    const hours = async () =>
      ((await readUpTo(world.world)) as Date).getTime() / HOUR_MS - before / HOUR_MS;
    for (const expected of [6, 12, 18]) {
      await sweepFacts(hurried);
      assert.equal(await hours(), expected);
    }
    await sweepFacts(world.world);
    assert.equal(await hours(), 24);
  });

  test("a clock that was put back leaves nothing out", async () => {
    const { db } = world.world;
    await sweepFacts(world.world);
    world.skip(-3600);
    await sweepFacts(world.world);
    const at = world.now().getTime();
    await writeStories(db, "back", [{ account: "back", at, state: "proving" }]);
    await writeEvent(db, "back", "recovery.started", new Date(at));
    world.skip(30);
    await sweepFacts(world.world);
    assert.equal((await factOf("back"))?.outcome, "open");
    world.skip(3600);
  });

  test("the night's recount finds a row that is wrong, tells it, and writes it anew", async () => {
    const { db } = world.world;
    const day = "2026-03-10";
    const at = Date.parse(`${day}T04:00:00Z`);
    const claims = [1, 2, 3].map((n) => ({
      account: `night${n}`,
      at,
      state: "expired",
      seconds: 60,
    }));
    await writeStories(db, "night", claims);
    await facts.refresh(
      db,
      claims.map(({ account }) => account),
      new Date(0),
    );
    assert.deepEqual((await recount(world.world, day)).differences, 0);
    await sql`update insight_facts set outcome = 'recovered' where account_id = 'night1'`.execute(
      db,
    );
    await sql`delete from insight_facts where account_id = 'night2'`.execute(db);
    const found = await recount(world.world, day);
    assert.deepEqual([found.cases, found.differences, found.left], [3, 2, 0]);
    assert.deepEqual(await lastRecount(world.world), found);
    const alarm = await db
      .selectFrom("alarms")
      .selectAll()
      .where("name", "=", "insights-miscounted")
      .execute();
    assert.deepEqual(
      alarm.map(({ partition }) => partition),
      [day],
    );
    assert.deepEqual((await recount(world.world, day)).differences, 0);
  });

  test("a kind of event that falls silent is missed, one that never came is not", () => {
    let rhythm: Rhythm = {};
    const at = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * HOUR_MS);
    for (let hour = 0; hour < 100; hour += 10)
      rhythm = afterSeen(rhythm, [{ type: "recovery.completed", first: at(hour), last: at(hour) }]);
    assert.deepEqual(missingOf(rhythm, at(115)), []);
    assert.deepEqual(missingOf(rhythm, at(90 + 31)), [
      {
        ...{ type: "recovery.completed", lastAt: at(90).toISOString() },
        ...{ silentHours: 31, usualHours: 10 },
      },
    ]);
    assert.deepEqual(missingOf({}, at(500)), []);
  });
});

const byWay = (a: { way: string }, b: { way: string }) => (a.way < b.way ? -1 : 1);
/** As the answers have it. */
async function foldedWays() {
  const { db } = world.world;
  const groups = await countGroups(db, ALWAYS, {}, world.now());
  return countWays(groups, await timesByWay(db, ALWAYS, {}))
    .map(({ way, n, completed, ...row }) => ({
      ...{ way, n, completed, other: row["other-way"], expired: row.expired, first: row.firstTry },
      ...{ day: row.within24h, disputed: row.disputed, median: row.medianSeconds },
      ...{ p90: row.p90Seconds, active: row.activeMedianSeconds, wait: row.waitMedianSeconds },
    }))
    .sort(byWay);
}

/** As the view of the first definitions has it. */
async function viewedWays() {
  const done = sql`filter (where way_outcome = 'completed')`;
  const quantile = (part: number, by: string) =>
    sql`percentile_disc(${part}::float8) within group (order by ${sql.raw(by)}) ${done}`;
  const { rows } = await sql<{ way: string }>`select way, count(*)::int as n,
      count(*) ${done}::int as completed,
      count(*) filter (where way_outcome = 'other-way')::int as other,
      count(*) filter (where way_outcome = 'expired')::int as expired,
      count(*) filter (where way_outcome = 'completed' and first_try)::int as first,
      count(*) filter (where way_outcome = 'completed' and seconds <= 86400)::int as day,
      count(*) filter (where way_outcome = 'completed' and disputed)::int as disputed,
      ${quantile(0.5, "seconds")} as median, ${quantile(0.9, "seconds")} as p90,
      ${quantile(0.5, "seconds - wait_seconds")} as active, ${quantile(0.5, "wait_seconds")} as wait
    from insight_ways_v1 group by way`.execute(world.world.db);
  return rows.sort(byWay);
}

const factOf = (accountId: string) =>
  world.world.db
    .selectFrom("insightFacts")
    .selectAll()
    .where("accountId", "=", accountId)
    .executeTakeFirst();
