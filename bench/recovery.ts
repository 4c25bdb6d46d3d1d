/**
 * P1: complete self-service recoveries a second, 16 clients, against better-auth's phone-number reset on
 * the same database server, with the same hash, and against a script that only writes our rows. With a
 * file named in BENCH_PROFILE our server's last round is profiled.
 */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startTestServer, type TestServer } from "../test/database.ts";
import { type Bench, median, pause, type Row, row } from "./bench.ts";
import { person } from "./people.ts";
import {
  CLIENTS,
  hangUp,
  type Peer,
  perSecond,
  recoverOurs,
  recoverPeer,
  startPeer,
} from "./recovery-drive.ts";

type Say = (line: string) => void;
type Sizes = { count: number; rounds: number };

/** The least that argon2 takes (8 KiB), and what is required outside of the demo. */
const HASHES = [
  { name: "minimal hash", kib: 8, goal: 1.5, sizes: { count: 400, rounds: 5 } },
  { name: "production hash", kib: 19_456, goal: 0.9, sizes: { count: 250, rounds: 5 } },
] as const;

/** What a server does once when it starts (sweeps, a first checkpoint) is over by then. */
const STARTED_MS = 5_000;

/** The statements of one recovery and of the notices that follow it. */
async function recordOne(server: TestServer, file: string, hashMemoryKib: number) {
  const given = { port: 18_730, people: 1, hashMemoryKib };
  const peer = await startPeer(server, "bench_record", "bench/peer-rightful.ts", given);
  await pause(STARTED_MS);
  await peer.ask("record");
  await recoverOurs(peer, 0);
  while ((await peer.ask("backlog")).backlog > 0) await pause(50);
  await peer.ask({ recorded: person(0).id, to: file });
  await peer.stop();
}

/** Until every notice has been sent: what one round leaves undone is not lent to the next peer. */
async function drained(peer: Peer): Promise<number> {
  const began = performance.now();
  while ((await peer.ask("backlog")).backlog > 0) await pause(20);
  return performance.now() - began;
}

async function compare(
  server: TestServer,
  say: Say,
  { name, kib, goal }: (typeof HASHES)[number],
  { count, rounds }: Sizes,
): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "rightful-bench-"));
  const statements = join(folder, "statements.json");
  const people = count * (rounds + 1);
  const size = { people, hashMemoryKib: kib };
  await recordOne(server, statements, kib);
  const ours = await startPeer(server, "bench_ours", "bench/peer-rightful.ts", {
    ...size,
    port: 18_710,
  });
  const theirs = await startPeer(server, "bench_theirs", "bench/peer-better-auth.ts", {
    ...size,
    port: 18_720,
  });
  const limit = await startPeer(server, "bench_limit", "bench/peer-limit.ts", {
    ...{ from: "rightful_template", hashMemoryKib: kib, statements },
  });
  const { commits, statements: written } = limit.ready;
  const rates = { ours: [], theirs: [], limit: [], cpuOurs: [], cpuTheirs: [] } as Record<
    string,
    number[]
  >;
  try {
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      const from = round * count;
      if (process.env.BENCH_PROFILE && round === rounds)
        await ours.ask({ profile: process.env.BENCH_PROFILE });
      const one = await perSecond(ours, recoverOurs, from, count);
      if (process.env.BENCH_PROFILE && round === rounds)
        await ours.ask({ profile: process.env.BENCH_PROFILE });
      const behindMs = await drained(ours);
      const two = await perSecond(theirs, recoverPeer, from, count);
      const { seconds } = await limit.ask({ count });
      if (round > 0) {
        rates.ours?.push(one.rate);
        rates.theirs?.push(two.rate);
        rates.limit?.push(count / seconds);
        rates.cpuOurs?.push(one.cpuMs);
        rates.cpuTheirs?.push(two.cpuMs);
      }
      say(
        `${name}, round ${round}: ours ${one.rate.toFixed(0)}/s (notices done ${behindMs.toFixed(0)} ms later), better-auth ${two.rate.toFixed(0)}/s, limit ${(count / seconds).toFixed(0)}/s; CPU of the server ${one.cpuMs.toFixed(1)} and ${two.cpuMs.toFixed(1)} ms each`,
      );
    }
  } finally {
    for (const peer of [ours, theirs, limit]) peer.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const of = (key: string) => rates[key] ?? [];
  const ratios = (key: string) => of("ours").map((rate, i) => rate / (of(key)[i] ?? 1));
  const [toPeer, toLimit] = [median(ratios("theirs")), median(ratios("limit"))];
  return [
    row(`recoveries, ours, ${name}`, "a second", of("ours")),
    row(`resets, better-auth, ${name}`, "a second", of("theirs")),
    row(`limit: ${written} statements in ${commits} commits, ${name}`, "a second", of("limit")),
    row(`CPU of our server, each, ${name}`, "ms", of("cpuOurs")),
    row(`CPU of better-auth, each, ${name}`, "ms", of("cpuTheirs")),
    row(`ours to better-auth, ${name}`, "times", ratios("theirs"), {
      goal: `at least ${goal} times`,
      holds: toPeer >= goal,
    }),
    row(`ours to the limit, ${name}`, "times", ratios("limit"), {
      goal: "at least 0.5 times",
      holds: toLimit >= 0.5,
    }),
  ];
}

export const recovery: Bench = {
  name: "recovery",
  title: `P1: complete self-service recoveries a second, ${CLIENTS} clients`,
  run: async (say, quick) => {
    const server = await startTestServer({ durable: true });
    try {
      const rows: Row[] = [];
      for (const each of HASHES)
        rows.push(
          ...(await compare(server, say, each, quick ? { count: 60, rounds: 2 } : each.sizes)),
        );
      return {
        rows,
        notes: [
          "Ours: device token; claim and code; proof and new password: 3 requests, with events, notices and risk; better-auth: 2 requests.",
          "The path is SMS code and known device. Notices are sent by the same process meanwhile; each round waits until the last is sent, not counted.",
          "The ratios are medians of the rounds' own ratios: the peers take turns, so that what slows the machine slows all.",
        ],
        versions: { "better-auth": peerVersion() },
      };
    } finally {
      hangUp();
      await pause(300);
      await server.stop();
    }
  },
};

const peerVersion = (): string =>
  JSON.parse(
    readFileSync(new URL("../node_modules/better-auth/package.json", import.meta.url), "utf8"),
  ).version;
