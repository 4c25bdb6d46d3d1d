/**
 * P8: what a recovery, a payment decision and a freeze cost with 10,000 and with 1,000,000 accounts stored. One database
 * server, two databases, two of our servers, in turns. Also: whether any of it reads a large table from end to end, which
 * is how a missing index shows before it hurts.
 */
import pg from "pg";
import { named, startTestServer, type TestServer } from "../test/database.ts";
import { type Bench, median, pause, type Result, type Row, row } from "./bench.ts";
import { decide } from "./decisions.ts";
import { filling, OVER_DAYS, RECOVERED_ONE_IN, withoutIndexes } from "./fill.ts";
import { inLanes, person } from "./people.ts";
import { CLIENTS, hangUp, type Peer, post, recoverOurs, startPeer } from "./recovery-drive.ts";
import { hangUpLean } from "./wire.ts";

type Say = (line: string) => void;

const LIVE_SLICES = 10;
const DECISIONS_EACH = 4;
/** What passes time does in a server (its sweep each minute) belongs to what is watched. */
const SWEEP_MS = 62_000;
/** A table of this many rows or more should never be read from end to end. */
const LARGE = 5_000;

type Grown = {
  accounts: number;
  stride: number;
  peer: Peer;
  client: pg.Client;
  /** kB of 1000 bytes, with indexes, right after everything was filled. */
  disk: { accountKb: number; eventKb: number };
};

async function grow(
  server: TestServer,
  say: Say,
  { accounts, live, port }: { accounts: number; live: number; port: number },
): Promise<Grown> {
  const began = performance.now();
  const database = `bench_${accounts}`;
  let peer = await startPeer(server, database, "bench/grown-server.ts", { port });
  const client = new pg.Client({ connectionString: named(server.url, database) });
  client.on("error", () => {});
  await client.connect();
  // The live ones stand at even distances, in the order of names as on the disk. Two more to go by.
  const stride = Math.floor(accounts / live);
  const [used, recovered] = [accounts + 1, accounts + 2];
  await peer.ask({ people: [used, recovered] });
  await recoverOurs(peer, recovered);
  while ((await peer.ask("backlog")).backlog > 0) await pause(50);
  const { tables, fill } = await filling(client, person(used).id, person(recovered).id, accounts);
  const large = accounts > 100_000;
  // Without indexes the server would read everything for whatever its minute brings: it is away meanwhile.
  if (large) await peer.stop();
  const putBack = large ? await withoutIndexes(client, tables) : undefined;
  const lived = Array.from({ length: live }, (_, n) => n * stride);
  const bounds = Array.from({ length: LIVE_SLICES + 1 }, (_, n) =>
    Math.floor((n * accounts) / LIVE_SLICES),
  );
  // Filled first and indexed once; the server needs its indexes to add the live ones.
  for (let slice = 0; slice < LIVE_SLICES; slice++) {
    const [from, to] = [bounds[slice] as number, bounds[slice + 1] as number];
    await fill(from, to, stride, live * stride);
    if (!large) await peer.ask({ people: lived.filter((n) => n >= from && n < to) });
  }
  await putBack?.();
  if (large) {
    peer = await startPeer(server, database, "bench/grown-server.ts", { port, isThere: true });
    await peer.ask({ people: lived });
  }
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  const { rows } = await client.query(
    "select (select count(*) from accounts)::int as accounts, (select count(*) from events)::int as events, pg_database_size(current_database())::float8 as bytes, pg_total_relation_size('events')::float8 as of_events",
  );
  say(
    `${rows[0].accounts} accounts, ${rows[0].events} events, ${(rows[0].bytes / 1e6).toFixed(0)} MB, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
  const disk = {
    accountKb: rows[0].bytes / rows[0].accounts / 1000,
    eventKb: rows[0].of_events / rows[0].events / 1000,
  };
  return { accounts, stride, peer, client, disk };
}

/** What it still has to do (letters, readers) would be done while the other server is measured. */
async function untilDone(peer: Peer) {
  while ((await peer.ask("backlog")).backlog > 0) await pause(20);
}

/** Recoveries of live people number `from` on: seconds and CPU of our server for each. */
async function recovered({ peer, stride }: Grown, from: number, count: number) {
  const cpu = (await peer.ask("cpu")).cpu;
  const began = performance.now();
  await inLanes(CLIENTS, count, (n) => recoverOurs(peer, (from + n) * stride));
  const ms = (performance.now() - began) / count;
  const after = (await peer.ask("cpu")).cpu;
  await untilDone(peer);
  return { ms, cpuMs: (after.user + after.system - cpu.user - cpu.system) / 1000 / count };
}

let payments = 0;
/** People number `from` on: each is asked about several times, then frozen. Milliseconds for each. */
async function decidedAndFrozen({ peer, stride }: Grown, from: number, count: number) {
  const { port, serviceKey } = peer;
  const idOf = (n: number) => person((from + (n % count)) * stride).id;
  const began = performance.now();
  await inLanes(CLIENTS, count * DECISIONS_EACH, async (n) => {
    await decide(port, serviceKey, idOf(n), `grown-${++payments}`);
  });
  const between = performance.now();
  await inLanes(CLIENTS, count, (n) =>
    post(
      port,
      `/v1/accounts/${idOf(n)}/holds`,
      { reason: "wallet", scope: "outgoing" },
      { bearer: serviceKey },
    ),
  );
  const decision = (between - began) / (count * DECISIONS_EACH);
  const freeze = (performance.now() - between) / count;
  await untilDone(peer);
  return { decision, freeze };
}

type Scans = Map<string, { read: number; rows: number }>;

/** Rows read by sequential scans so far, and rows there are, of the large tables. */
async function scans(client: pg.Client): Promise<Scans> {
  await client.query("select pg_stat_clear_snapshot()");
  const { rows } = await client.query(
    "select relname as name, seq_tup_read::float8 as read, n_live_tup::float8 as rows from pg_stat_user_tables where n_live_tup >= $1",
    [LARGE],
  );
  return new Map(rows.map(({ name, read, rows }) => [name, { read, rows }]));
}

/** Whoever is first in one round is second in the next. */
async function inTurn<T>(
  round: number,
  small: Grown,
  large: Grown,
  work: (grown: Grown) => Promise<T>,
): Promise<[T, T]> {
  if (round % 2 === 0) return [await work(small), await work(large)];
  const second = await work(large);
  return [await work(small), second];
}

async function run(say: Say, quick: boolean): Promise<Result> {
  const [few, many] = quick ? [2_000, 120_000] : [10_000, 1_000_000];
  const { count, rounds } = quick ? { count: 60, rounds: 2 } : { count: 200, rounds: 6 };
  const paying = count / 2;
  const live = (count + paying) * (rounds + 1);
  const server = await startTestServer({ durable: true });
  const grown: Grown[] = [];
  try {
    grown.push(await grow(server, say, { accounts: few, live, port: 18_740 }));
    grown.push(await grow(server, say, { accounts: many, live, port: 18_750 }));
    const [small, large] = grown as [Grown, Grown];
    const figures: Record<string, number[]> = {};
    const keep = (key: string, figure: number) => {
      figures[key] = [...(figures[key] ?? []), figure];
    };
    let before: Scans = new Map();
    let watched = 0;
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      if (round === 1) {
        before = await scans(large.client);
        watched = performance.now();
      }
      const recover = (grown: Grown) => recovered(grown, round * count, count);
      const [one, two] = await inTurn(round, small, large, recover);
      say(
        `round ${round}: ${one.ms.toFixed(2)} ms each with ${few} accounts, ${two.ms.toFixed(2)} ms with ${many}; CPU of the server ${one.cpuMs.toFixed(2)} and ${two.cpuMs.toFixed(2)} ms`,
      );
      const from = count * (rounds + 1) + round * paying;
      const pay = (grown: Grown) => decidedAndFrozen(grown, from, paying);
      const [fewer, more] = await inTurn(round, small, large, pay);
      if (round === 0) continue;
      for (const [key, few, many] of [
        ["recovery", one.ms, two.ms],
        ["decision", fewer.decision, more.decision],
        ["freeze", fewer.freeze, more.freeze],
        ["cpu", one.cpuMs, two.cpuMs],
      ] as const) {
        keep(`${key}, few`, few);
        keep(`${key}, many`, many);
      }
    }
    // Long enough for a sweep; and the database tells its statistics a second late.
    if (!quick) await pause(Math.max(0, watched + SWEEP_MS - performance.now()));
    await pause(1_500);
    const after = await scans(large.client);
    return {
      rows: [
        ...rowsOf(figures, { few, many }, readOf(before, after)),
        row("disk an account", "kB", [large.disk.accountKb]),
        row("disk of it, an event", "kB", [large.disk.eventKb]),
      ],
      notes: notesOf(before, after, rounds * count),
    };
  } finally {
    hangUp();
    hangUpLean();
    for (const { client, peer } of grown) {
      await client.end();
      await peer.stop();
    }
    await server.stop();
  }
}

type Read = { name: string; read: number; isWhole: boolean };

/** An index by ranges (BRIN) reads the pages of new rows when it takes them up: that is not the table. */
const readOf = (before: Scans, after: Scans): Read[] =>
  [...after].flatMap(([name, { read, rows }]) => {
    const more = read - (before.get(name)?.read ?? 0);
    return more > 0 ? [{ name, read: more, isWhole: more >= rows / 2 }] : [];
  });

function rowsOf(
  figures: Record<string, number[]>,
  { few, many }: { few: number; many: number },
  read: readonly Read[],
): Row[] {
  const of = (key: string) => figures[key] ?? [];
  const whole = read.filter(({ isWhole }) => isWhole);
  const ratios = (key: string) =>
    of(`${key}, many`).map((each, n) => each / (of(`${key}, few`)[n] ?? 1));
  const words = (count: number) => count.toLocaleString("en");
  return [
    ...["recovery", "decision", "freeze"].flatMap((key) => [
      row(`time of a ${key}, ${words(few)} accounts`, "ms", of(`${key}, few`)),
      row(`time of a ${key}, ${words(many)} accounts`, "ms", of(`${key}, many`)),
      row(`time of a ${key}, many to few`, "times", ratios(key), {
        goal: "at most 1.2 times",
        holds: median(ratios(key)) <= 1.2,
      }),
    ]),
    row(`CPU of our server for a recovery, ${words(few)} accounts`, "ms", of("cpu, few")),
    row(`CPU of our server for a recovery, ${words(many)} accounts`, "ms", of("cpu, many")),
    row("CPU, many to few", "times", ratios("cpu")),
    row("large tables read from end to end in a minute", "tables", [whole.length], {
      goal: "none",
      holds: whole.length === 0,
    }),
  ];
}

const notesOf = (before: Scans, after: Scans, count: number) => [
  `Time: wall time divided by how many there were, ${CLIENTS} clients at once, over HTTP, SMS code and known device; the smallest password hash, so that it hides nothing.`,
  `Filled by SQL: every row that the server writes for an account that is used (name, number, mailbox, device, password, events), and for one in ${RECOVERED_ONE_IN} also those of a completed recovery, spread over ${OVER_DAYS} days; sealed columns hold bytes of the right length.`,
  ...readOf(before, after).map(
    ({ name, read, isWhole }) =>
      `${isWhole ? "Read from end to end" : "Read in part, one row after the other"}: ${name}, ${Math.round(read)} rows in ${count} recoveries.`,
  ),
];

export const growth: Bench = {
  name: "growth",
  title: "P8: what a recovery, a decision and a freeze cost with few and with many accounts",
  run,
};
