import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { type Pair, startPair } from "../../test/replicas.ts";
import { hostsOf } from "./database-hosts.ts";
import { connectClient } from "./database-writer.ts";
import { connect, transact } from "./db.ts";
import { Problem } from "./problem.ts";
import { status } from "./status.ts";
import type { Tables } from "./tables.ts";
import { chance, type World } from "./world.ts";

describe("the address of the database", () => {
  test("of one server stays as it was written", () => {
    for (const url of ["postgresql://u:p@/db?host=%2Ftmp%2Fs", "postgres://u@h/db", "/tmp socket"])
      assert.deepEqual(hostsOf(url), { urls: [url], seeks: false });
  });
  test("of several is one for each, the password in all", () => {
    const hosts = hostsOf(
      "postgres://u:p,w@a:1,[::1]:2,c/db?target_session_attrs=primary&sslmode=require",
    );
    assert.deepEqual(hosts, {
      urls: ["a:1", "[::1]:2", "c"].map((host) => `postgres://u:p,w@${host}/db?sslmode=require`),
      seeks: true,
    });
    assert.equal(hostsOf("postgres://u:p@a,b/db").seeks, true);
    assert.equal(hostsOf("postgres://u:p@a/db?target_session_attrs=read-write").seeks, true);
  });
  test("of a server that takes no writes is refused, without its password", () => {
    for (const url of [
      "postgres://u:hush@a/db?target_session_attrs=any",
      "postgres://u:hush@a,,b/db",
    ])
      assert.throws(
        () => hostsOf(url),
        (error: Error) => !error.message.includes("hush"),
      );
  });
});

describe("two servers, of which one follows the other", () => {
  let pair: Pair;
  let db: Kysely<Tables>;
  let world: World;
  const readyz = status.routes.find(({ path }) => path === "/readyz");
  const isReady = async () => {
    try {
      await readyz?.does(world, {} as never);
      return true;
    } catch {
      return false;
    }
  };
  const worldOf = (url: string): World => {
    db = connect({ url, connections: 4 });
    const wallNow = () => new Date();
    return { db, wallNow, now: wallNow, ...chance(wallNow) } as World;
  };
  const write = (n: number) =>
    transact(world, async ({ db }) => {
      await sql`insert into kept (n) values (${n}) on conflict do nothing`.execute(db);
    });
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error) => (error instanceof Problem ? error.code : String(error)),
    );

  before(async () => {
    pair = await startPair();
    await pair.one.query("create table kept (n int primary key)");
    await pair.one.query("create table settings (name text primary key, value text)");
    await pair.one.query("alter system set synchronous_standby_names = 'two'");
    await pair.one.query("select pg_reload_conf()");
    world = worldOf(pair.url);
  });
  after(async () => {
    await db?.destroy();
    await pair?.stop();
  });

  test("the one that takes writes is found, wherever it stands in the address", async () => {
    const turned = pair.url.replace(/@([^,]+),([^/]+)\//, "@$2,$1/");
    for (const url of [pair.url, turned]) {
      const client = await connectClient(url);
      const { rows } = await client.query("select pg_is_in_recovery() as follows");
      await client.end();
      assert.equal(rows[0].follows, false);
    }
  });

  test("a server that only follows is not ready, and says so", async () => {
    assert.equal(await isReady(), true);
    const own = db;
    world = worldOf(pair.two.url);
    assert.equal(await isReady(), false);
    await db.destroy();
    db = own;
    world = { ...world, db };
  });

  test("a commit that was cut off from those who follow is not told as done", async () => {
    pair.two.signal("SIGSTOP");
    const hangs = outcome(write(-1));
    const waiting = "select pid from pg_stat_activity where wait_event = 'SyncRep'";
    let pids: { pid?: number }[] = [];
    while (pids.length === 0) pids = await pair.one.query(waiting);
    await pair.one.query(`select pg_cancel_backend(${pids[0]?.pid})`);
    assert.equal(await hangs, "try-again");
    pair.two.signal("SIGCONT");
    assert.equal(await outcome(write(-1)), "done");
  });

  test("writes go on at the other one after a failover; what was acknowledged is there", async () => {
    const done: number[] = [];
    const unsure: number[] = [];
    let [over, next, after] = [false, 0, 0];
    const lane = async () => {
      while (!over) {
        const n = next++;
        const how = await outcome(write(n));
        if (how === "done") done.push(n);
        else if (how === "try-again") unsure.push(n);
        else assert.fail(how);
        if (after > 0 && n > after) over = true;
      }
    };
    const lanes = Promise.all([lane(), lane(), lane()]);
    await pause(400);
    await pair.one.kill();
    await pause(300);
    assert.equal(await isReady(), false);
    await pair.two.query("alter system set synchronous_standby_names = ''");
    await pair.two.query("select pg_promote()");
    after = next + 20;
    await lanes;
    assert.equal(await isReady(), true);
    const rows = await pair.two.query("select n from kept");
    const kept = new Set(rows.map(({ n }) => n));
    assert.ok(done.length > 20);
    assert.deepEqual(
      done.filter((n) => !kept.has(n)),
      [],
    );
    // Of one that is unsure the same request tells: it is done once, whether it had been done or not.
    for (const n of unsure) assert.equal(await outcome(write(n)), "done");
  });

  test("the one that was not told of its successor is passed over", async () => {
    // It comes back, still believing that it is the first: both take writes.
    await pair.one.start();
    await pair.one.query("alter system set synchronous_standby_names = ''");
    await pair.one.query("select pg_reload_conf()");
    for (let turn = 0; turn < 3; turn++) {
      const client = await connectClient(pair.url);
      assert.equal(client.port, pair.two.port);
      await client.end();
    }
  });

  test("a connection whose server takes no writes any more is left, and nothing was kept there", async () => {
    await write(900_000);
    await pair.two.query("alter system set default_transaction_read_only = on");
    await pair.two.query("select pg_reload_conf()");
    // Nobody else is told: the older one takes writes, and is the only one that does. A server hears of its settings a
    // moment after it was told to read them: what it took until then was its own.
    const keptAtTwo = (n: number) => pair.two.query(`select n from kept where n = ${n}`);
    let n = 900_001;
    assert.equal(await outcome(write(n)), "done");
    while (n < 900_100 && (await keptAtTwo(n)).length > 0)
      assert.equal(await outcome(write(++n)), "done");
    assert.deepEqual(await keptAtTwo(n), []);
  });
});
