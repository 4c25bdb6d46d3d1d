import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** A version that is there already stays what it is. */
export const insertVersion = (db: Db, row: { version: number; body: string; since: Date }) =>
  db
    .insertInto("registryVersions")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const findNewest = (db: Db) =>
  db
    .selectFrom("registryVersions")
    .selectAll()
    .orderBy("version", "desc")
    .limit(1)
    .executeTakeFirst();

export const listVersions = (db: Db, limit: number) =>
  db.selectFrom("registryVersions").selectAll().orderBy("version", "desc").limit(limit).execute();

/** What is in force of the desk's own list. */
export const listLive = (db: Db) =>
  db.selectFrom("scamListings").selectAll().where("endedAt", "is", null).execute();

/** One that is live already stays what it is. */
export const insertListing = (db: Db, row: New<"scamListings">) =>
  db
    .insertInto("scamListings")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const endListing = (
  db: Db,
  {
    kind,
    value,
    endedAt,
    endedBy,
  }: { kind: string; value: string; endedAt: Date; endedBy: string },
) =>
  db
    .updateTable("scamListings")
    .set({ endedAt, endedBy })
    .where("kind", "=", kind)
    .where("value", "=", value)
    .where("endedAt", "is", null)
    .execute();
