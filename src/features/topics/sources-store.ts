import type { Selectable } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New, Tables } from "../../core/tables.ts";

export type SourceRow = Selectable<Tables["topicSources"]>;

export const listSources = (db: Db): Promise<SourceRow[]> =>
  db.selectFrom("topicSources").selectAll().orderBy("id").execute();

export const findSource = (db: Db, id: string): Promise<SourceRow | undefined> =>
  db.selectFrom("topicSources").selectAll().where("id", "=", id).executeTakeFirst();

/** One that is there already stays as it is. */
export const insertSource = (db: Db, row: New<"topicSources">) =>
  db
    .insertInto("topicSources")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const updateSource = (db: Db, id: string, set: Partial<New<"topicSources">>) =>
  db.updateTable("topicSources").set(set).where("id", "=", id).execute();

export async function deleteSource(db: Db, id: string): Promise<void> {
  await db.deleteFrom("topicSources").where("id", "=", id).execute();
  await db.deleteFrom("topicBodies").where("source", "=", id).execute();
  await db.deleteFrom("topicFetches").where("source", "=", id).execute();
}

export const listDue = (db: Db, now: Date, kinds: readonly string[]) =>
  db
    .selectFrom("topicSources")
    .select("id")
    .where("enabled", "=", true)
    .where("kind", "in", [...kinds])
    .where("nextAt", "<=", now)
    .orderBy("nextAt")
    .limit(20)
    .execute();

/** Of two who want to fetch it one does; when that one dies, another after a minute. */
export const claimSource = (
  db: Db,
  id: string,
  now: Date,
  until: Date,
): Promise<SourceRow | undefined> =>
  db
    .updateTable("topicSources")
    .set({ nextAt: until, lastTriedAt: now })
    .where("id", "=", id)
    .where("enabled", "=", true)
    .where("nextAt", "<=", now)
    .returningAll()
    .executeTakeFirst();

export const keepBody = (db: Db, row: Tables["topicBodies"]) =>
  db
    .insertInto("topicBodies")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("source").doUpdateSet({ body: row.body, type: row.type, at: row.at }),
    )
    .execute();

export const findBody = (db: Db, source: string) =>
  db.selectFrom("topicBodies").selectAll().where("source", "=", source).executeTakeFirst();

export const insertFetch = (db: Db, row: Tables["topicFetches"]) =>
  db
    .insertInto("topicFetches")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const listFetches = async (db: Db, source: string, since: Date): Promise<number[]> =>
  (
    await db
      .selectFrom("topicFetches")
      .select("items")
      .where("source", "=", source)
      .where("at", ">=", since)
      .execute()
  ).map(({ items }) => items);

export const deleteFetches = (db: Db, before: Date) =>
  db.deleteFrom("topicFetches").where("at", "<", before).executeTakeFirst();
