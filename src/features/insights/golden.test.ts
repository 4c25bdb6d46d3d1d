/** Every answer, held against the golden world (`golden.ts`), and what was asked badly. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sql } from "kysely";
import { type Person, personOf } from "../../../test/cases.ts";
import { testWorld } from "../../../test/world.ts";
import { policyInForce } from "../policies/index.ts";
import { refresh } from "./facts-store.ts";
import { golden, seedGolden, writeStories } from "./golden.ts";
import { offOf } from "./off.ts";

const world = testWorld();
/** The moment of asking: 08:00 in Shanghai. */
const NOW = Date.parse("2026-06-01T00:00:00Z");
let analyst: Person;
let supervisor: Person;

/** A rate over `n`, to the count that it stands for. */
const countOf = (share: any) => (share.rate === null ? null : Math.round(share.rate * share.n));
const ask = async (path: string) => {
  const { status, body } = await analyst.get(path);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};

describe("the golden world", () => {
  before(async () => {
    world.skip((NOW - world.now().getTime()) / 1000);
    await seedGolden(world.world.db, world.now());
    await world.sweep();
    analyst = personOf(world, "ana", "analyst", null);
    supervisor = personOf(world, "sue", "supervisor");
  });

  test("the overview: net and gross, median, share, reversals, each with its number and its line", async () => {
    const body = await ask("/v1/insights/overview");
    const { period, tier, definitions, freshAt, stale, filter } = body;
    assert.deepEqual(period, {
      ...{ from: "2026-04-27", to: "2026-05-24", zone: "Asia/Shanghai", days: 28 },
      closedTo: "2026-05-24",
    });
    assert.deepEqual([tier, definitions, stale, filter], ["demo", 2, false, {}]);
    assert.equal(freshAt, new Date(NOW).toISOString());
    const tiles = Object.fromEntries(body.tiles.map((tile: any) => [tile.id, tile]));
    const { overview } = golden;
    const share = ({ rate: { n, count } }: any) => ({ count, n });
    assert.deepEqual(share(tiles["recovery-success-net"]), overview.net);
    assert.deepEqual(share(tiles["self-service-share"]), overview.alone);
    assert.deepEqual(share(tiles.reversals), overview.reversed);
    assert.deepEqual([body.gross.count, body.gross.n], [overview.recovered, overview.cases]);
    assert.equal(tiles["median-time"].seconds, overview.medianSeconds);
    // 50 of 64, worked out apart from the program: 78.1 % (66.6 % to 86.5 %).
    const { rate, low, high } = tiles["recovery-success-net"].rate;
    assert.deepEqual(
      [rate, low, high].map((part) => part.toFixed(3)),
      ["0.781", "0.666", "0.865"],
    );
    const line = tiles["recovery-success-net"].line;
    assert.deepEqual([line.length, line[0].day, line.at(-1).day], [28, "2026-04-27", "2026-05-24"]);
    // The first day: all but four of A, H's second; hostile are C and a1.
    assert.deepEqual([line[0].n, line[0].count], [60, 46]);
    // Two days later a0, a10, a20 and a30: too few for a share; a0 leaves both sides.
    assert.deepEqual(line[2], { day: "2026-04-29", n: 3, rate: null });
    assert.equal(tiles["active-alerts"].count, null);
  });

  test("open cases stand by their clock, and the line says how many were open at the end of a day", async () => {
    const open = async () => (await ask("/v1/insights/overview")).tiles[3];
    assert.deepEqual((await open()).open, { total: 0, onTime: 0, dueSoon: 0, late: 0, paused: 0 });
    // E and F were opened on the first morning; F was decided that evening, E on the second day.
    assert.deepEqual(
      (await open()).line.slice(0, 3).map(({ n }: any) => n),
      [10, 0, 0],
    );
    const hour = (n: number) => new Date(NOW + n * 3_600_000);
    for (const [id, due, paused] of [
      ["x1", 5, null],
      ["x2", 3, null],
      ["x3", -1, null],
      ["x4", 9, -2],
    ] as const)
      await sql`insert into cases (account_id, id, state, situation, risk_level, locale, story, evidence_version,
        evidence_hash, round, excluded, is_theft, device, identifier_tag, policy_name, policy_version, promise_ms,
        due_at, claimant_ms, last_type, last_at, opened_at, paused_at) values (${id}, ${id}, 'open', 'lost-phone', 'low', 'en',
        '', 0, '', 1, '[]', false, '', '', 'wallet', 2, 0, ${hour(due)}, 0, '', ${hour(-24)}, ${hour(-24)},
        ${paused && hour(paused)})`.execute(world.world.db);
    const { open: now } = await open();
    assert.deepEqual(now, { total: 4, onTime: 1, dueSoon: 1, late: 1, paused: 1 });
    const other = await ask("/v1/insights/overview?situation=account-stolen");
    assert.equal(other.tiles[3].open.total, 0);
    await sql`delete from cases where account_id in ('x1', 'x2', 'x3', 'x4')`.execute(
      world.world.db,
    );
  });

  test("by way: outcomes sum to the cases, with times, first try, a day, a week, and the ugly half", async () => {
    const { rows, safety, article } = await ask("/v1/insights/measures");
    const { "self-service": own, safety: counted, ...ways } = golden.measures;
    const [self, people] = rows;
    assert.deepEqual([self.n, self.outcomes], [own.n, own.outcomes]);
    const sum = Object.values<number>(self.outcomes).reduce((total, part) => total + part, 0);
    assert.equal(sum, self.n, "the outcomes sum to 100 %");
    const { firstTry, within24h, within7d, takeover, abandon } = self;
    assert.deepEqual([firstTry, within24h, within7d, takeover, abandon].map(countOf), [
      own.firstTry,
      own.within24h,
      own.within7d,
      own.disputed,
      own.outcomes.abandoned,
    ]);
    assert.equal(takeover.n, own.outcomes.completed);
    for (const time of ["median", "p90", "mean", "activeMedian", "waitMedian"] as const)
      assert.equal(self[`${time}Seconds`], own[`${time}Seconds`], time);
    // 42 of 65, worked out apart from the program: 64.6 % (52.5 % to 75.1 %).
    const { rate, low, high } = self.success;
    assert.deepEqual(
      [rate, low, high].map((part) => part.toFixed(3)),
      ["0.646", "0.525", "0.751"],
    );
    for (const [way, { n }] of Object.entries(ways))
      assert.equal(rows.find((row: any) => row.way === way).n, n, way);
    // Under 30 nothing but the number.
    assert.deepEqual([people.outcomes, people.success], [{}, { n: 14, rate: null }]);
    assert.equal(people.meanSeconds, null);
    const { acceptance, ...populations } = safety;
    assert.deepEqual(populations, counted);
    assert.deepEqual(acceptance, { n: 5, rate: null });
    assert.deepEqual(
      article.map((claim: any) => claim.rate),
      [0.92, 0.78],
    );
  });

  test("a way that cannot be taken now says so, and why; one that the desk has switched off even if nobody took it", async () => {
    const offs = async () =>
      Object.fromEntries(
        (await ask("/v1/insights/measures")).rows.map(({ way, n, off }: any) => [
          way,
          [n > 0, off],
        ]),
      );
    const before = await offs();
    assert.ok(Object.values(before).every((each: any) => each[1] === null));
    assert.equal(before.passkey, undefined);
    for (const proof of ["sms-code", "passkey", "agent-review"])
      await sql`insert into brakes (what, set_by, reason, set_at)
        values (${`proof:${proof}`}, 'agt_x', '', ${world.now()})`.execute(world.world.db);
    const { passkey, "sms-code": sms, "customer-service": people, ...others } = await offs();
    assert.deepEqual(
      [passkey, sms, people],
      [
        [false, "brake"],
        [true, "brake"],
        [true, "brake"],
      ],
    );
    assert.ok(Object.values(others).every((each: any) => each[1] === null));
    await sql`delete from brakes`.execute(world.world.db);
    const policy = policyInForce(world.world);
    const bare = Object.fromEntries(
      Object.entries(policy.situations).map(([situation, rules]) => [
        situation,
        { ...rules, paths: [] },
      ]),
    ) as unknown as typeof policy.situations;
    assert.equal(offOf({ ...policy, situations: bare }, [], "sms-code"), "policy");
    assert.equal(offOf({ ...policy, situations: bare }, [], "self-service"), null);
  });

  test("the funnel: who reached each step, who dropped there, and why most of them did", async () => {
    const { journeys, gaps } = await ask("/v1/insights/funnel?compare=previous");
    for (const { id, steps } of journeys)
      assert.deepEqual(
        steps.map(({ step, n, drop, topReason }: any) => [step, n, drop, topReason?.id ?? null]),
        golden.funnel[id as "with-people"],
      );
    const [self] = journeys;
    assert.deepEqual(
      self.steps[2].reasons.map(({ id, count }: any) => [id, count]),
      [
        ["people-asked", 10],
        ["open", 1],
      ],
    );
    assert.deepEqual(self.steps[1].dropRate.count, 7);
    assert.deepEqual(self.steps[0].previous, { n: 0, drop: 0, share: { n: 0, rate: null } });
    // Claims began on the first day, two, three (no: of one case) and eight days later.
    assert.deepEqual(
      gaps.map(({ day }: any) => day),
      [...["2026-04-28", "2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"]],
    );
  });

  test("each number shows its cases: as many as it counts, and no one's name", async () => {
    const count = async (query: string) => (await ask(`/v1/insights/cases?${query}`)).total;
    const { overview, measures, funnel } = golden;
    assert.equal(await count(""), overview.cases);
    assert.equal(await count("metric=recovered"), overview.recovered);
    assert.equal(await count("metric=net-success"), overview.net.count);
    assert.equal(await count("metric=self-service"), overview.alone.count);
    assert.equal(await count("metric=reversed"), overview.reversed.count);
    for (const [outcome, n] of Object.entries(measures["self-service"].outcomes))
      assert.equal(await count(`way=self-service&outcome=${outcome}`), n, outcome);
    for (const [journey, steps] of Object.entries(funnel))
      for (const [step, , drop] of steps.slice(0, -1))
        assert.equal(await count(`journey=${journey}&step=${step}`), drop, `${journey} ${step}`);
    const { rows } = await ask("/v1/insights/cases?metric=reversed");
    assert.deepEqual(rows[0], {
      ...{ reference: rows[0].reference, day: "2026-04-29", situation: "forgot-password" },
      ...{ risk: "low", locale: "en", way: "sms-code", withPeople: false, outcome: "recovered" },
      ...{ starts: 1, seconds: 60, waitSeconds: 0, disputed: true },
    });
    assert.equal(JSON.stringify(rows).includes("golden-"), false, "no account");
  });

  test("pages of cases follow each other without a gap and without a repeat", async () => {
    const seen: number[] = [];
    let next = "";
    for (let page = 0; page < 10; page++) {
      const body = await ask(`/v1/insights/cases?limit=20${next && `&after=${next}`}`);
      seen.push(body.rows.length);
      next = body.next;
      if (!next) break;
    }
    assert.deepEqual(seen, [20, 20, 20, 9]);
  });

  test("the filter leaves the part that it names", async () => {
    const n = async (query: string) => (await ask(`/v1/insights/overview?${query}`)).gross.n;
    assert.equal(await n("situation=lost-phone"), 1);
    assert.equal(await n("locale=zh"), 0);
    assert.equal(await n("risk=low&locale=en"), 69);
    assert.equal(await n("way=sms-code"), 54);
    assert.equal(await n("way=customer-service"), 14);
    const { rows } = await ask("/v1/insights/measures?way=sms-code");
    assert.deepEqual(
      rows.map(({ way, n }: any) => [way, n]),
      [["sms-code", 54]],
    );
    // H's second alone began that day.
    assert.equal(await n("from=2026-05-05&to=2026-05-05"), 1);
  });

  test("a period that is none is refused in a sentence, with a code", async () => {
    const code = async (query: string) =>
      (await analyst.get(`/v1/insights/overview?${query}`)).body.code;
    for (const [query, expected] of [
      ["from=2026-05-02&to=2026-05-01", "period-backwards"],
      ["from=2026-05-01", "period-half"],
      ["to=2026-05-01", "period-half"],
      ["days=7&from=2026-05-01&to=2026-05-02", "period-and-days"],
      ["from=2026-02-30&to=2026-05-01", "bad-date"],
      ["from=yesterday&to=2026-05-01", "bad-date"],
      ["from=2025-05-01&to=2026-05-01", "period-too-long"],
      ["days=366", "period-too-long"],
      ["from=2026-06-02&to=2026-06-03", "period-not-begun"],
      ...["days=0", "days=-1", "days=1.5", "days=", "way=magic", "format=xml"].map((query) => [
        query,
        "bad-input",
      ]),
    ] as const)
      assert.equal(await code(query ?? ""), expected, query);
    assert.equal(await code("from=2025-05-02&to=2026-05-01"), undefined, "365 days are answered");
    // Nearer than a week: answered, and it says from when on cases may still end.
    const { period } = await ask("/v1/insights/overview?from=2026-05-20&to=2026-06-01");
    assert.equal(period.closedTo, "2026-05-24");
  });

  test("as a file: the same rows, with the mark of UTF-8, and nothing that a spreadsheet runs", async () => {
    const file = async (path: string) => {
      const { status, body, headers } = await analyst.get(path);
      assert.equal(status, 200);
      assert.match(String(headers["content-type"]), /^text\/csv/);
      assert.equal(body[0], "\uFEFF");
      return body
        .slice(1)
        .split("\r\n")
        .map((line: string) => line.split(","));
    };
    const [head, self] = await file("/v1/insights/measures?format=csv");
    assert.deepEqual(
      Object.fromEntries(head.map((name: string, n: number) => [name, self[n]])).n,
      "65",
    );
    assert.deepEqual(self.slice(0, 4), ["self-service", "65", "42", "10"]);
    const steps = await file("/v1/insights/funnel?format=csv");
    assert.deepEqual(steps[1].slice(0, 3), ["self-service", "started", "71"]);
    const tiles = await file("/v1/insights/overview?format=csv");
    assert.equal(tiles.length, 1 + 6 + 5 * 28 + 1);
    assert.deepEqual(tiles[1].slice(0, 4), ["recovery-success-net", "", "64", "50"]);
    assert.equal((await file("/v1/insights/cases?format=csv&limit=20")).length, 1 + 69 + 1);
    assert.equal((await file("/v1/insights/definitions?format=csv"))[1][0], "recovery-success-net");
  });

  test("the public table reads the same facts, and is kept for a quarter of an hour", async () => {
    const methods = async () => (await world.call("GET", "/v1/insights/methods?days=90")).body;
    const { rows, days, tier } = await methods();
    assert.deepEqual([days, tier], [90, "demo"]);
    assert.deepEqual(
      rows.map((row: any) => [row.way, row.n]),
      [
        ...[
          ["self-service", 65],
          ["customer-service", 14],
          ["sms-code", 54],
          ["email-code", 11],
        ],
      ],
    );
    const [self, people] = rows;
    assert.deepEqual([self.medianSeconds, self.p90Seconds], [260, 430]);
    assert.equal(self.success.rate, 42 / 65);
    assert.deepEqual([people.success, people.outcomes, people.medianSeconds], [null, {}, null]);
    const late = {
      account: "late",
      at: NOW - 20 * 86_400_000,
      state: "completed",
      path: "sms-and-known-device",
    };
    await writeStories(world.world.db, "late", [{ ...late, given: ["sms-code"], seconds: 60 }]);
    await refresh(world.world.db, ["late"], new Date(0));
    assert.equal((await methods()).rows[0].n, 65);
    world.skip(901);
    assert.equal((await methods()).rows[0].n, 66);
    await sql`delete from recoveries where account_id = 'late'`.execute(world.world.db);
    await refresh(world.world.db, ["late"], new Date(0));
    for (const wrong of ["0", "365", "60", "-1", "1.5", "x", "1e9"])
      assert.equal(
        (await world.call("GET", `/v1/insights/methods?days=${wrong}`)).status,
        400,
        wrong,
      );
  });

  test("definitions say what each figure means in both languages, and how fresh it is", async () => {
    const { definitions, health } = await ask("/v1/insights/definitions");
    const first = ["team", "share"];
    for (const { id, name, formula, owner, page, version } of definitions) {
      assert.ok(name.en && name.zh && formula.en && formula.zh && owner, id);
      assert.equal(version, first.includes(page) ? 1 : 2, id);
    }
    const { tiles } = await ask("/v1/insights/overview");
    for (const { definition } of tiles)
      assert.ok(
        definitions.some(({ id }: any) => id === definition),
        definition,
      );
    assert.deepEqual([health.backfilled, health.facts, health.missing], [true, 69, []]);
    // Nobody has read events for a quarter of an hour.
    assert.equal(health.stale, true);
    await world.sweep();
    assert.equal((await ask("/v1/insights/definitions")).health.stale, false);
  });

  test("supervisors, analysts and admins read figures; an agent and a stranger do not", async () => {
    const agent = personOf(world, "ben");
    for (const name of ["overview", "measures", "funnel", "cases", "definitions"]) {
      assert.equal((await supervisor.get(`/v1/insights/${name}`)).status, 200, name);
      assert.equal((await agent.get(`/v1/insights/${name}`)).status, 403, name);
      assert.equal((await world.call("GET", `/v1/insights/${name}`)).status, 401, name);
    }
  });
});
