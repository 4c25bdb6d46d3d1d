import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { startClaim } from "../../test/claimant.ts";
import { named } from "../../test/database.ts";
import { makeWorld, type TestWorld } from "../../test/world.ts";
import { spent } from "../core/backup-epoch.ts";
import { connected, listTables } from "../core/backup-dump.ts";

const folder = mkdtempSync(join(tmpdir(), "rightful-backup-"));
const at = (name: string) => join(folder, name);
const KEYS = `t1:${Buffer.alloc(32, 7).toString("base64")}`;

function begin(args: string[], environment: Record<string, string> = {}): ChildProcess {
  const { RIGHTFUL_DATA: _, DATABASE_URL: __, ...rest } = process.env;
  return spawn(process.execPath, ["src/main.ts", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...rest, RIGHTFUL_KEYS: KEYS, ...environment },
  });
}
async function run(args: string[], environment: Record<string, string> = {}) {
  const child = begin(args, environment);
  let [out, err] = ["", ""];
  child.stdout?.on("data", (text) => (out += text));
  child.stderr?.on("data", (text) => (err += text));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, out, err };
}

let world: TestWorld;
let recipient = "";
const phone = "+8613900020001";
const code = "0-AAAA-BBBB-CCCC-DDDD";
before(async () => {
  world = await makeWorld();
  recipient = (await run(["backup", "key", at("key")])).out.trim();
});
after(async () => {
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

const backup = (to: string, ...more: string[]) =>
  run(["backup", "--to", to, "--recipient", recipient, "--json", ...more], {
    DATABASE_URL: world.databaseUrl,
  });

/** An empty database beside the one of this file. */
async function emptyDatabase(name: string) {
  const client = await connected(world.databaseUrl);
  const database = `${new URL(world.databaseUrl).pathname.slice(1)}_${name}`;
  await client.query(`drop database if exists ${database} with (force)`);
  await client.query(`create database ${database}`).finally(() => client.end());
  return named(world.databaseUrl, database);
}
const rowsOf = async (url: string, text: string) => {
  const client = await connected(url);
  return (await client.query(text).finally(() => client.end())).rows;
};

describe("a backup of the data at work", () => {
  test("comes back whole, with every chain, and nothing that was live in it is live again", async () => {
    await world.account("acc_1", {
      ...{ name: "Lin Yue", phone, email: "backup@example.com", recoveryCodes: [code] },
    });
    const claim = await startClaim(world, phone);
    await claim.ask("sms-code");
    await world.settle();
    await world.sweep();
    const sms = world.codeTo(phone);
    const made = await backup(at("one.backup"));
    assert.equal(made.code, 0, made.err);
    const url = await emptyDatabase("one");
    const back = await run(["restore", at("one.backup"), "--key", at("key"), "--json"], {
      DATABASE_URL: url,
    });
    assert.equal(back.code, 0, back.err);
    const said = JSON.parse(back.out);
    assert.equal(said.audit.found, 0);
    assert.equal(said.rows, JSON.parse(made.out).rows);
    assert.equal(said.spent.challenges, 1);
    assert.equal(said.spent.recovery_codes, 1);
    const [live] = await rowsOf(
      url,
      `select (select count(*) from sessions where ended_at is null)
        + (select count(*) from challenges where used_at is null and superseded_at is null)
        + (select count(*) from recovery_codes where used_at is null)
        + (select count(*) from recoveries where token_hash not like 'restored:%') as live`,
    );
    assert.equal(Number(live.live), 0);
    assert.match(sms, /^\d{6}$/);
    const [fact] = await rowsOf(url, "select type from events where account_id = 'house:keeping'");
    assert.equal(fact.type, "data.restored");
  });

  test("every table is decided on: what is spent by a restore, and what comes back", async () => {
    const client = await connected(world.databaseUrl);
    const tables = (await listTables(client).finally(() => client.end())).map(({ name }) => name);
    assert.deepEqual(Object.keys(spent).sort(), tables.sort());
  });
});

describe("a backup that is not what was made", () => {
  test("is refused before anything is restored: a bit, a cut, another key, no backup at all", async () => {
    const whole = readFileSync(at("one.backup"));
    const url = await emptyDatabase("two");
    const restore = async (bytes: Buffer, key = at("key")) => {
      writeFileSync(at("bad.backup"), bytes);
      const { code, err } = await run(["restore", at("bad.backup"), "--key", key], {
        DATABASE_URL: url,
      });
      const tables = await rowsOf(url, "select 1 from pg_tables where schemaname = 'public'");
      return [code, err.trim().split("\n").length, tables.length];
    };
    const flipped = (offset: number) => {
      const bytes = Buffer.from(whole);
      bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      return bytes;
    };
    await run(["backup", "key", at("other")]);
    const middle = Math.floor(whole.length / 2);
    for (const bytes of [flipped(middle), flipped(whole.length - 1), flipped(40)])
      assert.deepEqual(await restore(bytes), [1, 1, 0]);
    assert.deepEqual(await restore(whole.subarray(0, -1)), [1, 1, 0]);
    assert.deepEqual(await restore(whole.subarray(0, middle)), [1, 1, 0]);
    assert.deepEqual(await restore(whole, at("other")), [1, 1, 0]);
    assert.deepEqual(await restore(Buffer.from("not a backup\n")), [1, 1, 0]);
  });

  test("does not go over data that is there", async () => {
    const { code, err } = await run(["restore", at("one.backup"), "--key", at("key")], {
      DATABASE_URL: world.databaseUrl,
    });
    assert.equal(code, 1);
    assert.match(err, /empty one/);
    await mkdir(at("full"));
    writeFileSync(join(at("full"), "mine"), "");
    const into = await run([
      ...["restore", at("one.backup"), "--key", at("key"), "--data", at("full")],
    ]);
    assert.deepEqual([into.code, /is not empty/.test(into.err)], [1, true]);
  });
});

void cpSync;
void existsSync;
