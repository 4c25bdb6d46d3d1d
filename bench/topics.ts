/**
 * P5: posts taken in, with repeats known, labels, stories, counters and hours, beside the bare rows of them in a
 * table of the same columns; and the table of ten days over what is stored. One connection each, every batch of
 * 1,000 committed with the disk's word for it.
 */
import pg from "pg";
import { readConfig } from "../src/core/config.ts";
import { silentLog } from "../src/core/log.ts";
import type { World } from "../src/core/world.ts";
import { windowOf } from "../src/features/topics/counting.ts";
import { makeDays } from "../src/features/topics/days.ts";
import { BATCH, labelled, readDrafts, readerOf, takePosts } from "../src/features/topics/ingest.ts";
import { type Draft, dayAfter, type Post, startOf } from "../src/features/topics/posts.ts";
import { recount } from "../src/features/topics/recount.ts";
import { topics } from "../src/features/topics/taxonomy.ts";
import { openWorld } from "../src/serve.ts";
import { named, startTestServer } from "../test/database.ts";
import { about, numbers } from "../test/topics-stream.ts";
import { type Bench, median, row } from "./bench.ts";
import { processorOf } from "./processor.ts";

type Say = (line: string) => void;

const GOAL = 2_000;
const TABLE_MS = 20;
const SOURCES = 20;
const DAYS = 10;
const LAST = "2026-03-10";
const FIRST = dayAfter(LAST, 1 - DAYS);
/** Of a hundred posts so many are about a topic: in public lists it is one. */
const ABOUT = 2;
const AGAIN_ONE_IN = 10;

const signs =
  "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世车".split(
    "",
  );

/** Headlines as they come, each of its own; `from` keeps those of one call apart from those of another. */
function draftsOf(seed: number, count: number, share: number): Draft[] {
  const next = numbers(seed);
  const of = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T;
  const end = startOf(dayAfter(LAST, 1)).getTime();
  return Array.from({ length: count }, (_, n) => {
    const words = Array.from({ length: 8 + Math.floor(next() * 10) }, () => of(signs)).join("");
    // A third tells a story in nearly the same words as others, the rest one of its own.
    const isTold = next() < 0.33;
    const title = next() * 100 < share ? `${of(about)}${isTold ? of(signs) : words}` : words;
    // As they come: of the last hours.
    const at = new Date(end - Math.floor(next() * 6 * 3_600_000) - 1);
    return {
      id: `${seed}-${n}`,
      at,
      title,
      lang: "zh",
      ...(next() < 0.5 && { weight: Math.floor(next() * 1e6) }),
    };
  });
}

/** Posts, counters and hours of ten days as the server leaves them, written by the database itself. */
async function fill(client: pg.Client, count: number, say: Say) {
  const ids = topics.map(({ id }) => `'${id}'`).join(",");
  await client.query("set synchronous_commit = off");
  for (let n = 0; n < DAYS; n++) {
    const day = dayAfter(FIRST, n);
    // One in fifty is about a topic; half of all have a counter.
    await client.query(
      `insert into topic_posts (day, source, key, at, title, text, url, lang, category, author, topic, matched_by, version,
         counter, wording, story, begins, counts)
       select $1::date, 'source-' || (n % ${SOURCES}), 'i:' || $3 || '-' || n, $2::timestamptz + n * interval '1 second' * 86399 / $4,
         'a headline of about so many signs ' || n, null, 'https://news.example/' || n, 'zh', null, null,
         case when n % 50 = 0 then (array[${ids}])[1 + (n / 50) % ${topics.length}] else 'other' end, 'gate', 1,
         case when n % 2 = 0 then 't:' || md5($3 || n) end,
         case when n % 50 = 0 then md5($3 || n / 100) end, case when n % 50 = 0 then md5($3 || n / 100) end, n % 100 = 0, true
       from generate_series(1, $4::int) n`,
      [day, startOf(day), String(n), Math.floor(count / DAYS)],
    );
    say(`${day} filled`);
  }
  await client.query(
    `insert into topic_readings (source, counter, at, value, growth, topic, key)
     select source, counter, at, length(key) * 1000, length(key) * 1000, topic, key from topic_posts where counter is not null`,
  );
  // Every cell that there can be: each topic in each hour of each source.
  await client.query(
    `insert into topic_hours (topic, hour, source, items, stories, discussions)
     select topic, hour, 'source-' || s, 7, 3, 90000 from unnest(array[${ids}]) topic,
       generate_series($1::timestamptz, $2::timestamptz - interval '1 hour', interval '1 hour') hour,
       generate_series(0, ${SOURCES - 1}) s`,
    [startOf(FIRST), startOf(dayAfter(LAST, 1))],
  );
  await client.query(
    `insert into topic_days (topic, hour, source, items, stories, discussions)
     select topic, date_trunc('day', hour + interval '8 hours', 'UTC') - interval '8 hours', source, sum(items), sum(stories),
       sum(discussions) from topic_hours group by 1, 2, 3`,
  );
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  await client.query("set synchronous_commit = on");
}

/** Milliseconds of the table of ten days, ending at some minute within an hour. */
async function readTable(world: World, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const to = new Date(startOf(dayAfter(LAST, 1)).getTime() - ((n * 37) % 240) * 60_000 - 13_000);
    const began = performance.now();
    const cells = await windowOf(world.db, new Date(to.getTime() - DAYS * 86_400_000), to);
    taken.push(performance.now() - began);
    if (cells.length < topics.length * SOURCES) throw new Error("The table is not whole.");
  }
  return taken;
}
const p95 = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;

/** Posts a second that are committed, every tenth of them one that was there. */
async function takeIn(world: World, seed: number, count: number, share: number): Promise<number> {
  const drafts = draftsOf(seed, count, share);
  const all = drafts.flatMap((draft, n) =>
    n % AGAIN_ONE_IN === 9 ? [draft, drafts[n - 5] as Draft] : [draft],
  );
  const from = { id: `bench-${seed}`, countsBase: true };
  const began = performance.now();
  for (let n = 0; n < all.length; n += BATCH) {
    const { posts } = readDrafts(all.slice(n, n + BATCH), readerOf(world, from.id, true));
    await takePosts(world, from, posts);
  }
  return all.length / ((performance.now() - began) / 1000);
}

/** The bare rows: the same columns, one key, batches of the same size, committed each. */
async function bareRows(client: pg.Client, posts: readonly Post[]): Promise<number> {
  const columns = ["day", "key", "at", "title", "url", "lang"] as const;
  const began = performance.now();
  for (let n = 0; n < posts.length; n += BATCH) {
    const some = posts.slice(n, n + BATCH);
    await client.query(
      `insert into bare (day, key, at, title, url, lang)
       select * from unnest($1::date[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])`,
      columns.map((column) => some.map((post) => post[column])),
    );
  }
  return posts.length / ((performance.now() - began) / 1000);
}

export const topicsBench: Bench = {
  name: "topics",
  title: "P5: hot topics: posts taken in, and the table of ten days",
  run: async (say, quick) => {
    const stored = quick ? 1_000_000 : 10_000_000;
    const server = await startTestServer({ durable: true });
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    await admin.query("create database bench_topics template rightful_template");
    const url = named(server.url, "bench_topics");
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const now = () => startOf(dayAfter(LAST, 1));
    const config = readConfig(
      {
        ...{ RIGHTFUL_URL: "http://localhost:8700", RIGHTFUL_WALLET_URL: "http://localhost:8701" },
        RIGHTFUL_KEYS: `b1:${Buffer.alloc(32, 9).toString("base64")}`,
      },
      true,
    );
    const nobody = { name: "bench", send: async () => ({ providerId: null }) };
    const opened = await openWorld({
      ...{ config, database: { url, stop: async () => {} } },
      ports: () => ({ sms: nobody, email: nobody }),
    });
    const world: World = { ...opened, now, log: silentLog };
    try {
      await makeDays(
        world,
        Array.from({ length: DAYS }, (_, n) => dayAfter(FIRST, n)),
      );
      const began = performance.now();
      await fill(client, stored, say);
      const { rows } = await client.query(
        "select pg_database_size(current_database())::float8 as bytes",
      );
      say(
        `${stored} posts, ${Math.round(rows[0].bytes / 1e6)} MB, filled in ${Math.round((performance.now() - began) / 1000)} s`,
      );
      await readTable(world, 50);
      const tables = [];
      const idle = await processorOf(client);
      for (let n = 0; n < (quick ? 3 : 5); n++) tables.push(await readTable(world, 100));
      const used = await processorOf(client);
      const perTable =
        idle !== null && used !== null ? ((used - idle) * 1000) / (tables.length * 100) : null;
      say(`table: p95 ${tables.map((times) => p95(times).toFixed(1)).join(", ")} ms`);
      await client.query(
        "create table bare (day date, key text primary key, at timestamptz, title text, url text, lang text)",
      );
      const count = quick ? 20_000 : 60_000;
      const all = {
        ours: [] as number[],
        processor: [] as number[],
        many: [] as number[],
        bare: [] as number[],
      };
      await takeIn(world, 1, 5_000, ABOUT);
      for (let n = 0; n < (quick ? 3 : 5); n++) {
        const bare = readDrafts(
          draftsOf(n + 50, count, ABOUT),
          readerOf(world, "bare", true),
        ).posts;
        const before = await processorOf(client);
        all.ours.push(await takeIn(world, n + 10, count, ABOUT));
        const after = await processorOf(client);
        if (before !== null && after !== null) all.processor.push((count * 1.1) / (after - before));
        all.bare.push(await bareRows(client, bare));
        all.many.push(await takeIn(world, n + 30, Math.floor(count / 4), 20));
        say(
          `round ${n + 1}: ${Math.round(all.ours[n] ?? 0)} posts a second, with many about topics ${Math.round(all.many[n] ?? 0)}, bare rows ${Math.round(all.bare[n] ?? 0)}`,
        );
      }
      // What was filled in is made up; what came in is counted by itself.
      await client.query("delete from topic_hours where source like 'source-%'");
      await client.query("delete from topic_days where source like 'source-%'");
      await client.query("delete from topic_readings where source like 'source-%'");
      await client.query("delete from topic_posts where source like 'source-%' and day = $1", [
        LAST,
      ]);
      const differences = await recount(world, LAST);
      if (differences.length > 0)
        throw new Error(`The hours are wrong: ${JSON.stringify(differences[0])}`);
      const labels = draftsOf(99, 20_000, ABOUT);
      const { posts } = readDrafts(labels, readerOf(world, "labels", true));
      const cpu = process.cpuUsage();
      for (const post of posts) labelled(post);
      const { user } = process.cpuUsage(cpu);
      return {
        rows: [
          row("posts taken in", "a second", all.ours, {
            ...{ goal: `at least ${GOAL} a second`, holds: median(all.ours) >= GOAL },
            ...{ ratio: median(all.ours) / median(all.bare), ratioTo: "the bare rows" },
          }),
          ...(all.processor.length > 0
            ? [
                row(
                  "the same, by the processor time of server and database",
                  "a second",
                  all.processor,
                ),
              ]
            : []),
          row("the same, one in five about a topic", "a second", all.many),
          row("bare rows of the same posts (limit)", "a second", all.bare),
          row("labels and stories' wordings alone", "a second of the processor", [
            posts.length / (user / 1e6),
          ]),
          row(`table of ten days over ${stored / 1e6} million posts, p95`, "ms", tables.map(p95), {
            ...{ goal: `at most ${TABLE_MS} ms`, holds: median(tables.map(p95)) <= TABLE_MS },
          }),
          row("the same, median", "ms", tables.map(median)),
          ...(perTable === null
            ? []
            : [row("the same, processor time of server and database", "ms", [perTable])]),
        ],
        notes: [
          `Posts come in batches of ${BATCH} on one connection, each batch one transaction; one in ${AGAIN_ONE_IN + 1} is a repeat, half have a counter, ${ABOUT} of 100 are about a topic.`,
          `The table sums ${topics.length} topics, ${SOURCES} sources and ${DAYS * 24} hours, all of them filled, and both its edges from posts.`,
          "After the rounds the last day was recounted from its posts: no difference.",
        ],
      };
    } finally {
      await client.end();
      await world.db.destroy();
      await admin.end();
      await server.stop();
    }
  },
};
