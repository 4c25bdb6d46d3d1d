import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { keepRows, tamper } from "../../../test/faults/tampering.ts";
import { PROGRAM } from "../../../test/program.ts";
import { testWorld } from "../../../test/world.ts";
import { openAlarms } from "../../core/alarms.ts";
import { keyring } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { lockAccount } from "../accounts/index.ts";
import { resealAuditKey, verifyAudit } from "./index.ts";
import {
  auditKeyOf,
  isSigned,
  lineHash,
  publicKeyOf,
  readLine,
  signed,
  standsOut,
} from "./rules.ts";

const folder = mkdtempSync(join(tmpdir(), "rightful-audit-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const FILE = join(folder, "anchor.jsonl");
const received: { key: string; body: string }[] = [];
let isAway = false;
const sink = createServer((request, reply) => {
  let body = "";
  request.on("data", (part) => {
    body += part;
  });
  request.on("end", () => {
    if (!isAway) received.push({ key: String(request.headers["idempotency-key"]), body });
    reply.writeHead(isAway ? 503 : 204).end();
  });
}).listen(0, "127.0.0.1");
after(() => sink.close());
await new Promise((ready) => sink.once("listening", ready));
const address = sink.address();
const port = typeof address === "object" ? address?.port : 0;
const world = testWorld({
  RIGHTFUL_AUDIT_FILE: FILE,
  RIGHTFUL_AUDIT_URL: `http://127.0.0.1:${port}/lines`,
});

const system = { kind: "system", id: "test" } as const;
const record = (id: string, turn: number) =>
  transact(world.world, async (inside) => {
    await lockAccount(inside, id);
    await emit(inside, system, `thing.${turn}`, id, { turn });
  });
let next = 0;
async function grown(events = 5) {
  const id = await world.account(`1390007${String(++next).padStart(4, "0")}`, {});
  for (let turn = 1; turn < events; turn++) await record(id, turn);
  return id;
}
/** The next checkpoint, and it leaves. */
async function checkpoint() {
  world.skip(301);
  await world.sweep();
  await world.settle();
}
const lines = () => readFileSync(FILE, "utf8").trimEnd().split("\n");
const verify = (anchor: Iterable<string> | null = lines()) =>
  verifyAudit(world.world, anchor ?? undefined);
const kinds = async (anchor?: Iterable<string> | null) =>
  (await verify(anchor)).findings.map(({ kind, accountId, seq }) => [kind, accountId, seq]);

describe("the record leaves the house", () => {
  test("in signed lines without a gap, each naming the one before, and nobody's id can be read in them", async () => {
    // The policies that came as files are written into the house's chain first.
    await world.sweep();
    const ids = [await grown(), await grown()];
    await checkpoint();
    await record(ids[0] as string, 9);
    await checkpoint();
    const texts = lines();
    assert.ok(texts.length >= 2);
    const { keys } = (await world.call("GET", "/v1/audit/key")).body;
    for (const [n, text] of texts.entries()) {
      const line = readLine(text);
      assert.equal(line?.seq, n + 1);
      assert.equal(line?.previous, n === 0 ? "" : lineHash(texts[n - 1] as string));
      assert.equal(line?.key, keys[0].kid);
      assert.ok(isSigned(publicKeyOf(keys[0].x), text));
      for (const id of ids) assert.ok(!text.includes(id));
    }
    assert.equal(readLine(texts.at(-1) as string)?.heads.length, 1);
    assert.deepEqual(
      received.map(({ body }) => body),
      texts,
    );
    assert.equal(new Set(received.map(({ key }) => key)).size, texts.length);
    assert.deepEqual(await kinds(), []);
  });

  test("at most every five minutes, and not at all while nothing happens", async () => {
    const id = await grown();
    await checkpoint();
    const before = lines().length;
    await record(id, 9);
    world.skip(60);
    await world.sweep();
    await world.settle();
    assert.equal(lines().length, before);
    await checkpoint();
    assert.equal(lines().length, before + 1);
    await checkpoint();
    assert.equal(lines().length, before + 1);
  });

  // Broken once: `reviveJob` in sendLines; what was given up never left.
  test("also when the address was away for hours: an alarm, and then every line", async () => {
    isAway = true;
    const id = await grown();
    for (let turn = 0; turn < 3; turn++) {
      await record(id, turn);
      await checkpoint();
    }
    // Until the job was given up.
    for (let turn = 0; turn < 25; turn++) await world.pass(0.5);
    const given = world.world.db
      .selectFrom("jobs")
      .select("state")
      .where("kind", "=", "audit-post");
    assert.deepEqual(await given.execute(), [{ state: "dead" }]);
    const names = (await openAlarms(world.world)).map(({ name, partition }) => [name, partition]);
    assert.deepEqual(
      names.filter(([name]) => name === "audit-sink"),
      [["audit-sink", "address"]],
    );
    isAway = false;
    await checkpoint();
    await world.pass(1);
    assert.deepEqual(
      received.map(({ body }) => body),
      lines(),
    );
  });

  // Broken once: the line that closes a torn one (`isTorn`); the next line could not be read.
  test("twice after a kill between the disk and the note; the reader takes it for one", async () => {
    await grown();
    await checkpoint();
    const { db } = world.world;
    await db.updateTable("checkpoints").set({ filedAt: null }).where("seq", ">", 1).execute();
    // The kill also cut a line in two.
    appendFileSync(FILE, (lines()[1] as string).slice(0, 40));
    await grown();
    await checkpoint();
    assert.deepEqual(await kinds(), []);
    const all = await db.selectFrom("checkpoints").selectAll().execute();
    assert.ok(all.every(({ filedAt }) => filedAt !== null));
  });

  test("under one key, also when the server's keys have changed", async () => {
    const before = (await world.call("GET", "/v1/audit/key")).body;
    const [old] = world.world.config.keys;
    const anew = `t2:${Buffer.alloc(32, 9).toString("base64")}`;
    const both = { ...world.world, keys: keyring([anew, old as string]) };
    assert.equal(await resealAuditKey(both), 1);
    const { value } = await world.world.db
      .selectFrom("settings")
      .select("value")
      .where("name", "=", "audit-key")
      .executeTakeFirstOrThrow();
    assert.match(value, /^t2\./);
    assert.deepEqual((await verifyAudit(both, lines())).findings, []);
    const back = { ...world.world, keys: keyring([old as string, anew]) };
    assert.equal(await resealAuditKey(back), 1);
    assert.deepEqual((await world.call("GET", "/v1/audit/key")).body, before);
  });
});

describe("a change in the record is found", () => {
  // Broken once: the anchor left out of verifyAudit; these three and T33 went red.
  const cases: [what: string, how: string, kind: string][] = [
    ["a tail that is cut with its head, and the checkpoints with it", "tail", "tail"],
    ["a chain written anew with right hashes", "rewrite", "rewritten"],
    ["an account that is gone with everything of it", "account", "account-removed"],
  ];
  for (const [what, how, kind] of cases)
    test(what, async () => {
      const id = await grown();
      await checkpoint();
      const anchor = lines();
      const undo = await tamper(world.world, how, id, () => 0.5);
      const found = (await verify(anchor)).findings;
      await undo();
      assert.ok(
        found.some((each) => each.kind === kind && (each.accountId ?? id) === id),
        JSON.stringify(found),
      );
      assert.deepEqual(await kinds(anchor), []);
    });

  test("checkpoints removed from the database, changed, or signed by somebody else", async () => {
    await grown();
    await checkpoint();
    const { db } = world.world;
    const kept = await db.selectFrom("checkpoints").selectAll().orderBy("seq").execute();
    const last = kept.at(-1);
    assert.ok(last);
    await db.deleteFrom("checkpoints").where("seq", "=", last.seq).execute();
    assert.deepEqual(await kinds(), [["checkpoint-removed", undefined, undefined]]);
    const forger = auditKeyOf(Buffer.alloc(32, 1));
    const { key: _, ...facts } = readLine(last.line) as never as { key: string };
    await db
      .insertInto("checkpoints")
      .values({ ...last, line: signed(forger, facts) })
      .execute();
    assert.deepEqual(await kinds(null), [["checkpoint-unsigned", undefined, undefined]]);
    await db
      .updateTable("checkpoints")
      .set({ line: last.line })
      .where("seq", "=", last.seq)
      .execute();
    assert.deepEqual(await kinds(), []);
  });

  test("an anchor that was cut, changed or has a gap", async () => {
    const whole = lines();
    assert.deepEqual((await kinds(whole.slice(0, -1)))[0]?.[0], "anchor-short");
    assert.ok((await kinds(whole.toSpliced(1, 1))).some(([kind]) => kind === "anchor-gap"));
    const changed = whole.with(-1, (whole.at(-1) as string).replace(/"at":"2/, '"at":"3'));
    assert.deepEqual(
      (await kinds(changed)).map(([kind]) => kind),
      ["anchor-unsigned", "checkpoint-changed"],
    );
    assert.ok(
      (await kinds([...whole, "nonsense", whole[0] as string])).some(
        ([kind]) => kind === "anchor-unreadable",
      ),
    );
    // What is being written right now, and what a fault left, are none.
    assert.deepEqual(await kinds([...whole, (whole[0] as string).slice(0, 30)]), []);
  });

  // Broken once: what `faultOf` finds is not told in `examine`; this one and the next went red.
  test("by the next checkpoint, which raises one alarm and signs nothing of it", async () => {
    const id = await grown();
    await checkpoint();
    const undo = await keepRows(world.world, [id]);
    await record(id, 8);
    await record(id, 9);
    const { db } = world.world;
    await db
      .updateTable("events")
      .set({ actor: "agent:somebody" })
      .where("accountId", "=", id)
      .where("seq", "=", 6)
      .execute();
    const before = lines().length;
    await checkpoint();
    await checkpoint();
    const alarms = (await openAlarms(world.world)).filter(({ name }) => name === "audit-chain");
    assert.deepEqual(
      alarms.map(({ partition, facts }) => [partition, facts.seq]),
      [[id, 6]],
    );
    assert.equal(lines().length, before);
    await undo();
  });

  test("by the round through all accounts, also in a chain that nobody uses any more", async () => {
    const id = await grown();
    await checkpoint();
    world.skip(3600);
    const undo = await tamper(world.world, "type", id, () => 0.5);
    await checkpoint();
    await undo();
    const alarms = await openAlarms(world.world);
    assert.ok(alarms.some(({ name, partition }) => name === "audit-chain" && partition === id));
  });
});

test("the command says which event of whose chain, ends with 1, and with 0 where nothing was changed", async () => {
  const id = await grown();
  await checkpoint();
  const environment = {
    ...process.env,
    DATABASE_URL: world.databaseUrl,
    RIGHTFUL_KEYS: world.world.config.keys.join(","),
    ...{ RIGHTFUL_URL: "https://id.example", RIGHTFUL_WALLET_URL: "https://wallet.example" },
    ...{ RIGHTFUL_OPERATOR_NAME: "Boan", RIGHTFUL_OPERATOR_NAME_ZH: "博安" },
    ...{ RIGHTFUL_OPERATOR_PHONE: "400 000 0111", RIGHTFUL_SMS_URL: "https://sms.example" },
    ...{ RIGHTFUL_SMS_KEY: "k", RIGHTFUL_SMTP_URL: "smtp://mail.example" },
    RIGHTFUL_SMTP_FROM: "Boan <no-reply@boan.example>",
  };
  const run = (...args: string[]) =>
    new Promise<{ code: number | null; text: string }>((done) => {
      const child = spawn(process.execPath, [PROGRAM, "audit", ...args], {
        env: environment,
        stdio: ["ignore", "pipe", "inherit"],
      });
      let text = "";
      child.stdout.on("data", (part) => {
        text += part;
      });
      child.on("close", (code) => done({ code, text }));
    });
  const key = await run("key");
  const { keys } = (await world.call("GET", "/v1/audit/key")).body;
  assert.deepEqual(JSON.parse(key.text), keys[0]);
  const whole = await run("verify", "--anchor", FILE);
  assert.match(whole.text, /none was changed/);
  assert.equal(whole.code, 0);
  const undo = await tamper(world.world, "tail", id, () => 0);
  const cut = await run("verify", "--anchor", FILE, "--json");
  const said = await run("verify", "--anchor", FILE);
  await undo();
  assert.equal(cut.code, 1);
  const found = JSON.parse(cut.text).findings;
  assert.ok(
    found.some((each: any) => each.kind === "tail" && each.accountId === id && each.seq === 5),
  );
  assert.match(said.text, new RegExp(`tail {2}account ${id}, event 5, .*the end was cut off`));
  assert.equal((await run("verify", "--anchor", join(folder, "none"))).code, 2);
  assert.equal((await run("look")).code, 2);
});

test("nobody stands out by a single file, and whoever opens five times as many does", () => {
  assert.equal(standsOut(4, [3, 3, 3]), false);
  assert.equal(standsOut(50, [9, 10, 11, 10]), true);
  assert.equal(standsOut(13, [9, 10, 11, 10]), false);
  assert.equal(standsOut(50, [10]), false);
});
