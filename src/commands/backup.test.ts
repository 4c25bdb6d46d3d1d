/** `rightful backup` and `rightful restore` as commands, and killed in the middle. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { databasePid } from "../../test/faults/rig.ts";
import { databaseProcesses, signalAll } from "../../test/faults/storm-servers.ts";
import { PROGRAM } from "../../test/program.ts";
import { makeWorld, type TestWorld } from "../../test/world.ts";
import { readConfig } from "../core/config.ts";
import { openDatabase, UNFINISHED } from "../database.ts";

const folder = mkdtempSync(join(tmpdir(), "rightful-commands-"));
// Run by root, the database is another user's process: let it pass, so that it stays in here.
chmodSync(folder, 0o711);
const at = (name: string) => join(folder, name);
const KEYS = `t1:${Buffer.alloc(32, 7).toString("base64")}`;

const begun: ChildProcess[] = [];
function begin(args: string[], environment: Record<string, string> = {}): ChildProcess {
  const { RIGHTFUL_DATA: _, DATABASE_URL: __, ...rest } = process.env;
  const NODE_COMPILE_CACHE = join(tmpdir(), "rightful-compile-cache");
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...rest, NODE_COMPILE_CACHE, RIGHTFUL_KEYS: KEYS, ...environment },
  });
  begun.push(child);
  return child;
}
async function ended(child: ChildProcess) {
  let [out, err] = ["", ""];
  child.stdout?.on("data", (text) => {
    out += text;
  });
  child.stderr?.on("data", (text) => {
    err += text;
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, out, err };
}
const run = (args: string[], environment: Record<string, string> = {}) =>
  ended(begin(args, environment));
async function until(isSo: () => boolean) {
  for (let turn = 0; !isSo(); turn++) {
    if (turn > 6_000) throw new Error("It did not come to that in a minute.");
    await pause(10);
  }
}

let world: TestWorld;
let recipient = "";
const made = () => readdirSync(at("backups")).filter((name) => name.endsWith(".backup"));
before(async () => {
  world = await makeWorld();
  await world.account("acc_1", { phone: "+8613900020001" });
  // Enough that a kill meets the work and not its end.
  for (let n = 0; n < 3; n++)
    await world.world.db
      .insertInto("settings")
      .values({ name: `big-${n}`, value: world.world.bytes(2_000_000).toString("base64") })
      .execute();
  recipient = (await run(["backup", "key", at("key")])).out.trim();
});
after(async () => {
  for (const child of begun) child.kill("SIGKILL");
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

const backup = (...more: string[]) =>
  begin(["backup", "--to", `${at("backups")}/`, "--recipient", recipient, ...more], {
    DATABASE_URL: world.databaseUrl,
  });

test("a backup that is killed is no backup, and the next one clears what it left", async () => {
  const child = backup();
  const gone = ended(child);
  await until(() => existsSync(at("backups")) && readdirSync(at("backups")).length > 0);
  child.kill("SIGKILL");
  await gone;
  assert.deepEqual(made(), []);
  const none = await run(["restore", at("backups"), "--key", at("key"), "--data", at("data")]);
  assert.deepEqual([none.code, /There is no backup/.test(none.err)], [1, true]);
  const again = backup("--every", "1s", "--keep", "1", "--json");
  const over = ended(again);
  let lines = 0;
  again.stdout?.on("data", () => {
    lines++;
  });
  await until(() => lines >= 2);
  again.kill("SIGTERM");
  assert.equal((await over).code, 0);
  assert.equal(readdirSync(at("backups")).length, 1, "the newest, and nothing half");
});

test("a restore that is killed is refused by a start, and the next one begins anew and is whole", async () => {
  const restore = ["restore", at("backups"), "--key", at("key"), "--data", at("data")];
  const child = begin(restore);
  const gone = ended(child);
  await until(() => existsSync(join(at("data"), "postgres", "postgres", "postmaster.pid")));
  await pause(300);
  const processes = databaseProcesses(await databasePid(at("data")));
  child.kill("SIGKILL");
  await gone;
  signalAll(processes, "SIGKILL");
  assert.ok(existsSync(join(at("data"), UNFINISHED)));
  const config = readConfig(
    {
      ...{ RIGHTFUL_URL: "http://localhost:1", RIGHTFUL_WALLET_URL: "http://localhost:2" },
      ...{ RIGHTFUL_KEYS: KEYS, RIGHTFUL_DATA: at("data") },
    },
    true,
  );
  await assert.rejects(
    openDatabase(config, () => {}),
    /did not come to its end/,
  );
  const whole = await run([...restore, "--json"]);
  assert.equal(whole.code, 0, whole.err);
  const said = JSON.parse(whole.out);
  assert.equal(said.audit.found, 0);
  assert.ok(said.rows > 10);
  assert.ok(!existsSync(join(at("data"), UNFINISHED)));
  assert.ok(existsSync(join(at("data"), "keys")), "with the keys that open it");
});

test("a restore goes over nothing that is there", async () => {
  mkdirSync(at("full"));
  writeFileSync(join(at("full"), "mine"), "");
  const restore = (more: string[], environment = {}) =>
    run(["restore", at("backups"), "--key", at("key"), ...more], environment);
  const into = await restore(["--data", at("full")]);
  assert.deepEqual([into.code, /is not empty/.test(into.err)], [1, true]);
  const over = await restore([], { DATABASE_URL: world.databaseUrl });
  assert.deepEqual([over.code, /empty one/.test(over.err)], [1, true]);
  const one = ["backup", "--to", at("keyless"), "--recipient", recipient, "--without-keys"];
  assert.equal((await run(one, { DATABASE_URL: world.databaseUrl })).code, 0);
  const RIGHTFUL_KEYS = `t1:${Buffer.alloc(32, 8).toString("base64")}`;
  const keyless = ["restore", at("keyless"), "--key", at("key"), "--data", at("other")];
  const other = await run(keyless, { RIGHTFUL_KEYS });
  assert.deepEqual([other.code, /are not the keys/.test(other.err)], [1, true], other.err);
  assert.ok(!existsSync(at("other")), "nothing was begun");
  assert.equal((await restore([])).code, 2, "neither a folder nor a database was named");
});
