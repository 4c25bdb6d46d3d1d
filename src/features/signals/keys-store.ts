import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** Newest first. */
export const listKeys = (db: Db) =>
  db
    .selectFrom("signingKeys")
    .selectAll()
    .orderBy("createdAt", "desc")
    .orderBy("kid", "desc")
    .execute();

/** Of two processes that make the same next key, one does. */
export const insertKey = (db: Db, row: New<"signingKeys">) =>
  db
    .insertInto("signingKeys")
    .values(row)
    .onConflict((conflict) => conflict.column("kid").doNothing())
    .execute();

export const resealKey = (db: Db, kid: string, from: string, sealed: string) =>
  db
    .updateTable("signingKeys")
    .set({ sealed })
    .where("kid", "=", kid)
    .where("sealed", "=", from)
    .execute();

export const deleteKey = (db: Db, kid: string) =>
  db.deleteFrom("signingKeys").where("kid", "=", kid).execute();
