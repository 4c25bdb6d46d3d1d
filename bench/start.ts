/**
 * P6: from `npm start` to an answer, as a person types it: npm, the launcher, the server, the database.
 * Cold: installed and built, but no data. Warm: the start after that.
 * Beside it, in turns with it, the parts that nobody could leave out.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { twoPorts } from "../src/commands/two-ports.ts";
import { makeOwn } from "../src/core/embedded-folder.ts";
import { readPidFile } from "../src/core/embedded-leftovers.ts";
import * as programs from "../src/core/embedded-programs.ts";
import { PROGRAM } from "../test/program.ts";
import { atMost, type Bench, median, pause, type Result, row } from "./bench.ts";
import { family, isLinux } from "./processes.ts";

const home = join(import.meta.dirname, "..");
/** Where the launcher keeps what Node compiled. */
const compiled = join(home, "dist", ".compiled");
const SETTLE_MS = 2_000;
const PATIENCE_MS = 120_000;

/** As a new terminal has it: nothing of the npm that started this bench. */
function terminal(): Record<string, string> {
  const ours = /^(npm_|RIGHTFUL_|NODE_|INIT_CWD$|DATABASE_URL)/i;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const environment = Object.fromEntries(kept) as Record<string, string>;
  const folders = (environment.PATH ?? "").split(":");
  environment.PATH = folders.filter((folder) => !folder.includes("node_modules")).join(":");
  return environment;
}

const isReady = (port: number) =>
  new Promise<boolean>((done) => {
    const sent = request({ host: "127.0.0.1", port, path: "/readyz", agent: false }, (reply) => {
      reply.resume();
      done(reply.statusCode === 200);
    });
    sent.on("error", () => done(false));
    sent.end();
  });

const ended = (child: ChildProcess) =>
  new Promise<void>((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once("exit", () => done());
  });

type Started = { lineMs: number; answerMs: number; server: number; database: number; npm: number };

async function npmStart(port: number, data: string): Promise<Started> {
  const began = performance.now();
  const child = spawn("npm", ["start", "--", "--port", String(port), "--data", data], {
    cwd: home,
    env: terminal(),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it is stopped as Ctrl-C stops it: all of it.
    detached: true,
  });
  let text = "";
  let lineMs = 0;
  const line = new Promise<void>((done, fail) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (piece) => {
        text += String(piece);
        if (lineMs === 0 && text.includes("Rightful is ready")) {
          lineMs = performance.now() - began;
          done();
        }
      });
    child.once("exit", (code) => fail(new Error(`npm start ended with ${code}:\n${text}`)));
    setTimeout(
      () => fail(new Error(`npm start was not ready in time:\n${text}`)),
      PATIENCE_MS,
    ).unref();
  });
  try {
    const answer = async () => {
      while (!(await isReady(port)) && child.exitCode === null) await pause(10);
      return performance.now() - began;
    };
    const [answerMs] = await Promise.all([answer(), line]);
    await pause(SETTLE_MS);
    return {
      lineMs,
      answerMs,
      ...(isLinux ? memory(child.pid ?? 0) : { server: 0, database: 0, npm: 0 }),
    };
  } finally {
    const all = isLinux ? family(child.pid ?? 0) : [];
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await ended(child);
    // npm may be gone before the server has stopped; the next start must not have to wait for it.
    while (all.some(({ pid }) => isThere(pid))) await pause(20);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** npm, its shell, the launcher, the server, the database: who holds how much. */
function memory(pid: number) {
  const all = family(pid);
  const sum = (test: (command: string) => boolean) =>
    all.filter(({ command }) => test(command)).reduce((total, each) => total + each.megabytes, 0);
  const ofDatabase = (command: string) => /postgres/.test(command.split(" ")[0] ?? "");
  const ofServer = (command: string) =>
    ["scripts/run.mjs", PROGRAM].some((each) => command.includes(each)) &&
    /node/.test(command.split(" ")[0] ?? "");
  return {
    database: sum((command) => ofDatabase(command)),
    server: sum((command) => !ofDatabase(command) && ofServer(command)),
    npm: sum((command) => !ofDatabase(command) && !ofServer(command)),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function runs(program: string, args: string[], cwd: string): Promise<void> {
  const child = spawn(program, args, { cwd, env: terminal(), stdio: "ignore" });
  await ended(child);
  if (child.exitCode !== 0) throw new Error(`${program} ${args.join(" ")}: ${child.exitCode}`);
}

/** The database alone, with the options that ours is made and started with. */
async function bareDatabase(folder: string): Promise<{ makeMs: number; startMs: number }> {
  const identity = programs.chooseIdentity(() => {});
  await mkdir(folder, { mode: 0o711 });
  const data = join(folder, "data");
  makeOwn(data, identity);
  const found = await programs.preparePrograms(
    programs.findPrograms(undefined, ""),
    folder,
    identity,
  );
  const bin = join(found.programs, "bin");
  const makeMs = await timed(async () => {
    const args = ["-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--locale=C"];
    const said = await programs.run(join(bin, "initdb"), [...args, "--data-checksums"], identity);
    if (said.code !== 0) throw new Error(said.text);
  });
  const began = performance.now();
  const settings = ["shared_buffers=64MB", "listen_addresses=", "unix_socket_directories="];
  const child = spawn(
    join(bin, "postgres"),
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    { cwd: "/", env: programs.environment, stdio: "ignore", ...programs.owned(identity) },
  );
  const ready = () => readPidFile(data).status === "ready";
  while (!ready() && child.exitCode === null) await pause(5);
  const startMs = performance.now() - began;
  child.kill("SIGINT");
  await ended(child);
  if (startMs > PATIENCE_MS) throw new Error("The database alone did not start.");
  return { makeMs, startMs };
}

async function run(say: (line: string) => void, quick: boolean): Promise<Result> {
  const rounds = quick ? 1 : 5;
  const folder = await mkdtemp(join(tmpdir(), "rightful-bench-"));
  await chmod(folder, 0o711);
  const node: number[] = [];
  const npm: number[] = [];
  const bare: Awaited<ReturnType<typeof bareDatabase>>[] = [];
  const raw: Started[] = [];
  const cold: Started[] = [];
  const warm: Started[] = [];
  try {
    const empty = join(folder, "empty");
    await mkdir(empty);

    await writeFile(join(empty, "package.json"), '{"scripts":{"start":"node -e 0"}}\n');
    for (let round = 1; round <= rounds; round++) {
      node.push(await timed(() => runs("node", ["-e", "0"], empty)));
      npm.push(await timed(() => runs("npm", ["start"], empty)));
      bare.push(await bareDatabase(join(folder, `bare-${round}`)));
      const data = join(folder, `data-${round}`);
      const port = await twoPorts();
      await rm(compiled, { recursive: true, force: true });
      // Ends in good order, and so leaves what it compiled to the others.
      raw.push(await npmStart(port, join(folder, `raw-${round}`)));
      cold.push(await npmStart(port, data));
      warm.push(await npmStart(port, data));
      await rm(data, { recursive: true, force: true });
      const [first, second] = [cold.at(-1), warm.at(-1)];
      say(
        `round ${round}: cold ${Math.round(first?.answerMs ?? 0)} ms, warm ${Math.round(second?.answerMs ?? 0)} ms`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = (list: readonly number[]) => list.map((ms) => ms / 1000);
  const of = (list: Started[], key: keyof Started) => list.map((each) => each[key]);
  const answers = { cold: of(cold, "answerMs"), warm: of(warm, "answerMs") };
  const floors = {
    cold: bare.map(({ makeMs, startMs }, n) => makeMs + startMs + (npm[n] ?? 0)),
    warm: bare.map(({ startMs }, n) => startMs + (npm[n] ?? 0)),
  };
  const against = (list: number[], floor: number[]) => ({
    ratio: median(list) / median(floor),
    ratioTo: "its limit",
  });
  const within = (name: string, list: number[], most: number, floor: number[]) => ({
    ...atMost(name, "s", seconds(list), most),
    ...row(name, "s", seconds(list), against(list, floor)),
  });
  const rows = [
    row("a node that does nothing", "s", seconds(node)),
    row("npm start of a program that does nothing", "s", seconds(npm)),
    row("limit, cold: that, initdb, postgres", "s", seconds(floors.cold)),
    row("limit, warm: that, postgres", "s", seconds(floors.warm)),
    row("nothing compiled, cold: npm start to the first 200", "s", seconds(of(raw, "answerMs"))),
    row("cold: npm start to its ready line", "s", seconds(of(cold, "lineMs"))),
    within("cold: npm start to the first 200 of /readyz", answers.cold, 4, floors.cold),
    row("warm: npm start to its ready line", "s", seconds(of(warm, "lineMs"))),
    within("warm: npm start to the first 200 of /readyz", answers.warm, 2, floors.warm),
  ];
  const both = [...cold, ...warm];
  if (isLinux)
    rows.push(
      atMost(
        "memory of launcher, server and database",
        "MB",
        both.map(({ server, database }) => server + database),
        300,
      ),
      row("of it, launcher and server", "MB", of(both, "server")),
      row("of it, the database", "MB", of(both, "database")),
      row("npm and its shell, beside them", "MB", of(both, "npm")),
    );
  return {
    rows,
    notes: [
      "Cold: already installed and built, an empty data folder. Warm: the next start on the same folder.",
      "Nothing compiled: cold, and without what the build has compiled of the server (dist/.compiled).",
      `Memory: proportional set size ${SETTLE_MS / 1000} s after the first answer.`,
      "The limit is what npm and PostgreSQL take by themselves, one after the other.",
    ],
  };
}

export const start: Bench = {
  name: "start",
  title: "P6: from npm start to ready, and the memory it takes",
  run,
};
