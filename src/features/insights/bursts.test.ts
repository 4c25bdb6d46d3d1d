/** Bursts of names as they are written down, held against number 1 of the definition, which reads every claim. */
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import fc from "fast-check";
import { sql } from "kysely";
import { firstAttacks } from "../../../test/attacks-first.ts";
import { seedAbuse } from "../../../test/insights-abuse.ts";
import { testWorld } from "../../../test/world.ts";
import type { World } from "../../core/world.ts";
import { CLUSTERS_MAX } from "./abuse.ts";
import { type Asked, countAttacks } from "./abuse-store.ts";
import { burstsWrittenUpTo, sweepBursts } from "./bursts.ts";
import { insights } from "./index.ts";
import { dayAfter, dayOf, startOf } from "./periods.ts";
import { recount } from "./recount.ts";
import { rewrite } from "./writing.ts";

const world = testWorld();
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHANGHAI = "Asia/Shanghai";

/** The same world at another time, and in another zone. */
const at = (now: Date | number, timeZone = SHANGHAI): World => ({
  ...{ ...world.world, now: () => new Date(now) },
  config: { ...world.world.config, timeZone },
});
const daysFrom = (day: string, days: number, zone = SHANGHAI): Asked => ({
  ...{ from: startOf(day, zone), to: startOf(dayAfter(day, days), zone), zone },
});
const answerOf = async (world: World, asked: Asked) =>
  countAttacks(world.db, asked, await burstsWrittenUpTo(world), CLUSTERS_MAX);
const countOf = async (world: World, asked: Asked) =>
  (await answerOf(world, asked)).days
    .filter(({ kind }) => kind === "enumeration")
    .reduce((sum, { n }) => sum + n, 0);
const writtenRows = async () =>
  (
    await sql`select account_id, id, started_at from burst_claims order by 1, 2`.execute(
      world.world.db,
    )
  ).rows;

type Claim = {
  at: number;
  name: number | string;
  device?: string;
  network?: string;
  isNobody?: boolean;
  situation?: string;
};
let made = 0;
async function claims(all: readonly Claim[]) {
  const rows = all.map(({ at, name, device = "", network = "", isNobody = false, situation }) => ({
    ...{
      id: `rec_b${++made}`,
      account_id: `${isNobody ? "shadow:" : ""}b${made}`,
      device,
      network,
    },
    ...{ tag: `b-${name}`, situation: situation ?? "forgot-password", at: new Date(at) },
  }));
  await sql`insert into recoveries (account_id, id, token_hash, state, situation, policy_name, policy_version,
      identifier_kind, identifier_tag, identifier, device, network, locale, risk_level, risk_reasons, given,
      wait_hours, created_at, expires_at, ended_at)
    select account_id, id, '', 'expired', situation, 'wallet', 2, 'phone', tag, '', device, network, 'en', 'low',
      '[]', '[]', 0, at, at, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (account_id text, id text, device text, network text, tag text, situation text, at timestamptz)`.execute(
    world.world.db,
  );
}
const names = (n: number, each: (name: number) => Omit<Claim, "name">): Claim[] =>
  Array.from({ length: n }, (_, name) => ({ name, ...each(name) }));

async function forget() {
  for (const table of ["recoveries", "burst_claims", "insight_facts", "alarms"])
    await sql`delete from ${sql.table(table)}`.execute(world.world.db);
  await sql`delete from settings where name = 'insights-bursts'`.execute(world.world.db);
}
/** A day's recount looks at cases too: they are as they should be. */
async function writeFacts(world: World) {
  const { rows } = await sql<{ accountId: string }>`select account_id from recoveries
    union select account_id from insight_facts`.execute(world.db);
  await rewrite(
    world,
    rows.map(({ accountId }) => accountId),
  );
}
beforeEach(forget);

describe("bursts", () => {
  const day = "2026-01-15";
  const noon = startOf(day, SHANGHAI).getTime() + 12 * HOUR_MS;
  const five = (device: string, from = noon) => names(5, (n) => ({ at: from + n, device }));

  test("at each limit they are what was counted by hand, whether written down or not", async () => {
    const first = startOf(day, SHANGHAI).getTime();
    const end = first + DAY_MS;
    await claims([
      // Five names in the day, one in its first moment and one in its last.
      ...names(5, (n) => ({ at: [first, noon, noon, noon, end - 1][n] as number, device: "five" })),
      // The fifth a moment after it, and a moment before it.
      ...names(5, (n) => ({ at: n === 4 ? end : noon, device: "after" })),
      ...names(5, (n) => ({ at: n === 4 ? first - 1 : noon, device: "before" })),
      // Four names, each thrice; and five of no browser at all.
      ...Array.from({ length: 12 }, (_, n) => ({ at: noon + n, name: n % 4, device: "four" })),
      ...names(5, () => ({ at: noon })),
      // Twenty names of a network: half of the claims have no account; one less than half; and nineteen names.
      ...names(20, (n) => ({ at: noon, network: "half", isNobody: n < 10 })),
      ...names(20, (n) => ({ at: noon, network: "less", isNobody: n < 10 })),
      { at: noon, name: 3, network: "less" },
      ...names(19, () => ({ at: noon, network: "nineteen", isNobody: true })),
      { at: noon, name: 3, network: "nineteen", isNobody: true },
    ]);
    const later = at(noon + 10 * DAY_MS);
    assert.equal(await countOf(later, daysFrom(day, 1)), 25);
    assert.equal(await sweepBursts(later), 25);
    assert.equal((await writtenRows()).length, 25);
    assert.equal(await countOf(later, daysFrom(day, 1)), 25);
    for (const other of [-1, 1])
      assert.equal(await countOf(later, daysFrom(dayAfter(day, other), 1)), 0);
    // Nothing is left to be looked for among the claims themselves: what is written is what is told.
    await sql`delete from burst_claims where id = (select min(id) from burst_claims)`.execute(
      later.db,
    );
    assert.equal(await countOf(later, daysFrom(day, 1)), 24);
  });

  test("a filter narrows the claims of a burst and not the burst", async () => {
    const stolen = (n: number) => (n < 2 ? { situation: "account-stolen" } : {});
    await claims(names(5, (n) => ({ at: noon, device: "mixed", ...stolen(n) })));
    const asked = { ...daysFrom(day, 1), situation: "account-stolen" };
    for (const now of [noon, noon + 3 * DAY_MS]) {
      await sweepBursts(at(now));
      assert.equal(await countOf(at(now), asked), 2);
      assert.deepEqual(await answerOf(at(now), asked), await firstAttacks(world.world.db, asked));
    }
  });

  test("the whole page says what number 1 says, of every kind and place, at any time of writing", async () => {
    const now = world.now();
    await seedAbuse(world.world.db, now);
    const today = dayOf(now, SHANGHAI);
    const check = async () => {
      for (const [back, days] of [
        [27, 28],
        [3, 1],
        [5, 3],
        [0, 1],
      ] as const)
        for (const filter of [
          {},
          { situation: "forgot-password" },
          { locale: "zh" },
          { risk: "low" },
        ]) {
          const asked = { ...daysFrom(dayAfter(today, -back), days), ...filter };
          assert.deepEqual(
            await answerOf(at(now), asked),
            await firstAttacks(world.world.db, asked),
          );
        }
    };
    await check();
    // Written up to the day of the bursts, and beyond it.
    await sweepBursts(at(now.getTime() - 3 * DAY_MS));
    await check();
    assert.ok((await sweepBursts(at(now))) > 0);
    await check();
  });

  /** Days that have no midnight, two of an hour, or nothing special. */
  const places = fc.constantFrom(
    ...([
      [SHANGHAI, "2026-01-15"],
      ["America/Santiago", "2025-09-07"],
      ["Asia/Beirut", "2025-10-26"],
      ["America/Havana", "2025-11-02"],
    ] as const),
  );
  /** One place, near every limit: of names, of claims without account, and of the day. */
  const near = fc.integer({ min: -1, max: 1 });
  const place = fc.record({
    isDevice: fc.boolean(),
    ...{ names: near, nobody: near },
    again: fc.integer({ min: 0, max: 2 }),
    astray: fc.constantFrom([], [], [-1], [1], [-1, 1]),
  });

  test("of any claims around any midnight the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        places,
        fc.array(place, { minLength: 1, maxLength: 6 }),
        async ([zone, day], made) => {
          await forget();
          const midnight = (n: number) => startOf(dayAfter(day, n), zone).getTime();
          const [first, end] = [midnight(0), midnight(1)];
          for (const [at, { isDevice, names: more, nobody, again, astray }] of made.entries()) {
            const count = (isDevice ? 5 : 20) + more;
            await claims(
              Array.from({ length: count + again }, (_, n) => ({
                name: n % count,
                ...(isDevice ? { device: `d${at}` } : { network: `n${at}` }),
                isNobody: n < Math.ceil((count + again) / 2) + nobody,
                at: n in astray ? (astray[n] === 1 ? end : first - 1) : n === 3 ? first : end - n,
              })),
            );
          }
          const asked = daysFrom(dayAfter(day, -2), 5, zone);
          const expected = await firstAttacks(world.world.db, asked);
          // Nothing, a part, and all of it written.
          for (const days of [null, 1, 5]) {
            const later = at(midnight(days ?? 0) + 2 * HOUR_MS, zone);
            if (days !== null) await sweepBursts(later);
            assert.deepEqual(await answerOf(later, asked), expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("a day is written when it has been over for an hour, and until then it is counted live", async () => {
    await claims(five("live"));
    const over = startOf(dayAfter(day, 1), SHANGHAI).getTime();
    for (const [now, rows] of [
      [noon + HOUR_MS, 0],
      [over, 0],
      [over + HOUR_MS - 1, 0],
      [over + HOUR_MS, 5],
    ] as const) {
      await sweepBursts(at(now));
      assert.equal((await writtenRows()).length, rows);
      assert.equal(await countOf(at(now), daysFrom(day, 1)), 5);
    }
    assert.equal(await sweepBursts(at(over + HOUR_MS)), 0, "done twice it changes nothing");
  });

  /** The same world, which tells of each day before it is written: its first moment. */
  const watched = (world: World, seen: (day: number) => void): World => ({
    ...world,
    db: world.db.withPlugin({
      transformQuery: ({ node }) => {
        const sent = JSON.stringify(node);
        if (sent.includes("delete from burst_claims"))
          seen(Date.parse(/"value":"(\d{4}-[^"]+Z)"/.exec(sent)?.[1] as string));
        return node;
      },
      transformResult: async ({ result }) => result,
    }),
  });
  const midnights = (from: string, days: number) =>
    Array.from({ length: days }, (_, n) => startOf(dayAfter(from, n), SHANGHAI).getTime());

  test("a process that is killed between two days loses one of them; the next round writes the rest", async () => {
    for (const n of [0, 1, 2]) await claims(five(`day${n}`, noon + n * DAY_MS));
    const now = at(noon + 4 * DAY_MS);
    const second = midnights(day, 2)[1] as number;
    const killed = watched(now, (day) => {
      if (day === second) throw new Error("killed");
    });
    await assert.rejects(sweepBursts(killed), /killed/);
    assert.equal((await writtenRows()).length, 5);
    assert.equal((await burstsWrittenUpTo(now))?.getTime(), second, "what is written is told");
    assert.equal(await countOf(now, daysFrom(day, 4)), 15, "and the rest is counted live");
    const seen: number[] = [];
    assert.equal(await sweepBursts(watched(now, (day) => seen.push(day))), 10);
    assert.deepEqual(seen, midnights(day, 4).slice(1), "no day twice");
    assert.equal((await writtenRows()).length, 15);

    // Killed while the two days before the new ones are written again: nothing that was told is taken back.
    const later = at(noon + 6 * DAY_MS);
    const again = watched(later, (each) => {
      if (each === startOf(dayAfter(day, 3), SHANGHAI).getTime()) throw new Error("killed");
    });
    const upTo = await burstsWrittenUpTo(later);
    await assert.rejects(sweepBursts(again), /killed/);
    assert.deepEqual(await burstsWrittenUpTo(later), upTo);
    seen.length = 0;
    await sweepBursts(watched(later, (day) => seen.push(day)));
    assert.deepEqual(seen, midnights(dayAfter(day, 3), 3));
    assert.equal(await sweepBursts(watched(later, () => assert.fail("nothing is left"))), 0);
  });

  test("of several processes at once none writes a day that another has written", async () => {
    for (const n of [0, 1, 2]) await claims(five(`day${n}`, noon + n * DAY_MS));
    const now = at(noon + 6 * DAY_MS);
    // A mark that lies there is a day that was written: whoever met another on the way has to begin anew.
    const marks: string[] = [];
    const asked = new WeakMap<object, string>();
    const marked: World = {
      ...now,
      db: now.db.withPlugin({
        transformQuery: ({ node, queryId }) => {
          const mark = /"(\{\\"zone\\".*?\})"/.exec(JSON.stringify(node))?.[1];
          if (mark) asked.set(queryId, JSON.parse(`"${mark}"`));
          return node;
        },
        transformResult: async ({ result, queryId }) => {
          const mark = asked.get(queryId);
          if (mark) marks.push(JSON.parse(mark).upTo);
          return result;
        },
      }),
    };
    const sweep = insights.sweepsInSteps as (world: World) => Promise<number>;
    await Promise.all([sweep(marked), sweep(marked), sweep(marked)]);
    assert.deepEqual(
      marks,
      [1, 2, 3, 4, 5, 6].map((n) => dayAfter(day, n)),
    );
    assert.equal((await writtenRows()).length, 15);
    assert.equal((await burstsWrittenUpTo(now))?.getTime(), noon + 5.5 * DAY_MS);
  });

  test("a claim that came a day late is found in the next night; a later one by the recount, with an alarm", async () => {
    const over = startOf(dayAfter(day, 1), SHANGHAI).getTime();
    await claims(five("late").slice(1));
    await sweepBursts(at(over + HOUR_MS));
    assert.equal(await countOf(at(over + HOUR_MS), daysFrom(day, 1)), 0);
    await claims(five("late").slice(0, 1));
    await sweepBursts(at(over + DAY_MS + HOUR_MS));
    assert.equal(await countOf(at(over + DAY_MS + HOUR_MS), daysFrom(day, 1)), 5);

    const later = at(over + 9 * DAY_MS);
    await sweepBursts(later);
    await claims([{ at: noon, name: "sixth", device: "late" }]);
    assert.equal(await countOf(later, daysFrom(day, 1)), 5);
    await writeFacts(later);
    const { differences, left } = await recount(later, day);
    assert.deepEqual([differences, left], [1, 0]);
    assert.equal(await countOf(later, daysFrom(day, 1)), 6);
    const { rows } = await sql<{ partition: string }>`select partition from alarms
      where name = 'insights-miscounted'`.execute(world.world.db);
    assert.deepEqual(rows, [{ partition: day }]);
    // An account that is erased takes its claim along; the others were part of a burst all the same.
    await sql`delete from recoveries where created_at = ${new Date(noon)}`.execute(world.world.db);
    await writeFacts(later);
    assert.equal((await recount(later, day)).differences, 0);
    assert.equal((await writtenRows()).length, 6);
  });

  test("a clock that was put back leaves nothing out", async () => {
    await claims(five("before"));
    await sweepBursts(at(noon + 5 * DAY_MS));
    // Three days back: days that were written are today again.
    const back = noon + 2 * DAY_MS;
    await sweepBursts(at(back));
    await claims(five("back", back));
    assert.equal(await countOf(at(back), daysFrom(day, 5)), 10);
    await sweepBursts(at(noon + 6 * DAY_MS));
    assert.equal(await countOf(at(noon + 6 * DAY_MS), daysFrom(day, 5)), 10);
  });

  test("in another zone days are others: what was written there says nothing here, and is written anew", async () => {
    // Around midnight in China, in the middle of a day in New York.
    const midnight = startOf(day, SHANGHAI).getTime();
    await claims(names(5, (n) => ({ at: midnight + (n - 2) * HOUR_MS, device: "split" })));
    const [china, america] = [at(noon + 9 * DAY_MS), at(noon + 9 * DAY_MS, "America/New_York")];
    const there = daysFrom(dayAfter(day, -2), 4, "America/New_York");
    await sweepBursts(china);
    assert.equal(await countOf(china, daysFrom(dayAfter(day, -2), 4)), 0);
    assert.equal(await countOf(america, there), 5);
    assert.equal(await sweepBursts(america), 5);
    assert.equal(await countOf(america, there), 5);
    assert.equal(await countOf(china, daysFrom(dayAfter(day, -2), 4)), 0);
    assert.equal(await sweepBursts(china), 5, "and back again");
    assert.deepEqual(await writtenRows(), []);
    // Written by another definition: anew.
    await sweepBursts(america);
    await sql`update settings set value = replace(value, '"definition":2', '"definition":1')
      where name = 'insights-bursts'`.execute(world.world.db);
    assert.equal(await burstsWrittenUpTo(america), null);
  });
});
