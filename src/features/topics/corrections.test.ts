/** What a person says of a story wins, moves every count that it touches, and can be taken back. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { afterEach, describe, test } from "node:test";
import { sql } from "kysely";
import { aDesk } from "../../../test/cases.ts";
import { PROGRAM } from "../../../test/program.ts";
import { recountLines, type StreamLine } from "../../../test/topics-recount.ts";
import { makeStream } from "../../../test/topics-stream.ts";
import { testWorld } from "../../../test/world.ts";
import { transact } from "../../core/db.ts";
import { lockHouse } from "../accounts/index.ts";
import { exportCorrections } from "./corrections.ts";
import { importPosts } from "./importing.ts";
import { HOUSE } from "./ingest.ts";
import { findPost } from "./labels-store.ts";
import { labelAgain } from "./outdated.ts";
import { recount } from "./recount.ts";
import { relabel } from "./relabelling.ts";
import { countedWindow } from "./window.ts";

const world = testWorld();
const desk = aDesk(world);
const LAST = "2026-03-01";

afterEach(async () => {
  for (const table of ["posts", "readings", "stories", "hours", "days", "corrections", "sources"])
    await sql`delete from ${sql.table(`topic_${table}`)}`.execute(world.world.db);
  await sql`delete from settings where name = 'topics-labelled'`.execute(world.world.db);
});

async function* texts(lines: readonly object[]) {
  for (const line of lines) yield JSON.stringify(line);
}
const bring = (lines: readonly object[]) => importPosts(world.world, texts(lines), null);
const line = (id: string, title: string, more: object = {}) => ({
  ...{ id, title, source: "list", published_at: "2026-03-01T03:00:00Z", lang: "zh", ...more },
});
const sums = async () =>
  Object.fromEntries(
    (await countedWindow(world.world, LAST, 10)).rows.map((row) => [
      row.topic,
      [row.items, row.stories, row.discussions],
    ]),
  );
const labelOf = async (key: string, source = "list") => {
  const post = await findPost(world.world.db, source, `i:${key}`);
  return [post?.topic, post?.matchedBy];
};
async function assertExact() {
  for (const day of ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"])
    assert.deepEqual(await recount(world.world, day), [], day);
}
const say = (key: string, topic: string, who = desk.shen) =>
  who.post("/v1/topics/corrections", {
    ...{ source: "list", key: `i:${key}`, topic, why: "读了原文，讲的是别的事" },
  });

/** One story of three tellings, one of them with a counter that was read twice; and one of another story. */
const story = [
  line("a", "女子微信被盗号后好友被骗五千元"),
  line("b", "女子微信被盗号后好友被骗五千", { published_at: "2026-03-01T06:30:00Z" }),
  line("c", "#女子微信被盗号后好友被骗五千元#", {
    ...{ source: "counted", weight: 1000, published_at: "2026-03-01T05:00:00Z" },
  }),
  line("c", "#女子微信被盗号后好友被骗五千元#", {
    ...{ source: "counted", weight: 1800, published_at: "2026-03-01T05:00:00Z" },
    readAt: "2026-03-01T09:10:00Z",
  }),
  line("d", "小偷偷走钱包后银行卡被盗刷"),
];

describe("a correction", () => {
  // Shown to work: without moving readings, without the pair of changes for the hours, and with the first post alone
  // it went red each time.
  test("labels every post of the story, and moves items, stories and discussions with it", async () => {
    await bring(story);
    const before = await sums();
    assert.deepEqual(before.account_stolen, [4, 2, 1803]);
    const { status, body } = await say("b", "social_scam");
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(body.posts, 3);
    for (const [key, source] of [["a"], ["b"], ["c", "counted"]] as const)
      assert.deepEqual(await labelOf(key, source), ["social_scam", "correction"], key);
    assert.deepEqual((await labelOf("d"))[0], "account_stolen");
    assert.deepEqual(await sums(), { account_stolen: [1, 1, 1], social_scam: [3, 1, 1802] });
    await assertExact();
  });

  test("stands in the house's chain with who and why, and in the list; taken back, the program decides again", async () => {
    await bring(story);
    const { body } = await say("a", "other");
    assert.deepEqual(await sums(), { account_stolen: [1, 1, 1] });
    await assertExact();
    const [event] = (await world.events("house:topics")).filter(
      ({ type }: { type: string }) => type === "topic.corrected",
    );
    assert.equal(event?.payload.why, "读了原文，讲的是别的事");
    assert.match(JSON.stringify(event), /agt_shen/);
    const listed = (await desk.shen.get("/v1/topics/corrections")).body.corrections;
    assert.deepEqual(
      [listed.length, listed[0].by, listed[0].was],
      [1, "agt_shen", "account_stolen"],
    );
    const path = `/v1/topics/corrections/${body.id}/undo`;
    assert.equal((await desk.shen.post(path, { why: "看错了" + "。" })).status, 200);
    assert.deepEqual(await sums(), { account_stolen: [4, 2, 1803] });
    await assertExact();
    assert.equal((await desk.shen.post(path, { why: "再来一次" })).body.code, "no-correction");
  });

  test("is followed by posts that come later, and by the next reading of a counter", async () => {
    await bring(story);
    await say("a", "social_scam");
    await bring([
      line("e", "女子微信被盗号后 好友被骗五千元！", { published_at: "2026-03-01T20:00:00Z" }),
      line("f", "女子微信被盗号后两名好友被骗五千元", { published_at: "2026-03-01T21:00:00Z" }),
      line("c", "#女子微信被盗号后好友被骗五千元#", {
        ...{ source: "counted", weight: 2500, published_at: "2026-03-01T05:00:00Z" },
        readAt: "2026-03-01T22:00:00Z",
      }),
    ]);
    assert.deepEqual(await labelOf("e"), ["social_scam", "correction"]);
    assert.deepEqual(await labelOf("f"), ["social_scam", "correction"]);
    const all = await countedWindow(world.world, "2026-03-02", 10);
    const row = all.rows.find(({ topic }) => topic === "social_scam");
    assert.deepEqual([row?.items, row?.stories, row?.discussions], [5, 1, 2504]);
    await assertExact();
  });

  test("gives a topic to what no program saw one in, and joins it to the story that it tells", async () => {
    const title = "某地出现怪事大家都在谈论此事件";
    await bring([...story, line("x", title), line("y", title, { source: "other-list" })]);
    assert.equal((await labelOf("x"))[0], "other");
    const { body } = await say("x", "app_outage");
    assert.equal(body.posts, 2);
    assert.deepEqual((await sums()).app_outage, [2, 1, 2]);
    await assertExact();
    // Corrected again: one in force, and it teaches.
    assert.equal((await say("x", "payment_charge")).status, 201);
    assert.deepEqual((await sums()).payment_charge, [2, 1, 2]);
    const exported = await exportCorrections(world.world);
    assert.deepEqual(
      exported.map(({ title, topic, lang }) => [title, topic, lang]),
      [[title, "payment_charge", "zh"]],
    );
    await assertExact();
  });

  test("does not let one author lift a topic above their share", async () => {
    const more = Array.from({ length: 6 }, (_, n) =>
      line(`g${n}`, `第${n}件毫不相干的趣事${"甲乙丙丁戊己"[n]}`, { author: "one" }),
    );
    await bring(more);
    for (const n of [0, 1, 2, 3, 4, 5]) await say(`g${n}`, "app_outage");
    assert.deepEqual((await sums()).app_outage?.[0], 3);
    await assertExact();
  });

  test("is for supervisors and admins, of posts that are there and topics that there are", async () => {
    await bring(story);
    assert.equal((await say("a", "social_scam", desk.tang)).status, 403);
    assert.equal((await say("nobody", "social_scam")).body.code, "no-post");
    assert.equal((await say("a", "no_such_topic")).body.code, "bad-input");
    const posts = (await desk.shen.get("/v1/topics/posts?topic=account_stolen")).body.posts;
    assert.equal(posts.length, 4);
    assert.match(posts[0].by, /^rule:/);
  });
});

/** As a program of before would have said it. */
const asBefore = (keys: (key: string) => boolean) =>
  transact(world.world, async (world) => {
    await lockHouse(world, HOUSE);
    const { rows } = await sql<{
      source: string;
      key: string;
    }>`select source, key from topic_posts`.execute(world.db);
    const posts = await Promise.all(rows.map(({ source, key }) => findPost(world.db, source, key)));
    await relabel(
      world,
      posts.flatMap((post) => post ?? []),
      ({ key, topic }) => ({
        ...{ topic: keys(key) ? "loan_scam" : topic, matchedBy: "rule:before", version: 0 },
      }),
    );
  });

describe("a new version", () => {
  const stream: StreamLine[] = makeStream(5, "2026-02-24", 6, 60);
  const table = async () => (await countedWindow(world.world, LAST, 10)).rows;
  const odd = (key: string) => key.charCodeAt(key.length - 1) % 2 === 1;
  const right = async () => {
    assert.deepEqual(await table(), recountLines(stream, LAST, 10));
    for (let day = 24; day <= 28; day++)
      assert.deepEqual(await recount(world.world, `2026-02-${day}`), []);
    await assertExact();
  };

  test("labels history again in batches, and leaves what a person said", async () => {
    await bring(stream);
    await bring([line("z", "微信又崩了一次大家都在说")]);
    await asBefore(odd);
    await say("z", "data_leak");
    assert.notDeepEqual(await table(), recountLines(stream, LAST, 10));
    const rounds: number[] = [];
    for (let done = false; !done; ) {
      const round = await labelAgain(world.world, undefined, 40);
      assert.ok(round.looked <= 40);
      rounds.push(round.looked);
      done = round.done;
      await assertExact();
    }
    assert.ok(rounds.length > 6);
    assert.deepEqual(await labelOf("z"), ["data_leak", "correction"]);
    const without = (await table()).filter(({ topic }) => topic !== "data_leak");
    assert.deepEqual(without, recountLines(stream, LAST, 10));
    assert.equal((await labelAgain(world.world)).looked, 0);
  });

  test("goes on where it was killed", async () => {
    await bring(stream);
    await asBefore(odd);
    const child = spawn(process.execPath, [PROGRAM, "topics", "relabel"], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...COMMAND, DATABASE_URL: world.databaseUrl },
    });
    const ended = new Promise<string | null>((done) =>
      child.once("exit", (_, signal) => done(signal)),
    );
    const midway = async () =>
      (
        await sql`select 1 from pg_locks l join pg_class c on c.oid = l.relation
          where l.database = (select oid from pg_database where datname = current_database())
            and c.relname like 'topic_posts%' and l.mode = 'RowExclusiveLock' and l.granted`.execute(
          world.world.db,
        )
      ).rows.length > 0;
    while (child.exitCode === null && !(await midway()))
      await new Promise((done) => setTimeout(done, 1));
    child.kill("SIGKILL");
    assert.equal(await ended, "SIGKILL");
    await assertExact();
    for (let done = false; !done; ) done = (await labelAgain(world.world)).done;
    await right();
  });
});

const COMMAND = {
  ...{ RIGHTFUL_URL: "https://id.example.com", RIGHTFUL_WALLET_URL: "https://wallet.example.com" },
  RIGHTFUL_KEYS: `t1:${Buffer.alloc(32, 7).toString("base64")}`,
  ...{ RIGHTFUL_OPERATOR_NAME: "Wallet", RIGHTFUL_OPERATOR_PHONE: "95188" },
  ...{ RIGHTFUL_SMS_URL: "https://sms.example.com", RIGHTFUL_SMS_KEY: "k".repeat(40) },
  ...{ RIGHTFUL_SMTP_URL: "smtps://u:p@mail.example.com", RIGHTFUL_SMTP_FROM: "a@example.com" },
};
