import type { Db } from "../../core/db.ts";

export const insertLink = (
  db: Db,
  row: {
    hash: string;
    accountId: string;
    kind: string;
    subject: string;
    channelTag: string;
    expiresAt: Date;
  },
) =>
  db
    .insertInto("links")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const findLink = (db: Db, hash: string) =>
  db.selectFrom("links").selectAll().where("hash", "=", hash).executeTakeFirst();

export const deleteOldLinks = (db: Db, before: Date) =>
  db.deleteFrom("links").where("expiresAt", "<", before).executeTakeFirst();
