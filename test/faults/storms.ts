/**
 * The kill storm: under load one server, the other, the database with all its processes, or everything
 * is killed with -9, again and again, and started again.
 */
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { World } from "../../src/core/world.ts";
import {
  atLeast,
  atMost,
  exactly,
  type Fault,
  type Figure,
  numbers,
  quantile,
  seeded,
} from "./fault.ts";
import { databasePid, ended } from "./rig.ts";
import { type Findings, inspect, readBack } from "./storm-check.ts";
import { type Diary, lane, newDiary, pause } from "./storm-load.ts";
import {
  cheap,
  databaseProcesses,
  openStorm,
  prepare,
  type Storm,
  serves,
  signalAll,
  worldOf,
} from "./storm-servers.ts";

const victims = ["server", "worker", "database", "everything"] as const;
type Victim = (typeof victims)[number];
const drawn = (chance: number): Victim =>
  chance < 0.25 ? "server" : chance < 0.5 ? "worker" : chance < 0.85 ? "database" : "everything";

async function strike(storm: Storm, victim: Victim): Promise<void> {
  const { children, data, doors } = storm;
  const kill = async (child: ChildProcess | undefined) => child && ended(child, "SIGKILL");
  const postmaster = victim === "server" || victim === "worker" ? 0 : await databasePid(data);
  if (postmaster > 0) signalAll(databaseProcesses(postmaster), "SIGKILL");
  if (victim === "server" || victim === "everything") await kill(children.server);
  if (victim === "worker" || victim === "everything") await kill(children.worker);
  const starting = victim === "server" || victim === "everything" ? storm.startFirst() : undefined;
  // The second one needs the database: the first one may still be busy with itself.
  if (victim === "everything") await storm.databaseAnswers();
  if (victim === "worker" || victim === "everything") await storm.startSecond();
  await starting;
  if (victim === "database")
    while ((await databasePid(data).catch(() => postmaster)) === postmaster) await pause(5);
  await serves(doors);
}

const STUCK_MS = 60_000;

/** Seconds until no job is due or leased any more; what is left then. */
async function drained(world: World): Promise<{ seconds: number; left: number; dead: number }> {
  const began = performance.now();
  for (;;) {
    const jobs = await world.db.selectFrom("jobs").select(["state", "dueAt"]).execute();
    const left = jobs.filter(({ state, dueAt }) => state === "due" && dueAt <= new Date()).length;
    const dead = jobs.filter(({ state }) => state === "dead").length;
    const seconds = (performance.now() - began) / 1000;
    if (left === 0 || seconds * 1000 > STUCK_MS + 15_000) return { seconds, left, dead };
    await pause(200);
  }
}

export const killStorm: Fault = {
  id: "kill-storm",
  title: "Server, worker and database are killed with -9 under load, again and again",
  needs: "own",
  alone: true,
  async run(size, say) {
    const seed = randomBytes(4).readUInt32BE();
    say(`seed ${seed}`);
    const kills = size === "full" ? 200 : 4;
    const storm = await openStorm();
    try {
      return await rage(storm, { kills, seed, people: size === "full" ? 2500 : 60, say });
    } finally {
      await storm.stop();
    }
  },
};

type Plan = { kills: number; seed: number; people: number; say: (line: string) => void };

async function rage(storm: Storm, { kills, seed, people, say }: Plan): Promise<Figure[]> {
  const { doors, sms, email } = storm;
  const chance = seeded(seed);
  const serviceKey = (await doors[0].call("GET", "/demo")).body.serviceKey as string;
  const world = await worldOf(storm.data, cheap);
  const pool = await prepare(world, people);
  await world.db.destroy();
  const diary = newDiary();
  let over = false;
  const lanes = numbers(6).map((n) =>
    lane(
      {
        ...{ doors, sms, email, people: pool, diary, serviceKey },
        chance: seeded(seed + n + 1),
        stopped: () => over,
      },
      `10.9.0.${n}`,
    ),
  );
  const times: Record<Victim, number[]> = { server: [], worker: [], database: [], everything: [] };
  let failed: unknown;
  try {
    for (let n = 0; n < kills; n++) {
      await pause(100 + 500 * chance());
      // Each kind once before chance decides.
      const victim = (n < 4 ? victims[n] : drawn(chance())) as Victim;
      const began = performance.now();
      await strike(storm, victim);
      times[victim].push((performance.now() - began) / 1000);
      if (n % 50 === 49) say(`${n + 1} kills, ${diary.journeys.length} claims`);
    }
    await pause(500);
  } catch (error) {
    failed = error;
  }
  over = true;
  await Promise.all(lanes);
  if (failed) throw failed;
  return aftermath(storm, diary, serviceKey, times, say);
}

const list = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(", ");

async function aftermath(
  { data, doors, sms, email }: Storm,
  diary: Diary,
  serviceKey: string,
  times: Record<Victim, number[]>,
  say: (line: string) => void,
): Promise<Figure[]> {
  const world = await worldOf(data, cheap);
  try {
    const jobs = await drained(world);
    say(`acknowledged: ${list(diary.acknowledged)}`);
    say(`met on the way: ${list(diary.trouble)}`);
    const lost = await readBack(doors[0], diary, serviceKey);
    for (const id of diary.accounts)
      if (
        !(await world.db
          .selectFrom("accounts")
          .where("accountId", "=", id)
          .select("accountId")
          .executeTakeFirst())
      )
        lost.push(`an account, ${id}`);
    const found = await inspect(world, [sms, email]);
    const kinds: Record<string, number> = {};
    for (const line of [...diary.wrong, ...lost, ...found.halves]) {
      const kind = line.replace(/[a-z]{3}_\w+/g, "...");
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (kinds[kind] === 1) say(`! ${line}`);
    }
    if (Object.keys(kinds).length > 0) say(`! in all: ${list(kinds)}`);
    return figures(diary, times, jobs, lost, found, say);
  } finally {
    await world.db.destroy();
  }
}

function figures(
  diary: Diary,
  times: Record<Victim, number[]>,
  jobs: { seconds: number; left: number; dead: number },
  lost: string[],
  { chains, halves, notices, codes, lostLinks, unequal }: Findings,
  say: (line: string) => void,
): Figure[] {
  const all = Object.values(times).flat();
  for (const [victim, list] of Object.entries(times))
    say(
      `${victim}: killed ${list.length} times, serves again after ${quantile(list, 0.5).toFixed(2)} s (median), ${Math.max(...list).toFixed(2)} s (longest)`,
    );
  say(`${chains} chains, ${notices.due} notices, ${codes.due} codes`);
  say(
    `sent more than once: ${notices.doubles} notices, ${codes.doubles} codes; one of them ${Math.max(notices.most, codes.most)} times`,
  );
  const acknowledged = Object.values(diary.acknowledged).reduce((sum, count) => sum + count, 0);
  const broken = Object.entries(diary.trouble)
    .filter(([what]) => what.startsWith("500") || what.startsWith("no answer"))
    .reduce((sum, [, count]) => sum + count, 0);
  return [
    atLeast("actions acknowledged", acknowledged, 5 * all.length),
    exactly("acknowledged actions lost", lost.length, 0),
    exactly("half states", halves.length, 0),
    exactly("requests without an answer in a minute, or with a wrong one", diary.wrong.length, 0),
    exactly("answers of 500, as if it were a fault of ours, or none at all", broken, 0),
    atMost("longest time until it serves again", Math.max(...all), 30, " s"),
    exactly("jobs stuck 60 s after the last start", jobs.left, 0),
    atMost("until all work was done", jobs.seconds, 60, " s"),
    exactly("jobs given up", jobs.dead, 0),
    exactly("notices sent, as messages of their own", notices.sent, notices.due),
    exactly("notices whose link reached nobody", lostLinks, 0),
    exactly("codes sent, as messages of their own", codes.sent, codes.due),
    exactly("messages sent again with another text", unequal, 0),
    // Sent again, with its mark, when a kill fell between the sending and the writing of it.
    atMost("times that one message was sent", Math.max(notices.most, codes.most), 4),
  ];
}
