import type { Db } from "../../core/db.ts";
import { preparedRows } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";

export const insertLinks = preparedRows((db: Db, rows: New<"links">[]) =>
  db
    .insertInto("links")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);

export const findLink = (db: Db, hash: string) =>
  db.selectFrom("links").selectAll().where("hash", "=", hash).executeTakeFirst();

export const deleteOldLinks = (db: Db, before: Date) =>
  db.deleteFrom("links").where("expiresAt", "<", before).executeTakeFirst();
