/** Topics with one source of which the test serves what it likes, over real HTTP; cleared after each test. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { after, afterEach } from "node:test";
import { sql } from "kysely";
import { signInStaff } from "../src/features/staff/index.ts";
import { readDue } from "../src/features/topics/reading.ts";
import { sourcesOf } from "../src/features/topics/sources.ts";
import { atDesk, type Person } from "./desk.ts";
import { testWorld } from "./world.ts";

export type Serve = (request: IncomingMessage, reply: ServerResponse) => void;

/** One a test file. `feed.serve` is what the source answers, `feed.heard` what it was asked. */
export function topicSources() {
  const world = testWorld({ RIGHTFUL_DELIVER_TO_LOOPBACK: "yes" });
  const heard: IncomingMessage[] = [];
  const feed = { heard, serve: ((_, reply) => reply.end()) as Serve };
  const server = createServer((request, reply) => {
    heard.push(request);
    feed.serve(request, reply);
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
    feed.serve = (_, reply) => reply.writeHead(200, { "content-type": type, ...headers }).end(text);
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

  return {
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
  };
}
