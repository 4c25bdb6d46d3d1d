import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { as, atDesk } from "../../../test/desk.ts";
import { putPost, putPosts, putSource } from "../../../test/topics.ts";
import { testWorld } from "../../../test/world.ts";
import { topics } from "./taxonomy.ts";

const world = testWorld();
const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(world.now().getTime() - hours * HOUR_MS);
const read = (query = "") => world.call("GET", `/v1/topics${query}`);
const rowOf = async (topic: string, query = "") =>
  (await read(query)).body.rows.find(({ id }: { id: string }) => id === topic);
/** What is kept for everybody is old. */
const later = () => world.skip(601);

describe("the table of hot topics", () => {
  test("answers anybody with rank, discussions, focus, trend and the state of every source", async () => {
    await putSource(world.world, "list", world.now());
    await putSource(world.world, "forum", world.now(), { state: "failing", lastBodyAt: null });
    for (let day = 0; day < 15; day++)
      await putPosts(world.world, 6, {
        source: "list",
        topic: "account_stolen",
        at: ago(24 * day + 3),
      });
    await putPosts(world.world, 30, {
      ...{ source: "list", topic: "impersonation_scam", at: ago(2), title: "共享屏幕骗局" },
    });
    await putPosts(world.world, 4, { source: "own-cases", topic: "lost_device_card", at: ago(2) });
    const { status, body, headers } = await read();
    assert.equal(status, 200);
    assert.equal(headers["cache-control"], "public, max-age=5");
    assert.deepEqual(Object.keys(body), [
      ...["days", "from", "to", "updatedAt", "unit", "sources", "rows", "note"],
    ]);
    assert.deepEqual([body.days, body.unit, body.to], [10, 10_000, world.now().toISOString()]);
    const states = body.sources.map(({ id, state }: { id: string; state: string }) => [id, state]);
    assert.deepEqual(states, [
      ["forum", "failing"],
      ["list", "fresh"],
    ]);
    const [first, second] = body.rows;
    assert.deepEqual(Object.keys(first), [
      ...["id", "name", "focus", "focusIsDefault", "trend", "change", "spiking", "guide"],
      ...["rank", "discussions", "items", "stories", "own", "shown"],
    ]);
    assert.deepEqual(
      [first.id, first.rank, first.discussions, first.shown, first.trend],
      ["account_stolen", 1, 60, { en: "60", zh: "60" }, "steady"],
    );
    assert.deepEqual([second.id, second.trend, second.change], ["impersonation_scam", "new", null]);
    assert.equal(body.rows.length, 2, "fewer than five of our own are not shown");
    await putPost(world.world, { source: "own-cases", topic: "lost_device_card", at: ago(2) });
    later();
    assert.equal((await rowOf("lost_device_card")).own, 5);
  });

  test("shows what is in each window and nothing that is older", async () => {
    const topic = "data_leak";
    for (const hours of [1, 47, 49])
      await putPost(world.world, { source: "list", topic, at: ago(hours) });
    later();
    assert.equal((await rowOf(topic, "?days=2")).items, 2);
    assert.equal((await rowOf(topic, "?days=30")).items, 3);
    assert.equal((await rowOf(topic, "?days=1")).items, 1);
  });

  test("refuses windows that are none", async () => {
    for (const days of ["0", "31", "-1", "1.5", "x", "1e1", "010", "100"])
      assert.equal((await read(`?days=${days}`)).status, 400, days);
    assert.equal((await read("?lang=fr")).status, 400);
    assert.equal((await read("?source=list")).status, 400, "a source alone is the desk's");
  });

  // Shown to work: with nothing kept (`COUNTED_MS` 0), 200 readings were seen, and this went red.
  test("costs the same however many strangers ask at once", async () => {
    later();
    let statements = 0;
    const { db } = world.world;
    const counted = db.withPlugin({
      transformQuery: ({ node }) => {
        statements++;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    Object.assign(world.world, { db: counted });
    const replies = await Promise.all(Array.from({ length: 200 }, () => read()));
    Object.assign(world.world, { db });
    assert.ok(replies.every(({ status }) => status === 200));
    assert.ok(statements <= 10 + topics.length, `${statements} statements`);
  });

  test("shows a new post within six seconds", async () => {
    await rowOf("app_outage");
    await putPost(world.world, { source: "list", topic: "app_outage", at: world.now() });
    world.skip(6);
    assert.equal((await rowOf("app_outage")).items, 1);
  });

  test("says by language whether its focus is the usual one", async () => {
    later();
    assert.equal((await rowOf("impersonation_scam", "?lang=en")).focusIsDefault, true);
    const zh = await rowOf("impersonation_scam", "?lang=zh");
    assert.deepEqual([zh.focusIsDefault, zh.focus.zh], [false, ["共享屏幕骗局"]]);
  });

  test("weighs a source as its operator set it", async () => {
    const topic = "refund_scam";
    await putSource(world.world, "loud", world.now(), { config: JSON.stringify({ weight: 0.1 }) });
    await putPost(world.world, { source: "loud", topic, at: ago(2), discussions: 90_000 });
    later();
    const row = await rowOf(topic);
    assert.deepEqual([row.discussions, row.shown.en], [9_000, "0.9"]);
  });

  test("shows the desk each day, one source alone, and the posts behind a topic, and nobody else", async () => {
    const analyst = as(world, await atDesk(world, "agt_ye", "analyst"));
    const { body } = await analyst.get("/v1/desk/topics?days=3&source=list&lang=zh");
    const stolen = body.rows.find(({ id }: { id: string }) => id === "account_stolen");
    assert.deepEqual(stolen.daily, [6, 6, 6]);
    assert.ok(!body.rows.some(({ id }: { id: string }) => id === "refund_scam"), "of list alone");
    const of = "/v1/topics/account_stolen/posts?days=1";
    const posts = (await analyst.get(of)).body;
    assert.deepEqual([posts.posts.length, posts.isAll], [6, true]);
    assert.equal((await analyst.get("/v1/topics/none/posts")).body.code, "no-topic");
    for (const path of ["/v1/desk/topics", of, "/v1/topics/alerts"])
      assert.equal((await world.call("GET", path)).status, 401, path);
  });
});
