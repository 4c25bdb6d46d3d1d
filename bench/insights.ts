/**
 * Every answer of insights with a million claims stored, over the whole way of a request but the network: the answers
 * of 28 days, a quarter and a year, each asked with another last day, so that none was given before.
 * Filled by SQL: the claims, and the facts as the definitions write them.
 */
import pg from "pg";
import { buildApp, features, readersOf } from "../src/app.ts";
import { readConfig } from "../src/core/config.ts";
import { silentLog } from "../src/core/log.ts";
import type { World } from "../src/core/world.ts";
import { burstsWrittenUpTo, sweepBursts } from "../src/features/insights/bursts.ts";
import { differences, writeSetting } from "../src/features/insights/facts-store.ts";
import { dayAfter, startOf } from "../src/features/insights/periods.ts";
import { addStaff, signInStaff } from "../src/features/staff/index.ts";
import { openWorld } from "../src/serve.ts";
import { named, startTestServer } from "../test/database.ts";
import { type Bench, median, type Row, row } from "./bench.ts";
import { processorOf } from "./processor.ts";

type Say = (line: string) => void;

const GOAL_MS = 300;
const ZONE = "Asia/Shanghai";
/** The last day that is stored, and how many days there are: a year, and the week that its last case may take. */
const TODAY = "2026-11-29";
const DAYS = 373;
const FIRST = dayAfter(TODAY, 1 - DAYS);
const terminal = { kind: "system", id: "terminal" } as const;

/** What became of the n-th claim, in SQL: nine of ten by a code and a known device, one of eight with people. */
const draw = "((n * 2654435761::bigint) % 1000)";
const state = `case when ${draw} < 780 then 'completed' when ${draw} < 830 then 'cancelled'
  when ${draw} < 860 then 'denied' when n > $4 - 400 then 'proving' else 'expired' end`;
const took = `case when ${draw} < 655 then 40 + (n * 7919::bigint) % 1500 when ${draw} < 780 then 30000 + (n * 7919::bigint) % 170000
  else 3600 + (n * 7919::bigint) % 82000 end`;

/** One browser in a thousand claims for eight names in a row: a burst. */
const device = "case when n % 1000 < 8 then n - n % 1000 else n end";

/** Claims of one day, as the server leaves them; $1 its start, $2 and $3 their numbers, $4 the last of all. */
const claims = `insert into recoveries (account_id, id, token_hash, state, situation, policy_name, policy_version,
  identifier_kind, identifier_tag, identifier, device, network, locale, risk_level, risk_reasons, given, path, wait_hours,
  waiting_until, ended_why, created_at, expires_at, ended_at)
  select case when n % 20 = 0 then 'shadow:' || n when n % 17 = 0 then 'acc_' || (n - 1) else 'acc_' || n end,
    'rec_' || lpad(n::text, 10, '0'), md5(n::text), made.state,
    (array['forgot-password','forgot-password','lost-phone','account-stolen'])[1 + n % 4], 'wallet', 2 + n / 400000,
    (array['phone','phone','email'])[1 + n % 3], md5('i' || n), repeat(md5('s' || n), 4), md5('d' || ${device}), md5('n' || n),
    (array['zh','zh','en'])[1 + n % 3], (array['low','low','low','elevated','high'])[1 + n % 5], '["new-device"]',
    ('[{"kind":"' || (array['known-device','sms-code','email-code','passkey','recovery-code','face'])[1 + n % 6]
      || '","at":"2026-01-01T00:00:00Z"},{"kind":"' || (array['sms-code','email-code'])[1 + n % 2] || '","at":"2026-01-01T00:00:01Z"}]')::jsonb,
    case when made.state = 'completed' then case when ${draw} >= 655 then 'agent-review' else 'sms-and-known-device' end end,
    case when ${draw} < 655 then 0 else 12 end, null, case made.state when 'cancelled' then 'owner' when 'expired' then 'deadline' end,
    made.at, made.at + interval '1 day', case when made.state <> 'proving' then made.at + made.took * interval '1 second' end
  from generate_series($2::int, $3::int) n
  cross join lateral (select $1::timestamptz + (n - $2) * interval '86399 seconds' / greatest(1, $3 - $2) as at,
    ${state} as state, ${took} as took) made`;

/** People were asked in each case that they decided. */
const cases = `insert into cases (account_id, id, recovery_id, state, situation, risk_level, locale, story, evidence_version,
  evidence_hash, round, excluded, is_theft, device, identifier_tag, policy_name, policy_version, promise_ms, due_at,
  claimant_ms, last_type, last_at, opened_at, closed_at)
  select account_id, 'case_' || id, id, 'approved', situation, risk_level, locale, '', 1, '', 1, '[]', false, device,
    identifier_tag, policy_name, policy_version, 86400000, created_at + interval '1 day', 0, 'case.approved', ended_at,
    created_at, ended_at
  from recoveries where path = 'agent-review' or state = 'denied'`;

async function fill(client: pg.Client, count: number, say: Say): Promise<number> {
  await client.query("set synchronous_commit = off");
  const began = performance.now();
  for (let n = 0; n < DAYS; n++) {
    const day = startOf(dayAfter(FIRST, n), ZONE);
    const from = Math.floor((n * count) / DAYS) + 1;
    await client.query(claims, [day, from, Math.floor(((n + 1) * count) / DAYS), count]);
  }
  await client.query(cases);
  // One in five hundred is disputed.
  await client.query(`insert into holds (account_id, id, reason, scope, placed_by, placed_at, released_at)
    select distinct on (account_id) account_id, 'hold_' || id, 'suspected-takeover', 'everything', '', ended_at + interval '5 days', ended_at + interval '6 days'
    from recoveries where state = 'completed' and right(id, 4)::int % 500 = 1`);
  await client.query("vacuum analyze");
  const claimed = performance.now();
  // As the reader writes them, account by account; here all of them at once.
  await client.query(`insert into insight_facts (account_id, id, has_account, started_at, situation, risk_level, locale,
      policy_name, policy_version, way_first, starts, people_asked, by_people, completed_at, path, outcome, seconds,
      wait_seconds, first_try, stopped, disputed, self_step, people_step, last_state, last_why)
    select account_id, id, has_account, started_at, situation, risk_level, locale, policy_name, policy_version,
      way_first, starts, people_asked, by_people, completed_at, path, outcome, seconds, wait_seconds, first_try, stopped,
      disputed, self_step, people_step, last_state, last_why
    from insight_source_v2 order by started_at`);
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  const { rows } = await client.query(
    `select (select count(*) from recoveries)::int as claims, (select count(*) from insight_facts)::int as facts,
      pg_total_relation_size('insight_facts')::float8 as bytes, pg_database_size(current_database())::float8 as whole`,
  );
  const seconds = (from: number, to: number) => Math.round((to - from) / 1000);
  say(
    `${rows[0].claims} claims in ${seconds(began, claimed)} s, ${rows[0].facts} facts in ${seconds(claimed, performance.now())} s (${Math.round(rows[0].bytes / 1e6)} of ${Math.round(rows[0].whole / 1e6)} MB)`,
  );
  return rows[0].claims;
}

/** As the product writes them: the days from the first claim on, a few seconds of them a round. */
async function writeBursts(world: World, client: pg.Client, say: Say): Promise<string> {
  const began = performance.now();
  const today = startOf(TODAY, ZONE).getTime();
  while ((await burstsWrittenUpTo(world))?.getTime() !== today) await sweepBursts(world);
  const seconds = Math.round((performance.now() - began) / 1000);
  await client.query("vacuum analyze burst_claims");
  const { rows } = await client.query("select count(*)::int as n from burst_claims");
  const told = `${rows[0].n} claims of bursts of names were written down in ${seconds} s, ${DAYS - 1} days one after the other.`;
  say(told);
  return told;
}

/** Filters that people set, in turn; the empty one as often as all others. */
const filters = [
  ...["", "situation=forgot-password", "", "locale=zh", "", "risk=low", "", "way=sms-code"],
  ...["", "situation=lost-phone&risk=elevated"],
];
const pages = [
  ...["overview", "measures", "funnel?compare=previous", "cases?metric=not-recovered"],
  ...["abuse", "team", "share"],
];
/** Days, and how often each is asked for: the last day moves back, so that each is a period of its own. */
const spans = [
  { days: 28, asks: 40, isUsual: true },
  { days: 90, asks: 20, isUsual: false },
  { days: 360, asks: 6, isUsual: false },
];

const p95 = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

async function measured(world: World, client: pg.Client, quick: boolean, say: Say): Promise<Row[]> {
  const app = buildApp(world);
  await app.ready();
  await addStaff(world, terminal, { id: "ana", name: "Ana", role: "analyst", team: null });
  const { token } = await signInStaff(world, "ana", "bench");
  const timed = async (path: string) => {
    const began = performance.now();
    const reply = await app.inject({
      ...{ method: "GET", url: `/v1/insights/${path}`, cookies: { rightful_staff: token } },
    });
    if (reply.statusCode !== 200) throw new Error(`${path}: ${reply.statusCode} ${reply.body}`);
    return performance.now() - began;
  };
  const rows: Row[] = [];
  const take = async (name: string, paths: readonly string[], goal: boolean) => {
    const times: number[] = [];
    const before = await processorOf(client);
    for (const path of paths) times.push(await timed(path));
    const after = await processorOf(client);
    const each = before && after ? ((after - before) * 1000) / paths.length : null;
    say(
      `${name}: p50 ${median(times).toFixed(0)}, p95 ${p95(times).toFixed(0)} ms; processor ${each?.toFixed(0) ?? "unknown"} ms`,
    );
    rows.push(row(`${name}, p50`, "ms", [median(times)]));
    if (each !== null && paths.length > 1)
      rows.push(row(`${name}, processor time of server and database`, "ms", [each]));
    const holds = p95(times) <= GOAL_MS;
    rows.push(
      row(`${name}, p95`, "ms", [p95(times)], goal ? { goal: `at most ${GOAL_MS} ms`, holds } : {}),
    );
  };
  await timed("overview");
  await timed("measures");
  const walk = async ({ days, asks, isUsual }: (typeof spans)[number]) => {
    for (const page of pages) {
      const paths = Array.from({ length: quick ? Math.ceil(asks / 2) : asks }, (_, n) => {
        const to = dayAfter(TODAY, -8 - n);
        const filter = filters[n % filters.length] as string;
        return `${page}${page.includes("?") ? "&" : "?"}from=${dayAfter(to, 1 - days)}&to=${to}${filter && `&${filter}`}`;
      });
      await take(`${page.split("?")[0]}, ${days} days`, paths, isUsual);
    }
  };
  // What has a goal comes first: a year takes long.
  for (const span of spans) if (span.isUsual) await walk(span);
  // The page of attacks ends with today, whose bursts are not written down yet.
  const last28 = dayAfter(TODAY, -27);
  await take(
    "abuse, 28 days up to now",
    Array.from({ length: 20 }, (_, n) => {
      const filter = filters[n % filters.length] as string;
      return `abuse?from=${last28}&to=${TODAY}${filter && `&${filter}`}`;
    }),
    true,
  );
  await take(
    "definitions",
    Array.from({ length: 20 }, () => "definitions"),
    true,
  );
  for (const days of [7, 30, 90])
    await take(`public table, ${days} days, first`, [`methods?days=${days}`], days === 30);
  await take(
    "public table, kept",
    Array.from({ length: 20 }, () => "methods?days=30"),
    true,
  );
  for (const span of spans) if (!span.isUsual) await walk(span);
  await app.close();
  return rows;
}

export const insightsBench: Bench = {
  name: "insights",
  title: "Insights: every answer with a million claims stored",
  run: async (say, quick) => {
    const server = await startTestServer({ durable: true });
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query("create database bench_insights template rightful_template");
    // One core an answer, whoever else is idle; and all that it costs is found where it is looked for.
    await admin.query("alter database bench_insights set max_parallel_workers_per_gather = 0");
    const url = named(server.url, "bench_insights");
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const now = () => new Date(startOf(TODAY, ZONE).getTime() + 12 * 3_600_000);
    const config = readConfig(
      {
        ...{ RIGHTFUL_URL: "http://localhost:8700", RIGHTFUL_WALLET_URL: "http://localhost:8701" },
        RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
      },
      true,
    );
    const nobody = { name: "bench", send: async () => ({ providerId: null }) };
    const opened = await openWorld({
      ...{ config, database: { url, stop: async () => {} } },
      ports: () => ({ sms: nobody, email: nobody }),
    });
    const world: World = { ...opened, now, readers: readersOf(features), log: silentLog };
    try {
      const stored = await fill(client, quick ? 100_000 : 1_000_000, say);
      await writeSetting(world.db, "insights-read", now().toISOString());
      const bursts = await writeBursts(world, client, say);
      const rows = await measured(world, client, quick, say);
      const day = dayAfter(TODAY, -20);
      const span = { from: startOf(day, ZONE), to: startOf(dayAfter(day, 1), ZONE) };
      const found = await differences(world.db, span);
      if (found.length > 0) throw new Error(`The facts are wrong: ${JSON.stringify(found[0])}`);
      return {
        rows,
        notes: [
          `${stored} claims of ${DAYS} days are stored with their cases and holds; events are not, nor accounts: no answer reads them.`,
          bursts,
          "Each answer is asked with a last day of its own and other filters, one at a time, on one core, over the whole way of a request but the network: none was given before.",
          "Periods of a quarter and a year have no goal of their own: the pages open with 28 days. Such an answer is kept for a quarter of an hour; here each is the first.",
          "A day was held against the first definitions afterwards: no difference.",
        ],
      };
    } finally {
      await client.end();
      await world.db.destroy();
      await admin.end();
      await server.stop();
    }
  },
};
