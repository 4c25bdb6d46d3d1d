/** Posts as they are labelled, and what people said of labels. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Tables } from "../../core/tables.ts";
import type { Known, PostRow } from "./posts-store.ts";
import { OTHER } from "./taxonomy.ts";

/** A post with all that a new label may change. */
export type LabelledPost = Known &
  Pick<PostRow, "title" | "text" | "lang" | "category" | "matchedBy" | "version">;

const COLUMNS = sql.raw(
  "source, key, day, at, topic, author, wording, begins, counts, counter, story, title, text, lang, category, matched_by, version",
);

export const findPost = async (db: Db, source: string, key: string) =>
  (
    await sql<LabelledPost>`select ${COLUMNS} from topic_posts where source = ${source} and key = ${key}`.execute(
      db,
    )
  ).rows[0];

export const findStory = async (db: Db, story: string) =>
  (
    await sql<LabelledPost>`select ${COLUMNS} from topic_posts where story = ${story}
      order by at, source, key`.execute(db)
  ).rows;

/** Posts without a story that say the very same, at most this many. */
export const findSame = async (
  db: Db,
  title: string,
  { from, to, most }: { from: string; to: string; most: number },
) =>
  (
    await sql<LabelledPost>`select ${COLUMNS} from topic_posts
      where day >= ${from}::date and day <= ${to}::date and topic = ${OTHER} and story is null and title = ${title}
      order by at, source, key limit ${most}`.execute(db)
  ).rows;

/** What a person said of these stories: at most one label for each. */
export const findSettled = async (db: Db, stories: readonly string[]) =>
  (
    await sql<{
      story: string;
      topic: string;
    }>`select distinct on (story) story, topic from topic_posts
      where story = any(${stories}::text[]) and matched_by = 'correction'
      order by story, at desc, source, key`.execute(db)
  ).rows;

/** Posts of a day that an older version labelled, in the order of their keys. What a person or a case says is no program's to change. */
export const findOutdated = async (
  db: Db,
  version: number,
  after: { day: string; source: string; key: string },
  most: number,
) =>
  (
    await sql<LabelledPost>`select ${COLUMNS} from topic_posts
      where day = ${after.day}::date and (source, key) > (${after.source}, ${after.key})
        and version < ${version} and matched_by not in ('correction', 'category')
      order by source, key limit ${most}`.execute(db)
  ).rows;

type Label = Pick<
  LabelledPost,
  | "source"
  | "key"
  | "day"
  | "topic"
  | "matchedBy"
  | "version"
  | "wording"
  | "counts"
  | "begins"
  | "story"
>;

export async function updateLabels(db: Db, rows: readonly Label[]): Promise<void> {
  const of = <K extends keyof Label>(name: K) => rows.map((row) => row[name]);
  await sql`update topic_posts p
    set topic = n.topic, matched_by = n.matched_by, version = n.version, wording = n.wording, counts = n.counts,
      begins = n.begins, story = n.story
    from unnest(${of("source")}::text[], ${of("key")}::text[], ${of("day")}::date[], ${of("topic")}::text[],
      ${of("matchedBy")}::text[], ${of("version")}::int[], ${of("wording")}::text[], ${of("counts")}::bool[],
      ${of("begins")}::bool[], ${of("story")}::text[])
      as n (source, key, day, topic, matched_by, version, wording, counts, begins, story)
    where p.source = n.source and p.key = n.key and p.day = n.day`.execute(db);
}

type Moved = { source: string; key: string; topic: string };

/** The growth that these posts brought goes to their new topic; returns it, as it was and at what time. */
export async function moveReadings(db: Db, rows: readonly (Moved & { counter: string })[]) {
  const of = <K extends keyof Moved | "counter">(name: K) => rows.map((row) => row[name]);
  return (
    await sql<{ source: string; at: Date; growth: number; was: string; topic: string }>`with n as (
        select * from unnest(${of("source")}::text[], ${of("counter")}::text[], ${of("key")}::text[], ${of("topic")}::text[])
          as n (source, counter, key, topic)
      ), held as (
        select r.source, r.counter, r.at, r.growth, r.topic as was, n.topic from topic_readings r
        join n on r.source = n.source and r.counter = n.counter and r.key = n.key where r.topic <> n.topic
      ), set as (
        update topic_readings r set topic = held.topic from held
        where r.source = held.source and r.counter = held.counter and r.at = held.at
        returning r.source, r.at, r.growth, held.was, held.topic
      ) select * from set`.execute(db)
  ).rows;
}

/** The newest posts of a topic, for a person to look at. */
export const listPosts = async (
  db: Db,
  topic: string,
  { before, day }: { before: Date; day: string },
  most: number,
) =>
  (
    await sql<LabelledPost & { url: string | null }>`select ${COLUMNS}, url from topic_posts
      where topic = ${topic} and at < ${before} and day >= ${day}::date and title <> ''
      order by at desc, source, key limit ${most}`.execute(db)
  ).rows;

// Corrections ---------------------------------------------------------------------------------------

export type CorrectionRow = Tables["topicCorrections"];

export const insertCorrection = (db: Db, row: Omit<CorrectionRow, "undoneAt" | "undoneBy">) =>
  db.insertInto("topicCorrections").values(row).execute();

export const findCorrection = (db: Db, id: string) =>
  db.selectFrom("topicCorrections").selectAll().where("id", "=", id).executeTakeFirst();

export const endCorrections = (db: Db, ids: readonly string[], by: string, at: Date) =>
  db
    .updateTable("topicCorrections")
    .set({ undoneAt: at, undoneBy: by })
    .where("id", "in", ids)
    .where("undoneAt", "is", null)
    .execute();

/** In force, about any of these posts. */
export const findInForce = async (db: Db, posts: readonly { source: string; key: string }[]) =>
  (
    await sql<CorrectionRow>`select c.* from topic_corrections c
      join unnest(${posts.map(({ source }) => source)}::text[], ${posts.map(({ key }) => key)}::text[]) as p (source, key)
        on c.source = p.source and c.key = p.key
      where c.undone_at is null`.execute(db)
  ).rows;

/** The newest first. */
export const listCorrections = (db: Db, most: number) =>
  db
    .selectFrom("topicCorrections")
    .selectAll()
    .orderBy("madeAt", "desc")
    .orderBy("id")
    .limit(most)
    .execute();

/** What is in force since then, by wording. */
export const listWordings = async (db: Db, since: Date) =>
  (
    await sql<{ wording: string; topic: string }>`select wording, topic from topic_corrections
      where undone_at is null and wording is not null and made_at >= ${since} order by made_at, id`.execute(
      db,
    )
  ).rows;
