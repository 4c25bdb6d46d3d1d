import type { Db } from "../../core/db.ts";

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
