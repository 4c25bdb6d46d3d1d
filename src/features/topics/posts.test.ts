/** Posts that come by themselves: pushed, of the house, and how long they stay. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { topicSources } from "../../../test/topic-sources.ts";
import { newServiceKey } from "../accounts/index.ts";
import { recount } from "./recount.ts";

const { world, put, name, posts } = topicSources();

describe("posts that are pushed", () => {
  let made = 0;
  const pusher = async (scopes = ["posts"], keyName = `pusher-${++made}`) => {
    const bearer = await newServiceKey(world.world, keyName, scopes);
    return (lines: unknown[]) =>
      world.call(
        "POST",
        "/v1/posts",
        lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
        {
          bearer,
          headers: { "content-type": "application/x-ndjson" },
        },
      );
  };
  const at = "2026-03-01T10:00:00Z";

  test("count once however often they come; bad lines come back with their number and why", async () => {
    await put("mine", { kind: "push", name });
    const push = await pusher();
    const lines = [
      { id: "1", title: "微信崩了", publishedAt: at },
      "{",
      { id: "2", title: "", publishedAt: at },
      { id: "3", title: "x", publishedAt: "yesterday" },
      { id: "4", title: "x", publishedAt: at, weight: -1 },
      { id: "5", source: "own-cases", title: "x", publishedAt: at },
      { id: "6", title: "支付宝崩了", publishedAt: "2026-01-01T00:00:00Z" },
      { id: "7", title: "<b></b>", publishedAt: at },
      { id: "1", title: "微信崩了", publishedAt: at },
      { id: "8", title: "微信崩了", publishedAt: at, url: 5 },
    ];
    const first = await push(lines);
    assert.deepEqual(
      [first.status, first.body],
      [
        200,
        {
          accepted: 1,
          duplicates: 1,
          refused: [
            { line: 2, code: "bad-json" },
            { line: 3, code: "bad-title" },
            { line: 4, code: "bad-time" },
            { line: 5, code: "bad-weight" },
            { line: 6, code: "no-source" },
            { line: 7, code: "too-old" },
            { line: 8, code: "no-title" },
            { line: 10, code: "bad-field" },
          ],
        },
      ],
    );
    assert.deepEqual((await push(lines)).body.accepted, 0);
    assert.equal((await posts()).length, 1);
    assert.deepEqual(await recount(world.world, "2026-03-01"), []);
  });

  test("need a key with the scope, and one that the source names", async () => {
    await put("mine", { kind: "push", name, config: { keys: ["the-one"] } });
    const line = [{ id: "1", source: "mine", title: "微信崩了", publishedAt: at }];
    assert.equal((await (await pusher(["accounts"]))(line)).status, 403);
    assert.deepEqual((await (await pusher())(line)).body.refused, [{ line: 1, code: "no-source" }]);
    assert.equal((await (await pusher(["posts"], "the-one"))(line)).body.accepted, 1);
    assert.equal((await (await pusher())(["x\n".repeat(10_001)])).body.code, "bad-posts");
  });

  test("of one author count three a topic and day, the earliest, whatever order they come in", async () => {
    await put("mine", { kind: "push", name });
    const push = await pusher();
    const line = (n: number, author: string) => ({
      ...{ id: `${author}${n}`, title: `微信崩了 ${"abcdefgh".repeat(3)}${n}`, author },
      publishedAt: new Date(Date.parse(at) + n * 60_000).toISOString(),
    });
    await push(Array.from({ length: 20 }, (_, n) => line(20 + n, "loud")));
    await push(Array.from({ length: 20 }, (_, n) => line(n, "loud")));
    await push([line(5, "quiet")]);
    const all = await posts();
    assert.deepEqual(
      [all.length, all.filter(({ counts }: any) => counts).map(({ key }: any) => key)],
      [41, ["i:loud0", "i:loud1", "i:loud2", "i:quiet5"]],
    );
    assert.ok(all.every(({ author }: any) => author && !/loud|quiet/.test(author)));
    const { rows } =
      await sql<any>`select sum(items)::int as items, sum(stories)::int as stories from topic_hours`.execute(
        world.world.db,
      );
    assert.equal(rows[0].items, 4);
    assert.ok(rows[0].stories <= 4);
    assert.deepEqual(await recount(world.world, "2026-03-01"), []);
  });
});

describe("the house's own", () => {
  test("a case counts as one post of its situation, without a word of it", async () => {
    const { emit } = await import("../../core/events.ts");
    const { transact } = await import("../../core/db.ts");
    const { lockAccount } = await import("../accounts/index.ts");
    const id = await world.account("acc_own");
    const said = async (type: string, payload: Record<string, unknown>) =>
      transact(world.world, async (inside) => {
        await lockAccount(inside, id);
        await emit(inside, { kind: "system", id: "test" }, type, id, payload);
      });
    await said("case.opened", { caseId: "case_1", situation: "account-stolen", quiet: true });
    await said("scam.reported", { kind: "link", imitates: null, cluster: "c1" });
    await world.settle();
    const all = (await posts()).map(({ source, topic, title, key }: any) => [
      source,
      topic,
      title,
      key.includes("case_1"),
    ]);
    assert.deepEqual(all.sort(), [
      ["own-cases", "account_stolen", "", false],
      ["scam-reports", "impersonation_scam", "", false],
    ]);
    const { rows } =
      await sql<any>`select sum(items)::int as items, sum(discussions)::int as sum from topic_hours`.execute(
        world.world.db,
      );
    assert.deepEqual(rows[0], { items: 2, sum: 2 });
  });
});

describe("days of posts", () => {
  test("are made ahead, take what came before them, and go after a month; their hours stay", async () => {
    await put("mine", { kind: "push", name });
    const bearer = await newServiceKey(world.world, "days", ["posts"]);
    const push = (id: string) =>
      world.call("POST", "/v1/posts", JSON.stringify({ id, title: "微信崩了" }), {
        ...{ bearer, headers: { "content-type": "application/x-ndjson" } },
      });
    // Before a day has been made: it is in the rest, counts, and stays there.
    assert.equal((await push("1")).body.accepted, 1);
    await world.sweep();
    world.skip(86_400);
    await push("2");
    await world.sweep();
    assert.equal((await push("1")).body.duplicates, 1);
    const kept = async () => (await posts()).length;
    assert.equal(await kept(), 2);
    world.skip(33 * 86_400);
    await world.sweep();
    assert.equal(await kept(), 0);
    const { rows } = await sql<any>`select sum(items)::int as items from topic_hours`.execute(
      world.world.db,
    );
    assert.equal(rows[0].items, 2);
  });
});
