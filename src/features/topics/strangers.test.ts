/** A source belongs to a stranger: what it may do to a reader. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { innerAddresses } from "../../../test/inner-addresses.ts";
import { type Serve, topicSources } from "../../../test/topic-sources.ts";
import { fetchBody, textOf } from "./fetching.ts";
import { readDue } from "./reading.ts";

const { world, feed, listening, aSource, posts, later, body, rss, item } = topicSources();

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
      feed.serve = answer;
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
    feed.serve = () => {};
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
    assert.equal(feed.heard.length, 0);
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
