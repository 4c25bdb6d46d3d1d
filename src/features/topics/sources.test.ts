/** Sources: what strangers serve, over real HTTP; what staff set; what wallets push. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { after, afterEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { as, atDesk, type Person } from "../../../test/desk.ts";
import { innerAddresses } from "../../../test/inner-addresses.ts";
import { testWorld } from "../../../test/world.ts";
import { newServiceKey } from "../accounts/index.ts";
import { signInStaff } from "../staff/index.ts";
import { fetchBody, textOf } from "./fetching.ts";
import { readDue } from "./reading.ts";
import { recount } from "./recount.ts";
import { sourcesOf } from "./sources.ts";

const world = testWorld({ RIGHTFUL_DELIVER_TO_LOOPBACK: "yes" });

type Serve = (request: IncomingMessage, reply: ServerResponse) => void;
let serve: Serve = (_, reply) => reply.end();
const heard: IncomingMessage[] = [];
const server = createServer((request, reply) => {
  heard.push(request);
  serve(request, reply);
});
const listening = new Promise<string>((done) =>
  server.listen(0, "127.0.0.1", () =>
    done(`http://127.0.0.1:${(server.address() as { port: number }).port}/`),
  ),
);
after(() => {
  server.closeAllConnections();
  server.close();
});

const there = new Set<string>();
/** Signed in anew: hours pass here. */
async function person(role: "supervisor" | "admin" | "agent" | "analyst"): Promise<Person> {
  const id = `agt_${role}`;
  if (!there.has(id)) await atDesk(world, id, role, "blue");
  there.add(id);
  const { token } = await signInStaff(world.world, id, "test");
  return { id, cookies: { rightful_staff: token } };
}
const put = async (id: string, body: object, role: Parameters<typeof person>[0] = "supervisor") =>
  world.call("PUT", `/v1/topics/sources/${id}`, body, { cookies: (await person(role)).cookies });
const name = { en: "A feed", zh: "某来源" };
const aSource = async (kind: string, more: object = {}): Promise<void> => {
  const { status, body } = await put("feed", {
    kind,
    name,
    url: await listening,
    everySeconds: 600,
    ...more,
  });
  assert.equal(status, 200, JSON.stringify(body));
};
const posts = async () =>
  (await sql<any>`select * from topic_posts order by at, key`.execute(world.world.db)).rows;
const source = async () => (await sourcesOf(world.world)).find(({ id }) => id === "feed");
/** The next interval has come. */
const later = async (): Promise<void> => {
  world.skip(3600 * 7);
  await readDue(world.world);
};
const body = (
  text: string | Buffer,
  type = "application/xml",
  headers: Record<string, string> = {},
) => {
  serve = (_, reply) => reply.writeHead(200, { "content-type": type, ...headers }).end(text);
};
const rss = (items: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>${items}</channel></rss>`;
const item = (title: string, n: number, more = "") =>
  `<item><title>${title}</title><guid>g${n}</guid><link>https://news.example/${n}</link>${more}</item>`;

afterEach(async () => {
  for (const table of [
    "topic_posts",
    "topic_readings",
    "topic_stories",
    "topic_hours",
    "topic_days",
    "topic_fetches",
    "topic_bodies",
    "topic_sources",
  ])
    await sql`delete from ${sql.table(table)}`.execute(world.world.db);
  heard.length = 0;
});

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
    serve = (request, reply) => {
      if (request.headers["if-none-match"] === '"v1"') return void reply.writeHead(304).end();
      reply.writeHead(200, { etag: '"v1"' }).end(rss(item("微信崩了", 1)));
    };
    await aSource("rss");
    await readDue(world.world);
    await later();
    assert.equal(heard.at(-1)?.headers["if-none-match"], '"v1"');
    assert.deepEqual([(await posts()).length, (await source())?.state], [1, "fresh"]);
  });

  test("and its counter counts by what it grew", async () => {
    let num = 100;
    serve = (_, reply) => reply.end(JSON.stringify([{ title: "微信崩了", id: "1", num }]));
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
const BOMB = gzipSync(Buffer.alloc(10 * 2 ** 20));

describe("a source that is a stranger's", () => {
  const faults: [what: string, serve: Serve, fault: string][] = [
    [
      "50 MB",
      (_, reply) => reply.writeHead(200, { "content-length": String(50 * 2 ** 20) }).write("x"),
      "too-large",
    ],
    [
      "what never ends",
      (_, reply) => {
        const more = () =>
          !reply.destroyed && reply.write(Buffer.alloc(65_536, 120), () => setImmediate(more));
        more();
      },
      "too-large",
    ],
    [
      "a bomb that unpacks itself",
      (_, reply) => reply.writeHead(200, { "content-encoding": "gzip" }).end(BOMB),
      "too-large",
    ],
    [
      "what says that it is packed and is not",
      (_, reply) => reply.writeHead(200, { "content-encoding": "gzip" }).end("plain"),
      "bad-encoding",
    ],
    [
      "a page to sign in",
      (_, reply) => reply.end("<!doctype html><title>Sign in</title>"),
      "no-feed",
    ],
    [
      "a way round in a circle",
      (request, reply) => reply.writeHead(302, { location: `${request.url}x` }).end(),
      "too-many-redirects",
    ],
    [
      "a way to an inner address",
      (_, reply) =>
        reply.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end(),
      "internal-address",
    ],
    ["a refusal", (_, reply) => reply.writeHead(403).end(), "status-403"],
    [
      "half an answer",
      (_, reply) => {
        reply.writeHead(200, { "content-length": "1000" }).write("<rss>");
        setTimeout(() => reply.destroy(), 20);
      },
      "unreachable",
    ],
  ];
  for (const [what, answer, fault] of faults)
    test(`gives ${what}: nothing is counted, and it says why`, async () => {
      serve = answer;
      await aSource("rss");
      await readDue(world.world);
      const [row] = await world.world.db
        .selectFrom("topicSources")
        .selectAll()
        .where("id", "=", "feed")
        .execute();
      assert.deepEqual([row?.fault, row?.failures, (await posts()).length], [fault, 1, 0]);
    });

  test("does not answer: it is left after its time", async () => {
    serve = () => {};
    const began = performance.now();
    const known = { etag: null, lastModified: null };
    const answer = await fetchBody(await listening, known, { allowLoopback: true, timeoutMs: 100 });
    assert.deepEqual([answer.is, answer.is === "fault" && answer.why], ["fault", "timeout"]);
    assert.ok(performance.now() - began < 20_000);
  });

  test("is never an inner address, however it is written, nor a name that turns into one", async () => {
    const known = { etag: null, lastModified: null };
    for (const address of innerAddresses(Number(new URL(await listening).port))) {
      const answer = await fetchBody(address, known, { allowLoopback: false });
      assert.deepEqual(answer.is === "fault" && answer.why, "internal-address", address);
    }
    const resolve = ((_name: string, _options: object, done: (...all: any[]) => void) =>
      done(null, [{ address: "127.0.0.1", family: 4 }])) as never;
    const answer = await fetchBody("http://rebound.example/", known, {
      allowLoopback: false,
      resolve,
    });
    assert.deepEqual(answer.is === "fault" && answer.why, "internal-address");
    assert.equal(heard.length, 0);
  });

  test("writes scripts, entities and times of its own: text is left, and our time", async () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
    body(
      `${bomb}${rss(
        [
          item(
            "<![CDATA[<script>alert(1)</script>微信<img src=x onerror=alert(1)>崩了]]>",
            1,
            "<pubDate>Fri, 01 Mar 2999 10:00:00 GMT</pubDate>",
          ),
          item("微信崩了 &b;&b;", 2, "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>"),
          item(
            "<![CDATA[<scr<script>ipt>微信又崩了</script>]]>",
            3,
            "<link>javascript:alert(1)</link>",
          ),
          item("", 4),
        ].join(""),
      )}`,
    );
    await aSource("rss");
    await readDue(world.world);
    const all = await posts();
    assert.deepEqual(
      all.map(({ at }: any) => at.getTime()),
      all.map(() => world.now().getTime()),
    );
    assert.ok(
      all.length >= 1 && all.length <= 2,
      JSON.stringify(all.map(({ title }: any) => title)),
    );
    for (const { title, url } of all) {
      assert.doesNotMatch(title, /<|alert|a{11}/);
      assert.match(url ?? "https://", /^https:/);
    }
  });

  test("writes in another charset than it says", () => {
    const gbk = Buffer.from([0xce, 0xa2, 0xd0, 0xc5, 0xb1, 0xc0, 0xc1, 0xcb]);
    assert.equal(textOf(gbk, "text/xml; charset=gb2312"), "微信崩了");
    assert.equal(textOf(gbk, "text/xml; charset=utf-8"), "微信崩了");
    assert.equal(textOf(gbk, "text/xml; charset=nonsense"), "微信崩了");
    assert.equal(textOf(Buffer.from("\ufeff微信崩了"), "text/xml; charset=gb2312"), "微信崩了");
    assert.equal(textOf(Buffer.from("微信崩了"), "text/xml; charset=iso-2022-kr"), "微信崩了");
  });

  test("repeats one post a thousand times, in one body and in many: it counts once", async () => {
    body(rss(Array.from({ length: 1000 }, () => item("微信崩了", 1)).join("")));
    await aSource("rss");
    for (let n = 0; n < 3; n++) await later();
    const { rows } =
      await sql<any>`select sum(items)::int as items, sum(discussions)::int as sum from topic_hours`.execute(
        world.world.db,
      );
    assert.deepEqual([(await posts()).length, rows[0]], [1, { items: 1, sum: 1 }]);
  });
});

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
    serve = (_, reply) => reply.writeHead(500).end();
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
    serve = (_, reply) => reply.writeHead(404).end();
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
