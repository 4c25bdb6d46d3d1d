/** Sources: what they serve, over real HTTP, how they are, and what staff set. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { as } from "../../../test/desk.ts";
import { topicSources } from "../../../test/topic-sources.ts";
import { readDue } from "./reading.ts";

const {
  world,
  feed,
  listening,
  person,
  put,
  name,
  aSource,
  posts,
  source,
  later,
  body,
  rss,
  item,
} = topicSources();

describe("a source is read", () => {
  const at = "2026-03-01T10:00:00Z";
  const bodies: [kind: string, text: string, config?: object][] = [
    ["rss", rss(item("微信崩了", 1, `<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>`))],
    [
      "atom",
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>a1</id><title type="html">微信&lt;b&gt;崩了&lt;/b&gt;</title><link rel="alternate" href="https://news.example/1"/><published>${at}</published></entry></feed>`,
    ],
    [
      "reddit-atom",
      `<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>t3_x</id><title>微信崩了</title><author><name>/u/someone</name></author><link href="https://forum.example/1"/><updated>${at}</updated></entry></feed>`,
    ],
    [
      "jsonfeed",
      JSON.stringify({
        version: "https://jsonfeed.org/version/1.1",
        title: "t",
        items: [{ id: "1", url: "https://news.example/1", title: "微信崩了", date_published: at }],
      }),
    ],
    [
      "hotlist",
      JSON.stringify({
        data: { list: [{ word: "微信崩了", num: "1.2万", time: Date.parse(at) / 1000 }] },
      }),
      { paths: { items: "data.list", title: "word", weight: "num", at: "time" } },
    ],
    [
      "discourse",
      JSON.stringify({
        topic_list: { topics: [{ id: 5, title: "微信崩了", posts_count: 12, created_at: at }] },
      }),
    ],
    [
      "hn",
      JSON.stringify({
        hits: [
          {
            objectID: "9",
            title: "微信崩了",
            num_comments: 30,
            created_at_i: Date.parse(at) / 1000,
            author: "x",
          },
        ],
      }),
    ],
  ];
  for (const [kind, text, config = {}] of bodies)
    test(`as ${kind}: with its title, its time and its label`, async () => {
      body(text, "application/json");
      await aSource(kind, { config });
      assert.equal(await readDue(world.world), 1);
      const [post, ...others] = await posts();
      assert.deepEqual(
        [post.title.replace(" ", ""), post.at.toISOString(), post.topic, others.length],
        ["微信崩了", "2026-03-01T10:00:00.000Z", "app_outage", 0],
      );
      assert.equal((await source())?.state, "fresh");
    });

  test("again with what it gave us to know it by, and a body that did not change counts nothing", async () => {
    feed.serve = (request, reply) => {
      if (request.headers["if-none-match"] === '"v1"') return void reply.writeHead(304).end();
      reply.writeHead(200, { etag: '"v1"' }).end(rss(item("微信崩了", 1)));
    };
    await aSource("rss");
    await readDue(world.world);
    await later();
    assert.equal(feed.heard.at(-1)?.headers["if-none-match"], '"v1"');
    assert.deepEqual([(await posts()).length, (await source())?.state], [1, "fresh"]);
  });

  test("and its counter counts by what it grew", async () => {
    let num = 100;
    feed.serve = (_, reply) => reply.end(JSON.stringify([{ title: "微信崩了", id: "1", num }]));
    await aSource("hotlist", { config: { paths: { id: "id", weight: "num" }, base: "left" } });
    for (const next of [150, 120, 400]) {
      await later();
      num = next;
    }
    await later();
    const { rows } =
      await sql<any>`select sum(discussions)::int as sum, sum(items)::int as items from topic_hours`.execute(
        world.world.db,
      );
    assert.deepEqual(rows[0], { sum: 300, items: 1 });
  });
});

/** 10 kB that unpack to 10 MB. */

describe("the health of a source", () => {
  test("a 200 with nothing is empty, then stale within three intervals, and never zero discussions", async () => {
    body(rss(Array.from({ length: 10 }, (_, n) => item(`微信崩了 ${n}`, n)).join("")));
    await aSource("rss");
    await readDue(world.world);
    const states = [];
    for (const text of [rss(""), rss(""), rss(item("x", 1)), rss("")]) {
      body(text);
      await world.world.db.updateTable("topicSources").set({ nextAt: world.now() }).execute();
      await readDue(world.world);
      world.skip(600);
      states.push((await source())?.state);
    }
    assert.deepEqual(states, ["empty", "empty", "stale", "stale"]);
    assert.equal((await posts()).length, 10);
    const kept = await as(world, await person("admin")).get("/v1/topics/sources/feed/body");
    assert.deepEqual([kept.status, kept.body.total], [200, 10]);
    body(rss(Array.from({ length: 9 }, (_, n) => item(`y ${n}`, n)).join("")));
    await later();
    assert.equal((await source())?.state, "fresh");
  });

  test("one that fails is failing at the second time, and is asked less and less often", async () => {
    feed.serve = (_, reply) => reply.writeHead(500).end();
    await aSource("rss");
    const waits = [];
    for (let n = 0; n < 4; n++) {
      const [before] = await world.world.db
        .selectFrom("topicSources")
        .selectAll()
        .where("id", "=", "feed")
        .execute();
      world.skip(Math.max(0, ((before?.nextAt.getTime() ?? 0) - world.now().getTime()) / 1000));
      await readDue(world.world);
      const [row] = await world.world.db
        .selectFrom("topicSources")
        .selectAll()
        .where("id", "=", "feed")
        .execute();
      waits.push(((row?.nextAt.getTime() ?? 0) - world.now().getTime()) / 1000);
      assert.equal(row?.state, n === 0 ? "fresh" : "failing");
    }
    for (const [n, wait] of waits.entries())
      assert.ok(Math.abs(wait / (600 * 2 ** (n + 1)) - 1) <= 0.101, `${waits}`);
  });

  test("one that nobody reads any more is stale after three intervals", async () => {
    body(rss(item("x", 1)));
    await aSource("rss");
    await readDue(world.world);
    world.skip(1700);
    assert.equal((await source())?.state, "fresh");
    world.skip(200);
    assert.equal((await source())?.state, "stale");
  });
});

describe("sources at the desk", () => {
  test("are set by supervisors and admins, on the record; others may look, or not even that", async () => {
    const given = { kind: "push", name };
    for (const role of ["agent", "analyst"] as const)
      assert.equal((await put("mine", given, role)).status, 403);
    assert.equal((await as(world, await person("agent")).get("/v1/topics/sources")).status, 403);
    assert.equal((await put("mine", given, "admin")).body.version, 1);
    assert.equal((await put("mine", { ...given, version: 1, enabled: false })).body.version, 2);
    assert.equal((await put("mine", { ...given, version: 1 })).body.code, "source-changed");
    const { sources } = (await as(world, await person("analyst")).get("/v1/topics/sources")).body;
    assert.deepEqual(
      sources.map(({ id }: any) => id),
      ["mine", "own-cases", "scam-reports"],
    );
    assert.equal((await put("own-cases", given)).body.code, "no-source");
    const types = (await world.events("house:topics")).map(({ type }) => type);
    assert.deepEqual(types.slice(-2), ["topic.source-set", "topic.source-set"]);
    const gone = await world.call("DELETE", "/v1/topics/sources/mine", undefined, {
      cookies: (await person("admin")).cookies,
    });
    assert.equal(gone.status, 204);
    assert.equal(
      (
        await world.call("DELETE", "/v1/topics/sources/mine", undefined, {
          cookies: (await person("admin")).cookies,
        })
      ).status,
      404,
    );
  });

  test("are tried before they are set: what would be read is shown, and nothing is kept", async () => {
    body(rss(item("微信崩了", 1) + item("金价", 2)));
    const url = await listening;
    const tried = await as(world, await person("supervisor")).post("/v1/topics/source-trials", {
      kind: "rss",
      name,
      url,
    });
    assert.deepEqual(
      tried.body.items.map(({ title, topic }: any) => [title, topic]),
      [
        ["微信崩了", "app_outage"],
        ["金价", "other"],
      ],
    );
    assert.equal((await posts()).length, 0);
    feed.serve = (_, reply) => reply.writeHead(404).end();
    const bad = await as(world, await person("supervisor")).post("/v1/topics/source-trials", {
      kind: "rss",
      name,
      url,
    });
    assert.deepEqual([bad.status, bad.body.fault], [200, "status-404"]);
    const inner = await put("feed", { kind: "rss", name, url: "http://10.0.0.1/feed" });
    assert.deepEqual([inner.status, inner.body.errors[0].pointer], [400, "/url"]);
    assert.equal((await put("feed", { kind: "rss", name })).status, 400);
  });
});
