/** A backup within one process: what is in it, what opens it, and what a restore brings back to life. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { FastifyInstance } from "fastify";
import { startClaim } from "../../test/claimant.ts";
import { named } from "../../test/database.ts";
import { ownersOf } from "../../test/owner.ts";
import { makeWorld, type TestWorld } from "../../test/world.ts";
import { buildApp, features, handlersOf, sweepAll } from "../app.ts";
import { makeCheckpoints, verifyAudit } from "../features/audit/index.ts";
import { noteRestore } from "../features/keeping/index.ts";
import { outbox } from "../ports/channels/outbox.ts";
import { openWorld } from "../serve.ts";
import { connected, dump, listTables } from "./backup-dump.ts";
import { spent } from "./backup-epoch.ts";
import { openBackup, writeBackup } from "./backup-file.ts";
import { type Loaded, load } from "./backup-load.ts";
import { newBackupKey } from "./backup-seal.ts";
import { transact } from "./db.ts";
import { runDue } from "./workers.ts";
import type { World } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "rightful-backup-"));
const at = (name: string) => join(folder, name);
const FILE = at("anchor.jsonl");
const phone = "+8613900020001";
const code = "0-AAAA-BBBB-CCCC-DDDD";

let world: TestWorld;
let key: { identity: string; recipient: string };
before(async () => {
  world = await makeWorld({ RIGHTFUL_AUDIT_FILE: FILE });
  key = await newBackupKey();
});
after(async () => {
  await world.end();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, to: { recipient: string } | { passphrase: string } = key) =>
  writeBackup(
    at(name),
    dump(world.databaseUrl, { keys: world.world.config.keys, now: world.now }),
    to,
    world.world,
  );

const checkpoint = async () => {
  world.skip(301);
  await world.sweep();
  await world.settle();
};

/** Loads a backup into a database of its own, and opens what a server would. */
async function restored(name: string) {
  const client = await connected(world.databaseUrl);
  const database = `${new URL(world.databaseUrl).pathname.slice(1)}_back`;
  await client.query(`drop database if exists ${database} with (force)`);
  await client.query(`create database ${database}`).finally(() => client.end());
  const url = named(world.databaseUrl, database);
  const backup = await openBackup(at(name), key);
  await backup.prove();
  const given = { migrations: "migrations", id: "rst_test", now: world.now };
  const loaded = await load(url, backup.records, given);
  const silent = outbox(() => {});
  const opened = await openWorld({
    config: world.world.config,
    database: { url, stop: async () => {} },
    ports: () => ({ sms: silent, email: silent }),
  });
  const back: World = { ...opened, now: world.now, wallNow: world.now };
  return { loaded, back, app: buildApp(back) };
}
const settleJobs = async (back: World) => {
  while ((await runDue(back, handlersOf(features))) > 0);
};
const settle = async (back: World) => {
  await sweepAll(back, features);
  await settleJobs(back);
};

describe("a restore", () => {
  let lost = "";
  let loaded: Loaded;
  let back: World;
  let app: FastifyInstance;
  let claim: Awaited<ReturnType<typeof startClaim>>;
  let cookies: Record<string, string>;
  after(async () => {
    await app.close();
    await back.db.destroy();
  });
  const ask = async (method: string, url: string, body?: object, bearer?: string) => {
    const reply = await app.inject({
      ...{ method: method as "GET", url, cookies },
      ...(body && { payload: body }),
      headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    });
    return { status: reply.statusCode, body: JSON.parse(reply.body) };
  };

  // Broken once each: without the epoch in tokens a hand-off of the lost time was good; without its line in the table
  // of what is spent the saved code was; without the end of claims one went on where it stood.
  test("brings back every row, and none of what was live: no code, no token, no session, no claim", async () => {
    const owner = await ownersOf(world).anOwner({ phone, recoveryCodes: [code] });
    claim = await startClaim(world, phone);
    const asked = await claim.ask("sms-code");
    await world.settle();
    const sms = world.codeTo(phone);
    const handoff = await world.as(world.serviceKey).post(`/v1/accounts/${owner.id}/handoffs`);
    const token = handoff.body.url.split("#")[1];
    const session = await world.call("POST", "/v1/handoffs", { token });
    cookies = session.cookies;
    await checkpoint();
    await write("one.backup");
    // What the restore loses, and what had left by then.
    lost = await world.account("acc_lost", {});
    await checkpoint();
    // Given out in the time that is lost, and not in the backup at all.
    const unused = (await world.as(world.serviceKey).post(`/v1/accounts/${owner.id}/handoffs`)).body
      .url;
    ({ loaded, back, app } = await restored("one.backup"));
    await app.ready();
    assert.equal(loaded.spent.recovery_codes, 1);
    const dead = async (reply: Promise<{ status: number }>) => {
      const { status } = await reply;
      assert.ok(status >= 400 && status < 500, String(status));
    };
    assert.equal((await claim.get()).status, 200, "it was alive where it was made");
    await dead(ask("GET", `/v1/recoveries/${claim.recovery.id}`, undefined, claim.token));
    await dead(ask("GET", "/v1/me"));
    await dead(ask("POST", "/v1/handoffs", { token: unused.split("#")[1] }));
    const anew = await ask("POST", "/v1/recoveries", {
      identifier: phone,
      situation: "forgot-password",
    });
    const on = `/v1/recoveries/${anew.body.recovery.id}`;
    const give = (body: object) => ask("POST", `${on}/proofs`, body, anew.body.token);
    await dead(give({ proof: "recovery-code", code }));
    await dead(give({ proof: "sms-code", code: sms, challengeId: asked.body.challenge.id }));
    await transact(back, noteRestore);
    await transact(back, makeCheckpoints);
    await settleJobs(back);
    const row = await back.db
      .selectFrom("recoveries")
      .select(["state", "endedWhy"])
      .where("id", "=", claim.recovery.id)
      .executeTakeFirst();
    assert.deepEqual(row, { state: "cancelled", endedWhy: "restore" });
  });

  // Broken once: without the line of the restore, `checkpoint-removed` and `account-removed`.
  test("is a line of the audit; what the lines outside say of the lost time is told, and is no forgery", async () => {
    const lines = () => readFileSync(FILE, "utf8").trimEnd().split("\n");
    assert.equal((await world.events(lost)).length > 0, true);
    const before = await verifyAudit(back, lines());
    assert.deepEqual(before.findings, []);
    assert.equal(before.restores.length, 1);
    assert.ok(
      (before.restores[0]?.checkpoints ?? 0) >= 1 && (before.restores[0]?.chains ?? 0) >= 1,
    );
    await settle(back);
    const after = await verifyAudit(back, lines());
    assert.deepEqual([after.findings, after.restores], [[], before.restores]);
    const house = await back.db
      .selectFrom("events")
      .select("type")
      .where("accountId", "=", "house:keeping")
      .execute();
    assert.deepEqual(house, [{ type: "data.restored" }], "once, however often it was looked at");
  });

  test("excuses nothing but the lost time: a chain cut behind the backup is still found", async () => {
    const cut = await back.db
      .selectFrom("anchoredChains")
      .selectAll()
      .where("seq", ">", 1)
      .where("accountId", "not like", "house:%")
      .executeTakeFirstOrThrow();
    await back.db
      .deleteFrom("events")
      .where("accountId", "=", cut.accountId)
      .where("seq", ">=", cut.seq)
      .execute();
    const lines = readFileSync(FILE, "utf8").trimEnd().split("\n");
    const { findings } = await verifyAudit(back, lines);
    assert.ok(
      findings.some(({ accountId, kind }) => accountId === cut.accountId && kind === "tail"),
    );
  });

  test("decides on every table: what is spent, and what comes back", async () => {
    const client = await connected(world.databaseUrl);
    const tables = (await listTables(client).finally(() => client.end())).map(({ name }) => name);
    assert.deepEqual(Object.keys(spent).sort(), tables.sort());
  });
});

describe("a backup", () => {
  const opens = async (bytes: Buffer, by: { identity: string } | { passphrase: string } = key) => {
    writeFileSync(at("given.backup"), bytes);
    try {
      const backup = await openBackup(at("given.backup"), by);
      await backup.prove();
      return "whole";
    } catch (error) {
      return (error as Error).name;
    }
  };

  // Broken once: with the last piece not marked as the last, a file cut between two pieces was whole.
  test("that is not what was made is refused: a bit, a cut, another key, no backup at all", async () => {
    // Pieces of chance do not compress: more than one piece.
    const big = world.world.bytes(3_000_000).toString("base64");
    await world.world.db.insertInto("settings").values({ name: "big", value: big }).execute();
    await write("two.backup");
    await world.world.db.deleteFrom("settings").where("name", "=", "big").execute();
    const whole = readFileSync(at("two.backup"));
    const head = whole.indexOf(10) + 1;
    const piece = 1024 * 1024 + 16;
    assert.ok(whole.length > head + 2 * piece);
    assert.equal(await opens(whole), "whole");
    const flipped = (offset: number) => {
      const bytes = Buffer.from(whole);
      bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      return bytes;
    };
    for (const offset of [0, 40, head - 3, head, head + piece + 5, whole.length - 1])
      assert.equal(await opens(flipped(offset)), "BackupError", `bit of byte ${offset}`);
    for (const end of [0, 10, head, head + piece, head + piece + 1, whole.length - 1])
      assert.equal(await opens(whole.subarray(0, end)), "BackupError", `cut at ${end}`);
    const swapped = Buffer.concat([
      whole.subarray(0, head),
      whole.subarray(head + piece, head + 2 * piece),
      whole.subarray(head, head + piece),
      whole.subarray(head + 2 * piece),
    ]);
    assert.equal(await opens(swapped), "BackupError", "two pieces in each other's place");
    assert.equal(await opens(Buffer.concat([whole, Buffer.alloc(1)])), "BackupError", "more");
    assert.equal(await opens(whole, await newBackupKey()), "BackupError", "another key");
    assert.equal(await opens(whole, { passphrase: "no words at all" }), "BackupError");
  });

  test("opens by the passphrase that it was made with, and by no other", async () => {
    await write("three.backup", { passphrase: "correct horse battery" });
    const whole = readFileSync(at("three.backup"));
    assert.equal(await opens(whole, { passphrase: "correct horse battery" }), "whole");
    assert.equal(await opens(whole, { passphrase: "correct horse battery." }), "BackupError");
  });

  test("of a newer version is refused by a sentence that says so", async () => {
    async function* newer() {
      for await (const part of dump(world.databaseUrl, {
        keys: world.world.config.keys,
        now: world.now,
      })) {
        const opening = "json" in part ? (part.json as { migrations?: object[] }) : {};
        opening.migrations?.push({ name: "9999_later.sql", hash: "" });
        yield part;
      }
    }
    await writeBackup(at("newer.backup"), newer(), key, world.world);
    const backup = await openBackup(at("newer.backup"), key);
    const given = { migrations: "migrations", id: "rst", now: world.now };
    await assert.rejects(load("postgresql://nowhere/", backup.records, given), /newer version/);
  });

  test("that fails half way leaves no file, under no name", async () => {
    async function* failing() {
      yield { json: {} };
      throw new Error("the disk is full");
    }
    await assert.rejects(
      writeBackup(at("half.backup"), failing(), key, world.world),
      /disk is full/,
    );
    assert.throws(() => readFileSync(at("half.backup")));
    assert.throws(() => readFileSync(at("half.backup.unfinished")));
  });
});
