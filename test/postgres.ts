/**
 * `npm run test:postgres`: the tests on Debian's PostgreSQL 15, once for each transaction isolation that a
 * database may be set to. A server of its own in a folder of its own, or the one that DATABASE_URL
 * names (an empty one: databases named test_* and rightful_template are made and dropped there).
 * Left out by name: tests that drive a browser and those that start the embedded server themselves.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, createWriteStream, existsSync, globSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";

const levels = ["read committed", "repeatable read", "serializable"] as const;
type Level = (typeof levels)[number];

const FOLDER = "/usr/lib/postgresql/15/bin";
const say = (line: string) => process.stdout.write(`${line}\n`);
const isRoot = process.getuid?.() === 0;

// The server -------------------------------------------------------------------------------------

/** Debian's programs; installed when they are not there and this is root's machine. */
async function binaries(): Promise<string> {
  if (existsSync(join(FOLDER, "postgres"))) return FOLDER;
  if (!isRoot) throw new Error(`PostgreSQL 15 is not at ${FOLDER}: apt-get install postgresql-15.`);
  say("Installing Debian's PostgreSQL 15 (once), without starting a server ...");
  const settings = "/etc/postgresql-common/createcluster.conf";
  if (!existsSync(settings)) {
    await mkdir("/etc/postgresql-common", { recursive: true });
    await writeFile(settings, "create_main_cluster = false\n");
  }
  const apt = (...args: string[]) =>
    execFileSync("apt-get", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  apt("update");
  apt(
    "install",
    "-y",
    "--no-install-recommends",
    "-o",
    "Dpkg::Options::=--force-confold",
    "postgresql-15",
  );
  if (!existsSync(join(FOLDER, "postgres")))
    throw new Error(`There is still nothing at ${FOLDER}.`);
  return FOLDER;
}

/** PostgreSQL does not run as root: Debian's package brings a user for it. */
const identity = () =>
  isRoot
    ? {
        uid: Number(execFileSync("id", ["-u", "postgres"])),
        gid: Number(execFileSync("id", ["-g", "postgres"])),
      }
    : undefined;

const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

type Server = { url: string; own: boolean; stop(): Promise<void> };

async function startServer(): Promise<Server> {
  if (process.env.DATABASE_URL)
    return { url: process.env.DATABASE_URL, own: false, stop: async () => {} };
  const programs = await binaries();
  const user = identity();
  const folder = await mkdtemp(join(tmpdir(), "rightful-postgres-"));
  const data = join(folder, "data");
  const secret = randomBytes(18).toString("hex");
  await writeFile(join(folder, "password"), secret, { mode: 0o600 });
  if (user)
    for (const path of [folder, join(folder, "password")]) chownSync(path, user.uid, user.gid);
  execFileSync(
    join(programs, "initdb"),
    [
      ...[
        "-D",
        data,
        "-U",
        "rightful",
        "-A",
        "scram-sha-256",
        "--pwfile",
        join(folder, "password"),
      ],
      ...["-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
    ],
    { stdio: ["ignore", "ignore", "inherit"], cwd: folder, ...user },
  );
  const port = await freePort();
  // Tests of rules and races, not of power cuts: nothing here needs to reach the disk.
  const settings = { listen_addresses: "127.0.0.1", port, max_connections: 300, fsync: "off" };
  const child = spawn(
    join(programs, "postgres"),
    [
      ...["-D", data, "-k", folder],
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { stdio: ["ignore", "ignore", "pipe"], cwd: folder, ...user },
  );
  child.stderr.pipe(createWriteStream(join(folder, "server.log")));
  const url = `postgres://rightful:${secret}@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    await ended(child, "SIGINT");
    await rm(folder, { recursive: true, force: true });
  };
  for (let turn = 0; turn < 150; turn++) {
    if (child.exitCode !== null) break;
    if (
      await query(url, "select 1").then(
        () => true,
        () => false,
      )
    )
      return { url, own: true, stop };
    await new Promise((done) => setTimeout(done, 200));
  }
  await stop();
  throw new Error("PostgreSQL did not start.");
}

async function ended(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill(signal);
  await gone;
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

// The tests --------------------------------------------------------------------------------------

/** What starts the embedded server, the demo as a process of its own, or a browser. */
const OWN_SERVER =
  /startEmbedded|startRig|startGuest|startServer|attacked\(|demo-server|src\/main\.ts|^test\/browser|playwright/m;
/** The tree is the same whatever the database. */
const NO_DATABASE = /^test\/tidy\.test\.ts$/;

/** A test's path, its text, and that of the files beside it which it plays. */
function read(file: string): string {
  const text = readFileSync(file, "utf8");
  const beside = [...text.matchAll(/from "\.\/((?!rig\.ts)[\w-]+\.ts)"/g)].map(([, name = ""]) =>
    join(dirname(file), name),
  );
  const isFault = file.startsWith("test/faults/");
  return [file, text, ...(isFault ? beside : []).map((path) => readFileSync(path, "utf8"))].join(
    "\n",
  );
}

function testFiles(wanted: readonly string[]) {
  const all = globSync("{src,test,wallet,web}/**/*.test.ts", {
    exclude: (path) => path === "node_modules",
  }).sort();
  const named = all.filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  const leftOut = named.filter((file) => NO_DATABASE.test(file) || OWN_SERVER.test(read(file)));
  return { files: named.filter((file) => !leftOut.includes(file)), leftOut };
}

/** The tests that run now: they end with us. */
let running: ChildProcess | undefined;

type Outcome = { level: Level; passed: number; failed: number; seconds: number; names: string[] };

async function runTests(server: Server, level: Level, files: string[]): Promise<Outcome> {
  const began = performance.now();
  // Also for connections that ask for nothing.
  if (server.own)
    await query(server.url, `alter role rightful set default_transaction_isolation = '${level}'`);
  const child = spawn(
    process.execPath,
    [
      ...["--test", "--test-global-setup=test/setup.ts", "--test-concurrency=2"],
      ...["--test-reporter=tap", "--test-timeout=300000", ...files],
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        RIGHTFUL_TEST_DATABASE_URL: server.url,
        RIGHTFUL_ISOLATION: level.replace(" ", "\\ "),
      },
    },
  );
  running = child;
  let text = "";
  child.stdout.on("data", (piece) => {
    text += piece;
  });
  const code = await new Promise<number | null>((done) => child.once("exit", done));
  const count = (name: string) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const failed = count("fail") + count("cancelled");
  const names = [...text.matchAll(/^( *)not ok \d+ - (.*)$/gm)].map(
    ([, deep, name]) => `${deep}${name}`,
  );
  if (values.log) await writeFile(`${values.log}.${level.replace(" ", "-")}.tap`, text);
  // A run that broke off counts as failed, whatever it has counted.
  return {
    ...{ level, passed: count("pass"), names },
    failed: failed === 0 && code !== 0 ? 1 : failed,
    seconds: Math.round((performance.now() - began) / 1000),
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    isolation: { type: "string", multiple: true },
    log: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

async function main(): Promise<number> {
  if (values.help) {
    say("npm run test:postgres -- [FILE ...] [--isolation LEVEL]... [--log FILE]");
    say(
      `Levels: ${levels.join(", ")}. All of them when none is named. --log keeps what the tests said.`,
    );
    return 0;
  }
  const chosen = levels.filter((level) => !values.isolation || values.isolation.includes(level));
  const { files, leftOut } = testFiles(positionals);
  if (chosen.length === 0 || files.length === 0) {
    say("No such level, or no such test.");
    return 2;
  }
  const server = await startServer();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, async () => {
      if (running) await ended(running, "SIGTERM");
      await server.stop().finally(() => process.exit(1));
    });
  try {
    const [row] = await query(server.url, "select version()");
    say(String(row?.version).split(" (")[0] ?? "");
    say(`${files.length} files of tests. Left out: ${leftOut.join(", ") || "none"}.`);
    const outcomes: Outcome[] = [];
    for (const level of chosen) {
      const outcome = await runTests(server, level, files);
      outcomes.push(outcome);
      for (const name of outcome.names) say(`  ${level}: not ok ${name}`);
    }
    say(
      `\n${"isolation".padEnd(18)}${"passed".padStart(8)}${"failed".padStart(8)}${"seconds".padStart(9)}`,
    );
    for (const { level, passed, failed, seconds } of outcomes)
      say(
        `${level.padEnd(18)}${String(passed).padStart(8)}${String(failed).padStart(8)}${String(seconds).padStart(9)}`,
      );
    return outcomes.every(({ passed, failed }) => passed > 0 && failed === 0) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

process.exitCode = await main();
