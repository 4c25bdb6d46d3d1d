/**
 * `npm run test:postgres`: the tests on Debian's PostgreSQL 15, once for each transaction isolation that a
 * database may be set to. A server of its own in a folder of its own, or the one that DATABASE_URL
 * names (an empty one: databases named test_* and rightful_template are made and dropped there).
 * Left out by name: tests that drive a browser and those that start the embedded server themselves.
 */
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { twoPorts } from "../src/commands/two-ports.ts";
import { query } from "./cluster.ts";
import {
  ended,
  NO_DATABASE,
  type Outcome,
  OWN_SERVER,
  running,
  runTests,
  say,
  sayLeftOut,
  sayOutcomes,
  testFiles,
} from "./suite.ts";

const levels = ["read committed", "repeatable read", "serializable"] as const;
type Level = (typeof levels)[number];

const FOLDER = "/usr/lib/postgresql/15/bin";
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
  const port = await twoPorts();
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

// The tests --------------------------------------------------------------------------------------

async function runAt(server: Server, level: Level, files: readonly string[]) {
  // Also for connections that ask for nothing.
  if (server.own)
    await query(server.url, `alter role rightful set default_transaction_isolation = '${level}'`);
  const environment = {
    RIGHTFUL_TEST_DATABASE_URL: server.url,
    RIGHTFUL_ISOLATION: level.replace(" ", "\\ "),
  };
  const log = values.log && `${values.log}.${level.replace(" ", "-")}.tap`;
  return { name: level, ...(await runTests(files, environment, { log })) };
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
  const { files, leftOut } = testFiles(positionals, [NO_DATABASE, OWN_SERVER]);
  if (chosen.length === 0 || files.length === 0) {
    say("No such level, or no such test.");
    return 2;
  }
  const server = await startServer();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, async () => {
      if (running.child) await ended(running.child, "SIGTERM");
      await server.stop().finally(() => process.exit(1));
    });
  try {
    const { rows } = await query(server.url, "select version()");
    say(String(rows[0]?.version).split(" (")[0] ?? "");
    say(`${files.length} files of tests.`);
    sayLeftOut(leftOut);
    const outcomes: (Outcome & { name: string })[] = [];
    for (const level of chosen) {
      const outcome = await runAt(server, level, files);
      outcomes.push(outcome);
      for (const name of outcome.names) say(`  ${level}: not ok ${name}`);
    }
    sayOutcomes("isolation", outcomes);
    return outcomes.every(({ passed, failed }) => passed > 0 && failed === 0) ? 0 : 1;
  } finally {
    await server.stop();
  }
}

process.exitCode = await main();
