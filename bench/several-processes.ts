/**
 * P10: the loads of P1 and P2 with one, two and four server processes on one database, behind a balancer that deals
 * connections in turn and hands them over. What is asked for is that no result is wrong and that more processes are
 * not slower: how much faster they are depends on what else the machine has to do.
 */
import { readFileSync } from "node:fs";
import pg from "pg";
import { named, startTestServer, type TestServer } from "../test/database.ts";
import { type Bench, median, pause, type Row, row } from "./bench.ts";
import { decide } from "./decisions.ts";
import { inLanes, person } from "./people.ts";
import { CLIENTS, hangUp, post, recoverOurs } from "./recovery-drive.ts";
import { type Several, startSeveral } from "./several-servers.ts";
import { hangUpLean } from "./wire.ts";

const COUNTS = [1, 2, 4] as const;
/** What one server has by default; several share it. */
const CONNECTIONS = 16;
/** Two measurements of one thing on a shared machine differ by this much. */
const LEAST = 0.95;
type Key = "recoveries" | "answers" | "decisions" | "p99" | "busy" | "cpu" | "decisionCpu";
type Figures = Record<Key, number[]>;

/** Ticks of all cores: those that worked, and all (proc(5), /proc/stat). */
function ticks(): [number, number] {
  try {
    const line = readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "";
    const all = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const sum = all.reduce((total, each) => total + each, 0);
    return [sum - (all[3] ?? 0) - (all[4] ?? 0), sum];
  } catch {
    return [0, 1];
  }
}

/** Processor time of the servers of a set so far, in ms. */
async function cpuMs(set: Several): Promise<number> {
  const { cpu } = await set.ask("cpu");
  return (cpu.user + cpu.system) / 1000;
}

/**
 * Recoveries of people number `from` on, until what they cause (letters, what readers note) is done too: one process
 * that is busy to the top answers first and does that later, so answers alone would compare unequal work.
 */
async function recoverMany(set: Several, client: pg.Client, from: number, count: number) {
  const due = "select 1 from jobs where state = 'due' and due_at <= now() limit 1";
  const before = await cpuMs(set);
  const began = performance.now();
  await inLanes(CLIENTS, count, (n) => recoverOurs(set, from + n));
  const answered = performance.now();
  while ((await client.query(due)).rowCount) await pause(10);
  const done = performance.now();
  return {
    rate: (count / (done - began)) * 1000,
    answers: (count / (answered - began)) * 1000,
    cpuMs: ((await cpuMs(set)) - before) / count,
  };
}

/** Frozen by way of one server, then asked at every other one: permitted all the same. */
async function lateDecisions({ ports, serviceKey }: Several, from: number, count: number) {
  let late = 0;
  await inLanes(4, count, async (n) => {
    const { id } = person(from + n);
    const at = ports[n % ports.length] ?? 0;
    const path = `/v1/accounts/${id}/holds`;
    await post(at, path, { reason: "wallet", scope: "outgoing" }, { bearer: serviceKey });
    for (const [turn, port] of ports.entries())
      if (await decide(port, serviceKey, id, `late-${from + n}-${turn}`)) late += 1;
  });
  return late;
}

async function rows(server: TestServer, database: string, text: string): Promise<number> {
  const client = new pg.Client({ connectionString: named(server.url, database) });
  await client.connect();
  try {
    return Number((await client.query(text)).rows[0]?.n ?? 0);
  } finally {
    await client.end();
  }
}

/** Doubled, missing or left undone, as the rows themselves tell. */
async function wrongIn(
  server: TestServer,
  { database }: Several,
  recovered: number,
  permitted: number,
) {
  const count = (text: string) => rows(server, database, text);
  const completed = await count(
    "select count(*) as n from events where type = 'recovery.completed'",
  );
  const twice = await count(
    "select count(*) as n from (select account_id from events where type = 'recovery.completed' group by account_id having count(*) > 1) twice",
  );
  const kept = await count("select count(*) as n from reservations");
  const dead = await count("select count(*) as n from jobs where state <> 'due'");
  return Math.abs(completed - recovered) + twice + Math.abs(kept - permitted) + dead;
}

export const processes: Bench = {
  name: "processes",
  title: `P10: recoveries and decisions a second with one, two and four processes, ${CLIENTS} clients`,
  run: async (say, quick) => {
    const server = await startTestServer({ durable: true });
    const sets: Several[] = [];
    const clients = new Map<Several, pg.Client>();
    const [recoveries, decisions, rounds] = quick ? [32, 200, 2] : [120, 3000, 20];
    // Ten rounds of one program said 1.03 of the decisions of four, and the next twenty 0.82: the host's speed changes.
    // A process is quick once its code has run: each gets as much to warm up as one alone, of both loads. V8 compiles
    // anew after some ten thousand decisions still, which a process of four would reach in the middle of the rounds.
    const warming = (count: number) => 3 * recoveries * count;
    const warmingDecisions = (count: number) => (quick ? 1 : 4) * decisions * count;
    // Each is recovered once; others pay, and others again are frozen: an account that was recovered waits to pay.
    // What somebody has reserved is read at his next payment, so nobody pays in the rounds who paid while they warmed up.
    const [recovered, warm, paying, frozen] = [warming(4) + recoveries * rounds, 4000, 2000, 20];
    const people = recovered + warm + paying + frozen;
    const figures = new Map<number, Figures>();
    let late = 0;
    try {
      for (const [n, count] of COUNTS.entries()) {
        const given = { count, port: 18_780 + 10 * n, people, connections: CONNECTIONS };
        const set = await startSeveral(server, given);
        sets.push(set);
        const client = new pg.Client({ connectionString: named(server.url, set.database) });
        await client.connect();
        clients.set(set, client);
        figures.set(count, {
          ...{ recoveries: [], answers: [], cpu: [], busy: [] },
          ...{ decisions: [], p99: [], decisionCpu: [] },
        });
        say(`${count} started`);
      }
      const done = new Map<number, number>();
      // The first round warms up and is not counted; each begins with another set.
      for (let round = 0; round <= rounds; round++)
        for (const set of sets.map((_, n) => sets[(n + round) % sets.length] as Several)) {
          for (const other of sets) if (other !== set) other.rest();
          set.goOn();
          // What fell due while it stood still, and connections that nobody used, come first.
          await pause(500);
          const [busyBefore, allBefore] = ticks();
          const before = done.get(set.count) ?? 0;
          const many = round === 0 ? warming(set.count) : recoveries;
          const client = clients.get(set) as pg.Client;
          const one = await recoverMany(set, client, before, many);
          done.set(set.count, before + many);
          const permitted = round === 0 ? warmingDecisions(set.count) : decisions;
          const two =
            round === 0
              ? await decideMany(set, recovered, warm, permitted)
              : await decideMany(set, recovered + warm, paying, permitted);
          const [busy, all] = ticks();
          const share = ((busy - busyBefore) / (all - allBefore)) * 100;
          say(
            `round ${round}, ${set.count}: ${one.rate.toFixed(0)} recoveries/s, ${two.rate.toFixed(0)} decisions/s, machine ${share.toFixed(0)} % busy`,
          );
          const kept = figures.get(set.count);
          if (round > 0) {
            kept?.recoveries.push(one.rate);
            kept?.answers.push(one.answers);
            kept?.decisions.push(two.rate);
            kept?.p99.push(two.p99);
            kept?.busy.push(share);
            kept?.cpu.push(one.cpuMs);
            kept?.decisionCpu.push(two.cpuMs);
          }
        }
      let wrong = 0;
      for (const set of sets) {
        set.goOn();
        while (
          (await rows(
            server,
            set.database,
            "select count(*) as n from jobs where due_at <= now()",
          )) > 0
        )
          await pause(100);
        wrong += await wrongIn(
          server,
          set,
          done.get(set.count) ?? 0,
          warmingDecisions(set.count) + decisions * rounds,
        );
        late += await lateDecisions(set, recovered + warm + paying, frozen);
      }
      return { rows: table(figures, wrong, late), notes };
    } finally {
      for (const set of sets) set.stop();
      for (const client of clients.values()) await client.end();
      hangUp();
      hangUpLean();
      await pause(500);
      await server.stop();
    }
  },
};

let next = 0;
async function decideMany(set: Several, from: number, people: number, count: number) {
  const { port, serviceKey } = set;
  const times: number[] = [];
  const before = await cpuMs(set);
  const began = performance.now();
  await inLanes(CLIENTS, count, async () => {
    const n = ++next;
    const sent = performance.now();
    if (!(await decide(port, serviceKey, person(from + (n % people)).id, `pay-${n}`)))
      throw new Error("It was denied.");
    times.push(performance.now() - sent);
  });
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    rate: count / seconds,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
    cpuMs: ((await cpuMs(set)) - before) / count,
  };
}

function table(figures: Map<number, Figures>, wrong: number, late: number): Row[] {
  const of = (count: number) => figures.get(count) as Figures;
  const words = (count: number) => (count === 1 ? "one process" : `${count} processes`);
  const ratios = (count: number, key: Key) =>
    of(count)[key].map((rate, n) => rate / (of(1)[key][n] ?? 1));
  return [
    ...COUNTS.flatMap((count) => [
      row(`recoveries with what they cause, ${words(count)}`, "a second", of(count).recoveries),
      row(`recoveries answered, ${words(count)}`, "a second", of(count).answers),
      row(`decisions, ${words(count)}`, "a second", of(count).decisions),
      row(`p99 of a decision, ${words(count)}`, "ms", of(count).p99),
      row(`CPU of the servers for a recovery, ${words(count)}`, "ms", of(count).cpu),
      row(`CPU of the servers for a decision, ${words(count)}`, "ms", of(count).decisionCpu),
      row(`machine busy, ${words(count)}`, "%", of(count).busy),
    ]),
    ...COUNTS.slice(1).flatMap((count) => [
      ...(["recoveries", "decisions"] as const).map((key) =>
        row(`${key}, ${count} to one`, "times", ratios(count, key), {
          goal: `at least ${LEAST} times`,
          holds: median(ratios(count, key)) >= LEAST,
        }),
      ),
      row(`recoveries answered, ${count} to one`, "times", ratios(count, "answers")),
    ]),
    row("wrong results: doubled, missing, left undone", "", [wrong], {
      goal: "0",
      holds: wrong === 0,
    }),
    row("decisions that permitted at one server after another had frozen", "", [late], {
      goal: "0",
      holds: late === 0,
    }),
  ];
}

const notes = [
  "Servers, database, balancer and the 16 clients share the machine: when it is busy to the top with one process, more of them cannot be faster.",
  "All processes of a set together have as many connections to the database as one has (16); sets that are not measured stand still.",
  "Recoveries count when the letters and readers' work that they cause are done too; `answered` leaves that out: one process that is busy puts it off until after the answers.",
  "Each recovery keeps to one connection, and so to one server, as a browser does; the wallet's own requests go to any.",
  "Ratios are medians of the rounds' own ratios. 0.95 is what two measurements of the same thing differ by.",
];
