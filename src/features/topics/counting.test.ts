/** The table is exact, whatever becomes of the posts on their way: held against a second count of the lines alone. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterEach, describe, test } from "node:test";
import { sql } from "kysely";
import { PROGRAM } from "../../../test/program.ts";
import { recountLines, type StreamLine } from "../../../test/topics-recount.ts";
import { about, makeStream, shuffled } from "../../../test/topics-stream.ts";
import { testWorld } from "../../../test/world.ts";
import { classify } from "./classify.ts";
import { hoursOf, titlesOf, windowOf } from "./counting.ts";
import { importPosts } from "./importing.ts";
import { startOf } from "./posts.ts";
import { readDue } from "./reading.ts";
import { recount } from "./recount.ts";
import { countedWindow } from "./window.ts";

const world = testWorld({ RIGHTFUL_DELIVER_TO_LOOPBACK: "yes" });
const LAST = "2026-03-01";
const stream = makeStream(7, "2026-02-16", 14, 90);

const TABLES = [
  "topic_posts",
  "topic_readings",
  "topic_stories",
  "topic_hours",
  "topic_days",
  "topic_fetches",
];
afterEach(async () => {
  for (const table of TABLES) await sql`delete from ${sql.table(table)}`.execute(world.world.db);
  await sql`delete from topic_sources`.execute(world.world.db);
});

async function* texts(lines: readonly StreamLine[]) {
  for (const line of lines) yield JSON.stringify(line);
}
const bring = (lines: readonly StreamLine[]) => importPosts(world.world, texts(lines), null);
const table = async (day = LAST, days = 10) => (await countedWindow(world.world, day, days)).rows;
const daysOf = (lines: readonly StreamLine[]) => [
  ...new Set(
    lines.map(({ published_at }) =>
      new Date(Date.parse(published_at) + 8 * 3_600_000).toISOString().slice(0, 10),
    ),
  ),
];

/** The table, and each day by itself: by the hours, and recounted from the posts. */
async function assertExact(lines: readonly StreamLine[], last = LAST) {
  assert.deepEqual(await table(last), recountLines(lines, last, 10));
  for (const day of daysOf(lines)) assert.deepEqual(await recount(world.world, day), [], day);
}

test("the made-up posts are about topics, and some are told in several ways", () => {
  assert.deepEqual(
    about.filter((title) => classify({ title }).topic === "other"),
    [],
  );
  const counted = recountLines(stream, LAST, 10);
  assert.ok(counted.some(({ items, stories }) => stories < items));
  assert.ok(counted.some(({ discussions, items }) => discussions > items));
});

describe("the table of ten days equals an independent recount", () => {
  test("after an import, and after it is done again", async () => {
    const first = await bring(stream);
    assert.deepEqual([first.added, first.repeats, first.refusedCount], [stream.length, 0, 0]);
    await assertExact(stream);
    const again = await bring(stream);
    assert.deepEqual([again.added, again.repeats], [0, stream.length]);
    await assertExact(stream);
  });

  test("in whatever order the lines come", async () => {
    for (const seed of [1, 2]) {
      const mixed = shuffled([...stream, ...stream.slice(0, 300)], seed);
      await bring(mixed.slice(0, 700));
      await bring(mixed);
      await assertExact(stream);
      for (const name of TABLES) await sql`delete from ${sql.table(name)}`.execute(world.world.db);
    }
  });

  test("when each body is fetched three times from a real server", async () => {
    const lists = Map.groupBy(stream, ({ source }) => source);
    let upTo = "";
    let asked = 0;
    const server = createServer((request, reply) => {
      asked++;
      const source = request.url?.slice(1) ?? "";
      const items = (lists.get(source) ?? [])
        .filter(({ published_at }) => published_at <= upTo)
        .slice(-400);
      reply.setHeader("content-type", "application/json").end(JSON.stringify({ data: { items } }));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const paths = { items: "data.items", id: "id", at: "published_at", weight: "weight" };
    const now = world.now();
    for (const id of lists.keys())
      await world.world.db
        .insertInto("topicSources")
        .values({
          ...{ id, kind: "hotlist", nameEn: id, nameZh: id, url: `http://127.0.0.1:${port}/${id}` },
          ...{ config: JSON.stringify({ paths }), everySeconds: 600, enabled: true },
          ...{ nextAt: now, state: "fresh", stateAt: now },
        })
        .execute();
    try {
      for (const day of daysOf(stream).filter((_, n) => n % 3 === 2 || n === 13)) {
        upTo = `${day}T16:00:00.000Z`;
        for (let round = 0; round < 3; round++) {
          assert.equal(await readDue(world.world), lists.size);
          world.skip(1200);
        }
      }
      assert.equal(asked, 15 * lists.size);
      await assertExact(stream);
    } finally {
      server.close();
    }
  });

  test("when the import is killed in the middle of a batch and begun again", async () => {
    const { db } = world.world;
    const more = makeStream(9, "2026-02-16", 14, 260);
    const importing = spawn(process.execPath, [PROGRAM, "topics", "import", "-", "--json"], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...COMMAND, DATABASE_URL: world.databaseUrl },
    });
    const ended = new Promise<string | null>((done) =>
      importing.once("exit", (_, signal) => done(signal)),
    );
    importing.stdin.on("error", () => {});
    importing.stdin.write(more.map((line) => `${JSON.stringify(line)}\n`).join(""));
    // Others' transactions that have written something and are not over: a batch on its way.
    const midway = async () => {
      const { rows } = await sql<{
        n: number;
      }>`select count(*) as n from pg_locks l join pg_class c on c.oid = l.relation
        where l.database = (select oid from pg_database where datname = current_database())
          and c.relname = 'topic_posts' and l.mode = 'RowExclusiveLock' and l.granted`.execute(db);
      return (rows[0]?.n ?? 0) > 0;
    };
    while (!(await midway())) {
      assert.equal(importing.exitCode, null, "it ended before it could be killed");
      await new Promise((done) => setTimeout(done, 1));
    }
    importing.kill("SIGKILL");
    assert.equal(await ended, "SIGKILL");
    const { rows } = await sql<{ n: number }>`select count(*) as n from topic_posts`.execute(db);
    assert.ok((rows[0]?.n ?? 0) < more.length, "it was killed too late");
    await bring(more);
    await assertExact(more);
  });

  test("on a stream of one's own", async (t) => {
    const file = process.env.RIGHTFUL_TOPICS_STREAM;
    if (!file) return t.skip("RIGHTFUL_TOPICS_STREAM names no stream.");
    const lines = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as StreamLine);
    const last = daysOf(lines).sort().at(-1) ?? "";
    await bring(shuffled([...lines, ...lines], 3));
    await assertExact(lines, last);
  });
});

const COMMAND = {
  ...{ RIGHTFUL_URL: "https://id.example.com", RIGHTFUL_WALLET_URL: "https://wallet.example.com" },
  RIGHTFUL_KEYS: `t1:${Buffer.alloc(32, 7).toString("base64")}`,
  ...{ RIGHTFUL_OPERATOR_NAME: "Wallet", RIGHTFUL_OPERATOR_PHONE: "95188" },
  ...{ RIGHTFUL_SMS_URL: "https://sms.example.com", RIGHTFUL_SMS_KEY: "k".repeat(40) },
  ...{ RIGHTFUL_SMTP_URL: "smtps://u:p@mail.example.com", RIGHTFUL_SMTP_FROM: "a@example.com" },
};

describe("any window", () => {
  test("is exact at both ends, within one hour as well", async () => {
    await bring(stream);
    const { db } = world.world;
    const whole = await windowOf(db, startOf("2026-02-20"), startOf("2026-02-21"));
    const cuts = [0, 7, 60, 61, 100, 300, 777, 1439, 1440].map(
      (minute) => new Date(startOf("2026-02-20").getTime() + minute * 60_000),
    );
    const sum = new Map<string, number[]>();
    for (const [n, cut] of cuts.slice(1).entries())
      for (const { topic, source, items, stories, discussions } of await windowOf(
        db,
        cuts[n] as Date,
        cut,
      )) {
        const [a = 0, b = 0, c = 0] = sum.get(`${topic} ${source}`) ?? [];
        sum.set(`${topic} ${source}`, [a + items, b + stories, c + discussions]);
      }
    assert.ok(whole.length > 5);
    for (const { topic, source, items, stories, discussions } of whole)
      assert.deepEqual(sum.get(`${topic} ${source}`), [items, stories, discussions]);
    assert.equal(sum.size, whole.length);
  });

  test("can be gone into: hour by hour, and to every post that counts", async () => {
    await bring(stream);
    const { db } = world.world;
    const [from, to] = [startOf("2026-02-20"), startOf("2026-03-02")];
    const [row] = await table();
    assert.ok(row);
    const hours = await hoursOf(db, row.topic, from, to);
    assert.equal(
      hours.reduce((sum, { items }) => sum + items, 0),
      row.items,
    );
    const titles = await titlesOf(db, row.topic, from, to, 10_000);
    assert.equal(titles.length, row.items);
    assert.equal(
      titles.reduce((sum, { discussions }) => sum + discussions, 0),
      row.discussions,
    );
    assert.equal((await hoursOf(db, null, from, to)).length > hours.length, true);
  });
});

describe("the nightly recount", () => {
  test("raises an alarm at any difference, and at none without", async () => {
    await bring(stream);
    const { db } = world.world;
    const alarms = async () =>
      (await db.selectFrom("alarms").select(["name", "partition"]).execute()).map(
        ({ name, partition }) => `${name} ${partition}`,
      );
    assert.deepEqual(await recount(world.world, "2026-02-22"), []);
    assert.deepEqual(await alarms(), []);
    await sql`update topic_hours set discussions = discussions + 1
      where hour = (select max(hour) from topic_hours where hour < ${startOf("2026-02-23")})`.execute(
      db,
    );
    const [difference] = await recount(world.world, "2026-02-22");
    assert.equal(
      (difference?.counted.discussions ?? 0) - (difference?.recounted.discussions ?? 0),
      1,
    );
    assert.deepEqual(await alarms(), ["topics-miscounted 2026-02-22"]);
    await sql`update topic_days set items = items + 1 where hour = ${startOf("2026-02-21")}`.execute(
      db,
    );
    assert.notDeepEqual(await recount(world.world, "2026-02-21"), []);
    assert.equal((await alarms()).length, 2);
    await db.deleteFrom("alarms").execute();
  });

  test("comes once a night, for a day that is over", async () => {
    await bring(stream);
    const { db } = world.world;
    // Every day is broken: whichever is drawn, it is seen.
    await sql`update topic_hours set items = items + 1`.execute(db);
    world.skip(24 * 3600);
    await world.sweep();
    const found = () =>
      db.selectFrom("alarms").selectAll().where("name", "=", "topics-miscounted").execute();
    for (let night = 0; night < 60 && (await found()).length === 0; night++) {
      await db.deleteFrom("settings").where("name", "=", "topics-recounted").execute();
      await world.sweep();
    }
    assert.equal((await found()).length, 1);
    await world.sweep();
    assert.equal((await found()).length, 1);
    await db.deleteFrom("alarms").execute();
  });
});
