/** Posts, readings and hours as rows. Many rows a statement, as arrays: its text is the same for any number. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Tables } from "../../core/tables.ts";
import type { Step } from "./growth.ts";
import { dayOf, startOf } from "./posts.ts";

export type PostRow = Tables["topicPosts"];
export type Standing = Pick<PostRow, "begins" | "counts" | "counter" | "story">;
export type Known = Pick<
  PostRow,
  "source" | "key" | "day" | "at" | "topic" | "author" | "wording"
> &
  Standing;

const STANDING = sql.raw(
  "source, key, day, at, topic, author, wording, begins, counts, counter, story",
);

/** Which of these posts there are, whatever their day. */
export const findKnown = async (db: Db, source: string, keys: readonly string[]) =>
  (
    await sql<Known>`select ${STANDING} from topic_posts
      where source = ${source} and key = any(${keys}::text[])`.execute(db)
  ).rows;

const column = <T, V>(rows: readonly T[], value: (row: T) => V) => rows.map(value);

/** Returns how many were new. */
export async function insertPosts(db: Db, rows: readonly PostRow[]): Promise<number> {
  const of = <K extends keyof PostRow>(name: K) => column(rows, (row) => row[name]);
  const { numAffectedRows } = await sql`insert into topic_posts
    (day, source, key, at, title, text, url, lang, category, author, topic, matched_by, version,
     counter, wording, story, begins, counts)
    select * from unnest(${of("day")}::date[], ${of("source")}::text[], ${of("key")}::text[],
      ${of("at")}::timestamptz[], ${of("title")}::text[], ${of("text")}::text[], ${of("url")}::text[],
      ${of("lang")}::text[], ${of("category")}::text[], ${of("author")}::text[], ${of("topic")}::text[],
      ${of("matchedBy")}::text[], ${of("version")}::int[], ${of("counter")}::text[],
      ${of("wording")}::text[], ${of("story")}::text[], ${of("begins")}::bool[], ${of("counts")}::bool[])
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows ?? 0);
}

export async function updatePosts(db: Db, rows: readonly Known[]): Promise<void> {
  const of = <K extends keyof Known>(name: K) => column(rows, (row) => row[name]);
  await sql`update topic_posts p
    set begins = n.begins, counts = n.counts, counter = n.counter, story = n.story
    from unnest(${of("source")}::text[], ${of("key")}::text[], ${of("day")}::date[], ${of("begins")}::bool[],
      ${of("counts")}::bool[], ${of("counter")}::text[], ${of("story")}::text[])
      as n (source, key, day, begins, counts, counter, story)
    where p.source = n.source and p.key = n.key and p.day = n.day`.execute(db);
}

/** A story that turns out to be a part of an earlier one takes its members along. */
export async function renameStory(db: Db, from: string, to: string): Promise<void> {
  await sql`update topic_posts set story = ${to} where story = ${from}`.execute(db);
}

/** What counts of these authors in these topics and days: few rows, because each has a share. */
export const findShares = async (
  db: Db,
  groups: readonly { author: string; topic: string; day: string }[],
) =>
  (
    await sql<Known>`select p.source, p.key, p.day, p.at, p.topic, p.author, p.wording, p.begins, p.counts,
        p.counter, p.story
      from unnest(${column(groups, ({ author }) => author)}::text[], ${column(groups, ({ topic }) => topic)}::text[],
        ${column(groups, ({ day }) => day)}::date[]) as g (author, topic, day)
      join topic_posts p on p.author = g.author and p.topic = g.topic and p.day = g.day
      where p.counts and p.topic <> 'other' and p.author is not null`.execute(db)
  ).rows;

// Readings -----------------------------------------------------------------------------------------

export const findSteps = async (db: Db, source: string, counters: readonly string[]) =>
  (
    await sql<
      Step & { counter: string }
    >`select counter, at, value, growth, topic, key from topic_readings
      where source = ${source} and counter = any(${counters}::text[]) order by counter, at`.execute(
      db,
    )
  ).rows;

type StepRow = Step & { counter: string };

export async function upsertSteps(db: Db, source: string, rows: readonly StepRow[]): Promise<void> {
  const of = <K extends keyof StepRow>(name: K) => column(rows, (row) => row[name]);
  await sql`insert into topic_readings (source, counter, at, value, growth, topic, key)
    select ${source}, * from unnest(${of("counter")}::text[], ${of("at")}::timestamptz[], ${of("value")}::bigint[],
      ${of("growth")}::bigint[], ${of("topic")}::text[], ${of("key")}::text[])
    on conflict (source, counter, at) do update set value = excluded.value, growth = excluded.growth,
      topic = excluded.topic, key = excluded.key`.execute(db);
}

export async function deleteSteps(
  db: Db,
  source: string,
  rows: readonly { counter: string; at: Date }[],
): Promise<void> {
  await sql`delete from topic_readings r
    using unnest(${column(rows, ({ counter }) => counter)}::text[], ${column(rows, ({ at }) => at)}::timestamptz[])
      as g (counter, at)
    where r.source = ${source} and r.counter = g.counter and r.at = g.at`.execute(db);
}

// Hours --------------------------------------------------------------------------------------------

export type HourRow = Tables["topicHours"];

/** Adds to the hours and their days, and takes away from them. The rows come in the order of their keys. */
export async function addToHours(db: Db, rows: readonly HourRow[]): Promise<void> {
  const days = new Map<string, HourRow>();
  for (const row of rows) {
    const hour = startOf(dayOf(row.hour));
    const name = `${row.topic} ${hour.getTime()} ${row.source}`;
    const day = days.get(name) ?? { ...row, hour, items: 0, stories: 0, discussions: 0 };
    day.items += row.items;
    day.stories += row.stories;
    day.discussions += row.discussions;
    days.set(name, day);
  }
  // The locks of both are taken in one order by everybody.
  await addTo(db, "topic_hours", rows);
  await addTo(db, "topic_days", [...days.values()]);
}

async function addTo(db: Db, name: "topic_hours" | "topic_days", rows: readonly HourRow[]) {
  const of = <K extends keyof HourRow>(name: K) => column(rows, (row) => row[name]);
  await sql`insert into ${sql.table(name)} as kept (topic, hour, source, items, stories, discussions)
    select * from unnest(${of("topic")}::text[], ${of("hour")}::timestamptz[], ${of("source")}::text[],
      ${of("items")}::int[], ${of("stories")}::int[], ${of("discussions")}::bigint[])
    on conflict (topic, hour, source) do update set items = kept.items + excluded.items,
      stories = kept.stories + excluded.stories,
      discussions = kept.discussions + excluded.discussions`.execute(db);
}
