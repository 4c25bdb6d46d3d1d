/** Attacks, the desk's clock and the recoverable share, held against a world that was worked out by hand. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sql } from "kysely";
import { personOf } from "../../../test/cases.ts";
import { golden, seedAbuse, seedShare, seedTeam } from "../../../test/insights-abuse.ts";
import { testWorld } from "../../../test/world.ts";
import { sweepShare } from "./share-counting.ts";
import { forecast, percentile } from "./team.ts";

const world = testWorld();
const ask = (who: ReturnType<typeof personOf>, path: string) => who.get(`/v1/insights/${path}`);
const analyst = () => personOf(world, "ana", "analyst", null);
const page = async (path: string) => {
  const { status, body } = await ask(analyst(), path);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
/** Two months before now; it begins at midnight in China. */
const edgeDay = () =>
  new Date(world.world.now().getTime() - 60 * 86_400_000).toISOString().slice(0, 10);
const csv = async (path: string) => {
  const { status, body } = await ask(analyst(), path);
  assert.equal(status, 200);
  return String(body)
    .replace(/^\uFEFF/, "")
    .trim()
    .split("\r\n");
};

describe("attacks", () => {
  before(async () => {
    const now = world.world.now();
    const { claim } = await seedAbuse(world.world.db, now);
    const edge = { account: "g-edge", reasons: ["sim-swapped"], state: "denied" };
    const first = Date.parse(`${edgeDay()}T00:00:00+08:00`);
    await claim({ ...edge, at: new Date(first) });
    await claim({ ...edge, at: new Date(first - 1), account: "g-before" });
    await claim({ ...edge, at: new Date(first + 86_400_000), account: "g-after" });
  });

  test("days are those of the operator's zone: its first moment is in a day, its end is not", async () => {
    const { kinds, period } = await page(`abuse?from=${edgeDay()}&to=${edgeDay()}`);
    assert.deepEqual([period.zone, period.days], ["Asia/Shanghai", 1]);
    assert.equal(kinds.find(({ id }: any) => id === "sim-swap").n, 1);
  });

  test("each kind comes to what was counted by hand: stopped, got through, nobody objected, open", async () => {
    const { kinds, tier, freshAt, stale } = await page("abuse?days=28");
    assert.deepEqual([tier, stale], ["demo", false]);
    assert.equal(freshAt, world.world.now().toISOString());
    const found = Object.fromEntries(
      kinds.map(({ id, n, blocked, through, unclear, open }: any) => [
        id,
        { n, blocked, through, unclear, open },
      ]),
    );
    assert.deepEqual(found, golden.kinds);
  });

  test("a share that got through has n and its interval, and none under 30 that ended", async () => {
    const { kinds } = await page("abuse?days=28");
    const of = (id: string) => kinds.find((kind: any) => kind.id === id);
    // 3 of 33, and 7 of 33, worked out apart from the program.
    const rounded = ({ n, count, rate, low, high }: any) => [
      ...[n, count, ...[rate, low, high].map((part: number) => part.toFixed(4))],
    ];
    assert.deepEqual(rounded(of("sim-swap").gotThrough), [33, 3, "0.0909", "0.0314", "0.2357"]);
    assert.deepEqual(rounded(of("sim-swap").gotThroughAtMost), [
      33,
      7,
      "0.2121",
      "0.1068",
      "0.3775",
    ]);
    assert.deepEqual(of("another-face").gotThrough, { n: 3, rate: null });
    assert.equal(of("agent-misuse").gotThrough, null);
  });

  test("the days sum to the kinds, and the file holds the same", async () => {
    const { kinds, days } = await page("abuse?days=28");
    for (const { id, n } of kinds)
      assert.equal(
        days
          .filter(({ kind }: any) => kind === id)
          .reduce((sum: number, day: any) => sum + day.n, 0),
        n,
        id,
      );
    const lines = await csv("abuse?days=28&format=csv&table=days");
    assert.equal(lines[0], "day,kind,attempts,blocked,through,unclear,open");
    assert.deepEqual(
      lines.slice(1),
      days
        .toSorted((a: any, b: any) => a.day.localeCompare(b.day) || a.kind.localeCompare(b.kind))
        .map((d: any) => [d.day, d.kind, d.n, d.blocked, d.through, d.unclear, d.open].join()),
    );
    const first = await csv("abuse?days=28&format=csv");
    assert.match(first[2] ?? "", /^sim-swap,35,26,3,4,2,0\.0909/);
  });

  test("clusters are places with three attempts; a claim counts once, and no name leads back to one", async () => {
    const { clusters } = await page("abuse?days=28");
    assert.deepEqual(
      clusters.map(({ name: _, first: __, last: ___, ...row }: any) => row),
      golden.clusters,
    );
    for (const { name } of clusters) assert.match(name, /^[DN]-[0-9A-Z]{6}$/);
    const text = JSON.stringify(clusters);
    assert.doesNotMatch(text, /203\.0|g-|shadow|D3/);
  });

  test("a filter narrows the claims, and leaves out what it cannot narrow; a shorter period what is outside", async () => {
    const none = await page("abuse?days=28&situation=lost-phone");
    assert.ok(none.kinds.every(({ n }: any) => n === 0));
    assert.ok(none.kinds.every(({ id }: any) => id !== "agent-misuse"));
    assert.deepEqual(none.clusters, []);
    const { kinds } = await page("abuse?days=2");
    assert.equal(kinds.find(({ id }: any) => id === "agent-misuse").n, 3);
    assert.equal(kinds.find(({ id }: any) => id === "enumeration").n, 0);
  });

  test("what no row tells is named, in both languages", async () => {
    const { notMeasured, kinds } = await page("abuse");
    assert.ok(notMeasured.length >= 4);
    for (const { name, why } of notMeasured) assert.ok(name.en && name.zh && why.en && why.zh);
    for (const { name, sign } of kinds) assert.ok(name.en && name.zh && sign.en && sign.zh);
  });

  test("an agent reads none of it, and a stranger neither; a mistyped period is refused", async () => {
    for (const path of ["abuse", "team", "share"]) {
      assert.equal((await ask(personOf(world, "ben"), path)).status, 403);
      assert.equal((await world.call("GET", `/v1/insights/${path}`)).status, 401);
      assert.equal((await ask(analyst(), `${path}?days=400`)).status, 400);
      assert.equal((await ask(analyst(), `${path}?table=nothing`)).status, 400);
    }
  });
});

describe("the desk's clock", () => {
  before(() => seedTeam(world.world.db, world.world.now()));

  test("promises by their day: what is late and open is missed, what was handed back in time is kept", async () => {
    const { promise } = await page("team?days=28");
    const { due, met } = golden.team;
    assert.partialDeepStrictEqual(promise.all, { n: due, count: met });
    assert.equal(
      promise.days.reduce((sum: number, day: any) => sum + day.missed, 0),
      due - met,
    );
    const [east, west] = promise.teams;
    assert.partialDeepStrictEqual(east, { team: "east", n: 30, count: 30, rate: 1 });
    assert.deepEqual(west, { team: "west", n: 13, rate: null });
  });

  test("whose turn it was comes from the clock's own record", async () => {
    const { sides } = await page("team?days=28");
    const { oursSeconds, claimantSeconds, oursMedianSeconds, claimantMedianSeconds } = golden.team;
    assert.deepEqual(sides.all, {
      ...{ n: 40, oursSeconds, claimantSeconds, oursMedianSeconds, claimantMedianSeconds },
    });
  });

  test("the first word from a person, over all that were opened", async () => {
    const { firstReply } = await page("team?days=28");
    assert.partialDeepStrictEqual(firstReply.all, golden.team.reply);
    assert.equal(firstReply.teams[1].medianSeconds, null);
  });

  test("open cases by age and turn, and what waits for a second person", async () => {
    const { db } = world.world;
    await sql`insert into case_draws (account_id, case_id, id, round, staff_id, drawn_at, until)
      values ('g-c44', 'cas_g44', 'drw_g', 1, 'agt_g', ${new Date(world.world.now().getTime() - 3_600_000)},
        ${world.world.now()})`.execute(db);
    const { backlog, waiting } = await page("team?days=28");
    assert.deepEqual(
      backlog.all.map(({ ours, claimant }: any) => [ours, claimant]),
      [
        [1, 0],
        [0, 0],
        [2, 1],
        [0, 0],
        [0, 0],
      ],
    );
    assert.deepEqual(waiting, [{ team: null, what: "verdict", n: 1, oldestSeconds: 3600 }]);
  });

  test("of people there are figures for the lead of their own team alone", async () => {
    assert.equal((await page("team")).people, null);
    const lead = personOf(world, "lea", "supervisor", "west");
    // Agents read no figures; whoever asks is a member of the desk from then on.
    for (const [name, team] of [
      ["wim", "west"],
      ["eva", "east"],
    ] as const)
      assert.equal((await ask(personOf(world, name, "agent", team), "team")).status, 403);
    const { body } = await ask(lead, "team");
    assert.equal(body.people.team, "west");
    const names = body.people.rows.map(({ name }: any) => name);
    assert.deepEqual(names, names.toSorted());
    assert.ok(!JSON.stringify(body.people).includes("eva"));
  });

  test("a weekday is expected as it was on its last four, and backlog never falls under nothing", () => {
    const day = (day: string, opened: number, closed: number) => ({
      team: null,
      day,
      opened,
      closed,
    });
    // 2026-06-01 is a Monday: its Tuesdays before are 26, 19, 12 and 5 May.
    const rows = [
      ...[day("2026-05-26", 4, 1), day("2026-05-19", 8, 3), day("2026-05-12", 0, 0)],
      ...[day("2026-05-05", 4, 2), day("2026-04-28", 99, 0), day("2026-05-27", 0, 400)],
    ];
    const [tuesday, wednesday, , , , , monday] = forecast(rows, "2026-06-01", 10);
    assert.deepEqual(tuesday, {
      ...{ day: "2026-06-02", arrivals: { mean: 4, least: 0, most: 8 } },
      ...{ capacity: { mean: 1.5, least: 0, most: 3 }, openAfter: 12.5 },
    });
    assert.deepEqual([wednesday?.capacity.mean, wednesday?.openAfter], [100, 0]);
    assert.equal(monday?.day, "2026-06-08");
    assert.equal(percentile(Array(29).fill(1), 0.5), null);
    assert.equal(
      percentile(
        Array.from({ length: 40 }, (_, n) => n + 1),
        0.9,
      ),
      36,
    );
  });
});

describe("the recoverable share", () => {
  before(async () => {
    await seedShare(world.world.db, world.world.now());
  });

  test("before a day is whole nothing is said; then it is what was counted by hand", async () => {
    assert.equal((await page("share")).now, null);
    assert.ok((await sweepShare(world.world)) > 0);
    // The day is whole: nobody is judged twice.
    assert.equal(await sweepShare(world.world), 0);
    const { now, trend, target } = await page("share");
    const { accounts, recoverable, soon, paths, missing } = golden.share;
    assert.deepEqual([now.accounts, now.recoverable, now.soon], [accounts, recoverable, soon]);
    assert.partialDeepStrictEqual(now.share, { n: accounts, count: recoverable });
    assert.deepEqual(
      Object.fromEntries(now.paths.map((p: any) => [`${p.path} ${p.uses.join("+")}`, p.accounts])),
      paths,
    );
    assert.deepEqual(
      Object.fromEntries(now.missing.map(({ id, accounts }: any) => [id, accounts])),
      missing,
    );
    assert.deepEqual([trend.length, trend[0].n, target], [1, accounts, 0.8]);
    const lines = await csv("share?format=csv&table=missing");
    assert.deepEqual(lines, [
      ...["missing,accounts", "passkey,6", "recovery-code,3", "email-code,1"],
    ]);
  });

  test("the next day what has grown old enough counts, and the trend has two days", async () => {
    world.skip(6 * 86_400);
    await sweepShare(world.world);
    const { now, trend } = await page("share");
    assert.deepEqual([now.recoverable, now.soon, trend.length], [28, 0, 2]);
  });

  test("a day that was left half counted is begun anew when the policy has changed", async () => {
    world.skip(86_400);
    await sql`insert into recoverable_days (day, policy_name, policy_version, definition, cursor, accounts,
        recoverable, soon, paths, missing, begun_at)
      values (to_char(${world.world.now()}::timestamptz at time zone 'Asia/Shanghai', 'YYYY-MM-DD')::date,
        'wallet', 0, 1, 'g-a030', 30, 1, 0, '{}', '{}', ${world.world.now()})`.execute(
      world.world.db,
    );
    await sweepShare(world.world);
    const { now } = await page("share");
    assert.deepEqual([now.accounts, now.recoverable], [38, 28]);
    assert.notEqual(now.policy.version, 0);
  });
});
