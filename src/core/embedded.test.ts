/**
 * Against the real PostgreSQL, each test in a folder of its own. What each guard is worth was seen by
 * taking it out once; the comment at the test says what went red.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after, type TestContext } from "node:test";
import pg from "pg";
import { createDatabase, type Embedded, EmbeddedError, startEmbedded } from "./embedded.ts";
import * as leftovers from "./embedded-leftovers.ts";
import { findPrograms } from "./embedded-programs.ts";

const isRoot = process.getuid?.() === 0;
const base = fs.mkdtempSync(join(tmpdir(), "rf-"));
fs.chmodSync(base, 0o755);
const running = new Set<Embedded>();
after(async () => {
  for (const embedded of running) await embedded.stop();
  fs.rmSync(base, { recursive: true, force: true });
});

let count = 0;
const newFolder = () => {
  count += 1;
  return join(base, `d${count}`);
};

async function start(dataDir: string, binaries?: string): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir, ...(binaries ? { binaries } : {}) });
  running.add(embedded);
  return embedded;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ a: unknown }>(sql);
    return rows[0]?.a;
  } finally {
    await client.end();
  }
}

/** A supervisor in a process of its own, so that it can be killed. */
async function startElsewhere(dataDir: string) {
  const code = `
    import { startEmbedded } from ${JSON.stringify(new URL("./embedded.ts", import.meta.url).href)};
    const { url, pid } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    process.stdout.write(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = await once(child.stdout, "data");
  return { child, ...(JSON.parse(String(text)) as { url: string; pid: number }) };
}

async function kill(child: ChildProcess) {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** The start is refused with this code, in one sentence without a stack. */
async function refuses(starting: Promise<Embedded>, code: string, words: RegExp) {
  await assert.rejects(
    starting.then((embedded) => running.add(embedded)),
    (error) => {
      assert.ok(error instanceof EmbeddedError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, words);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    },
  );
}

test("the database starts on an empty folder, is private, and keeps what was saved", async () => {
  const folder = newFolder();
  const first = await start(folder);
  assert.equal(await ask(first.url, "select current_setting('fsync') as a"), "on");
  assert.equal(await ask(first.url, "select current_setting('data_checksums') as a"), "on");
  assert.equal(await ask(first.url, "select current_setting('TimeZone') as a"), "UTC");
  assert.equal(await ask(first.url, "select current_setting('listen_addresses') as a"), "");
  assert.equal(fs.statSync(first.socketDir ?? "").mode & 0o777, 0o700);
  assert.equal(fs.statSync(join(folder, "postgres.password")).mode & 0o777, 0o600);
  const wrong = first.url.replace(/:[0-9a-f]{48}@/, ":guess@");
  await assert.rejects(ask(wrong, "select 1 as a"), /password authentication failed/);

  await ask(first.url, "create table t as select 7 as a");
  await createDatabase(first.url, "copy", { template: "rightful" });
  await first.stop();
  await first.stop();
  const second = await start(folder);
  assert.equal(second.url, first.url);
  assert.equal(await ask(second.url, "select a from t"), 7);
  assert.equal(await ask(second.url.replace("/rightful?", "/copy?"), "select a from t"), 7);
});

// Without clearLeftovers: "lock file "postmaster.pid" already exists", did-not-start.
test("what was saved is there after the server's owner is killed, and no old server stays", async () => {
  const folder = newFolder();
  const first = await startElsewhere(folder);
  await ask(first.url, "create table t as select 7 as a");
  await kill(first.child);
  assert.equal(await ask(first.url, "select a from t"), 7, "the orphan still answers");
  const second = await start(folder);
  assert.notEqual(second.pid, first.pid);
  assert.equal(await ask(second.url, "select a from t"), 7);
  const old = leftovers.lookUp(first.pid);
  assert.ok(!old || old.state === "Z", "the orphan was stopped");
});

test("what was saved is there after both the server and its owner are killed at once", async () => {
  const folder = newFolder();
  const first = await startElsewhere(folder);
  await ask(first.url, "create table t as select 7 as a");
  process.kill(first.pid, "SIGKILL");
  await kill(first.child);
  const second = await start(folder);
  assert.equal(await ask(second.url, "select a from t"), 7);
});

test("a server that is killed alone comes back at the same address", async () => {
  const embedded = await start(newFolder());
  await ask(embedded.url, "create table t as select 7 as a");
  const before = embedded.pid;
  process.kill(before, "SIGKILL");
  assert.ok(await leftovers.waitUntil(() => embedded.pid !== before, 10_000));
  assert.equal(await ask(embedded.url, "select a from t"), 7);
});

// Stopped, it stands for one that waits for a lock whose holder is dead. Without the SIGKILL in endOrphans the database
// stayed away for good, and this went red.
test("a server process that outlives a killed server, and would wait for ever, does not keep it away", async () => {
  const embedded = await start(newFolder());
  await ask(embedded.url, "create table t as select 7 as a");
  const client = new pg.Client({ connectionString: embedded.url });
  const lost = new Promise((done) => client.on("error", done));
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const before = embedded.pid;
  process.kill(rows[0]?.pid ?? 0, "SIGSTOP");
  process.kill(before, "SIGKILL");
  assert.ok(await leftovers.waitUntil(() => embedded.pid !== before, 20_000));
  assert.equal(await ask(embedded.url, "select a from t"), 7);
  await lost;
});

// With one try only to start it again (as it was at first) it stayed away for good, and this went red.
test("a server that cannot start again at once is tried again until it can", async () => {
  const folder = newFolder();
  const embedded = await start(folder);
  await ask(embedded.url, "create table t as select 7 as a");
  const needed = join(folder, "postgres", "global", "pg_control");
  const before = embedded.pid;
  fs.renameSync(needed, `${needed}.away`);
  process.kill(before, "SIGKILL");
  // Long enough for several starts to fail.
  await new Promise((done) => setTimeout(done, 2_000));
  assert.equal(embedded.pid, before);
  fs.renameSync(`${needed}.away`, needed);
  assert.ok(await leftovers.waitUntil(() => embedded.pid !== before, 20_000));
  assert.equal(await ask(embedded.url, "select a from t"), 7);
});

// Nobody is signalled: the dead server's process id may be a stranger's by now.
test("a stop while the server is away is a stop", async () => {
  const folder = newFolder();
  const embedded = await start(folder);
  const needed = join(folder, "postgres", "global", "pg_control");
  fs.renameSync(needed, `${needed}.away`);
  process.kill(embedded.pid, "SIGKILL");
  await leftovers.waitUntil(() => leftovers.lookUp(embedded.pid) === undefined, 5_000);
  await embedded.stop();
  fs.renameSync(`${needed}.away`, needed);
  await (await start(folder)).stop();
});

// With servesFolder always true the stranger is ended, and the assertion on it is red.
test("a stranger who now has the old server's process id is left alone", async () => {
  const folder = newFolder();
  await (await start(folder)).stop();
  const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
  const lines = [stranger.pid, join(folder, "postgres"), 1, 5432, "", "", "", "ready"];
  fs.writeFileSync(join(folder, "postgres", "postmaster.pid"), `${lines.join("\n")}\n`);
  try {
    const embedded = await start(folder);
    assert.equal(stranger.exitCode ?? stranger.signalCode, null);
    assert.equal(await ask(embedded.url, "select 7 as a"), 7);
  } finally {
    stranger.kill();
  }
});

// Without takeLock the two owners fight over the folder, and the sentence names no process.
test("a second start on the same folder is told who has it", async () => {
  const folder = newFolder();
  const first = await startElsewhere(folder);
  try {
    await refuses(start(folder), "folder-in-use", new RegExp(`process ${first.child.pid}:`));
    assert.equal(await ask(first.url, "select 7 as a"), 7);
  } finally {
    first.child.kill("SIGTERM");
  }
});

test("a lock left by a process that is gone, or by another with its id, is taken over", async () => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const lock = join(folder, "supervisor.lock");
  for (const left of [`{"pid":${process.ppid},"born":"long ago"}`, '{"pid":999999999}', "{"]) {
    fs.writeFileSync(lock, left);
    const taken = await leftovers.takeLock(lock, folder);
    taken.release();
    assert.ok(!fs.existsSync(lock));
  }
});

test("where a socket's path would be too long the database listens on loopback only", async () => {
  const folder = join(newFolder(), "long".repeat(25));
  const embedded = await start(folder);
  assert.equal(embedded.socketDir, undefined);
  assert.match(embedded.url, /@127\.0\.0\.1:\d+\/rightful$/);
  assert.equal(
    await ask(embedded.url, "select current_setting('listen_addresses') as a"),
    "127.0.0.1",
  );
});

test("a folder made by another version of PostgreSQL is refused and stays as it is", async () => {
  const folder = newFolder();
  await (await start(folder)).stop();
  const file = join(folder, "postgres", "PG_VERSION");
  fs.writeFileSync(file, "14\n");
  await refuses(start(folder), "wrong-version", /PostgreSQL 14, and this is PostgreSQL 1\d/);
  fs.rmSync(file);
  await refuses(start(folder), "wrong-version", /does not hold a whole database/);
  fs.writeFileSync(file, "18\n");
  fs.rmSync(join(folder, "postgres.password"));
  await refuses(start(folder), "did-not-start", /password file .* missing/);
  assert.ok(fs.existsSync(join(folder, "postgres", "base")));
});

test("a folder without PostgreSQL programs in it is named", async () => {
  await refuses(
    start(newFolder(), "/nowhere"),
    "no-binaries",
    /no PostgreSQL programs in \/nowhere/,
  );
});

test("a path that is not a folder is refused", async () => {
  const file = newFolder();
  fs.writeFileSync(file, "");
  await refuses(start(file), "read-only", /cannot be used as a folder/);
});

/** A small disk of its own; only root may mount one. */
function mount(t: TestContext, options: string): string | undefined {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const mounting = ["-t", "tmpfs", "-o", options, "none", folder];
  if (!isRoot || spawnSync("mount", mounting).status !== 0) {
    t.skip("mounting a small disk needs root and the right to mount");
    return undefined;
  }
  t.after(() => spawnSync("umount", ["-l", folder]));
  return folder;
}

test("a full disk is named, at the first start and at a later one", async (t) => {
  const folder = mount(t, "size=8m");
  if (!folder) return;
  await refuses(start(join(folder, "data")), "disk-full", /is full: free some space/);
  spawnSync("mount", ["-o", "remount,size=120m", folder]);
  const embedded = await start(join(folder, "data"));
  await ask(embedded.url, "create table t as select 7 as a");
  await embedded.stop();
  spawnSync("sh", ["-c", `cat /dev/zero > ${folder}/fill`]);
  await refuses(start(join(folder, "data")), "disk-full", /is full: free some space/);
  fs.rmSync(join(folder, "fill"));
  assert.equal(await ask((await start(join(folder, "data"))).url, "select a from t"), 7);
  for (const one of running) await one.stop();
});

test("a read-only disk is named", async (t) => {
  const folder = mount(t, "size=8m");
  if (!folder) return;
  spawnSync("mount", ["-o", "remount,ro", folder]);
  await refuses(start(join(folder, "data")), "read-only", /cannot write to/);
});

/** The programs as an install without scripts leaves them: no library links. */
function programsWithoutLinks(mode: number): string {
  const folder = newFolder();
  const programs = join(folder, "native");
  fs.cpSync(findPrograms(undefined, ""), programs, { recursive: true, verbatimSymlinks: true });
  for (const name of fs.readdirSync(join(programs, "lib")))
    if (fs.lstatSync(join(programs, "lib", name)).isSymbolicLink())
      fs.rmSync(join(programs, "lib", name));
  fs.chmodSync(folder, mode);
  return programs;
}

// Without makeLinks: no-binaries.
test("an install without scripts works: the library links are made at the start", async () => {
  const programs = programsWithoutLinks(0o755);
  const embedded = await start(newFolder(), programs);
  assert.equal(await ask(embedded.url, "select 7 as a"), 7);
  assert.ok(fs.readdirSync(join(programs, "lib")).includes("libicuuc.so.60"));
});

// Without the copy: did-not-start. Without the place in /var/lib: no-binaries, not even a copy is reached.
test("a project in root's own home works: the programs are copied once, the data lies beside", async (t) => {
  if (!isRoot) return t.skip("only root has a home that the database's user cannot enter");
  const programs = programsWithoutLinks(0o700);
  const folder = join(dirname(programs), "data");
  const first = await start(folder, programs);
  const home = fs.readFileSync(join(folder, "database-is-at"), "utf8").trim();
  t.after(() => fs.rmSync(home, { recursive: true, force: true }));
  await ask(first.url, "create table t as select 7 as a");
  await first.stop();
  const second = await start(folder, programs);
  assert.equal(await ask(second.url, "select a from t"), 7);
  assert.equal(fs.readdirSync(home).filter((name) => name.startsWith("programs-")).length, 1);
  await second.stop();
});
