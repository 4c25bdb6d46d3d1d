import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New, Tables } from "../../core/tables.ts";
import { ownSources } from "./series.ts";

export type AlertRow = import("kysely").Selectable<Tables["topicAlerts"]>;

/** Who said it: stories and different authors of each source; a story that names no author has one of its own. */
export const listVoices = (db: Db, topic: string, from: Date, to: Date) =>
  db
    .selectFrom("topicPosts")
    .select([
      "source",
      sql<number>`count(*) filter (where begins)`.as("stories"),
      sql<number>`count(distinct author) + count(*) filter (where begins and author is null)`.as(
        "authors",
      ),
    ])
    .where("topic", "=", topic)
    .where("topic", "!=", sql.lit("other"))
    .where("counts", "=", true)
    .where("at", ">=", from)
    .where("at", "<", to)
    .groupBy("source")
    .orderBy("source")
    .execute();

/** Titles of different stories, the newest of each source first, never of our own cases. */
export const listExamples = (db: Db, topic: string, from: Date, to: Date, limit: number) =>
  db
    .selectFrom((posts) =>
      posts
        .selectFrom("topicPosts")
        .select(["title", "source", "at", "key"])
        .select(
          sql<number>`row_number() over (partition by source order by at desc, key)`.as("place"),
        )
        .where("topic", "=", topic)
        .where("topic", "!=", sql.lit("other"))
        .where("counts", "=", true)
        .where("at", ">=", from)
        .where("at", "<", to)
        .where("begins", "=", true)
        .where("source", "not in", ownSources)
        .as("newest"),
    )
    .select(["title", "source", "at"])
    .orderBy("place")
    .orderBy("at", "desc")
    .orderBy("key")
    .limit(limit)
    .execute();

/** The newest alert of each topic: the open one, or when it was last told. */
export const listNewest = (db: Db) =>
  db
    .selectFrom("topicAlerts")
    .distinctOn("topic")
    .selectAll()
    .orderBy("topic")
    .orderBy("openedAt", "desc")
    .execute();

/** Open ones first, then the newest. */
export const listAlerts = (db: Db, since: Date, limit: number) =>
  db
    .selectFrom("topicAlerts")
    .selectAll()
    .where((where) => where.or([where("closedAt", "is", null), where("openedAt", ">=", since)]))
    .orderBy(sql`closed_at is null`, "desc")
    .orderBy("toldAt", "desc")
    .limit(limit)
    .execute();

export const listOpenTopics = async (db: Db): Promise<string[]> =>
  (await db.selectFrom("topicAlerts").select("topic").where("closedAt", "is", null).execute()).map(
    ({ topic }) => topic,
  );

/** False when one of this topic is open already. */
export async function insertAlert(db: Db, row: New<"topicAlerts">): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("topicAlerts")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

type Changes = Partial<{
  toldAt: Date;
  timesTold: number;
  height: number;
  evidence: string;
  quietSince: Date | null;
  closedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
}>;
export const updateAlert = (db: Db, id: string, set: Changes) =>
  db.updateTable("topicAlerts").set(set).where("id", "=", id).execute();

/** Time passed. Returns how many went. */
export async function deleteClosed(db: Db, before: Date): Promise<number> {
  const gone = await db.deleteFrom("topicAlerts").where("closedAt", "<", before).executeTakeFirst();
  return Number(gone.numDeletedRows);
}

export const findAlert = (db: Db, id: string) =>
  db.selectFrom("topicAlerts").selectAll().where("id", "=", id).executeTakeFirst();
