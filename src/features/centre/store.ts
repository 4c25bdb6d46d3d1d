import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** The card that was shown last. */
export const findLastNudge = (db: Db, accountId: string) =>
  db
    .selectFrom("nudges")
    .select(["id", "shownAt", "dismissedAt"])
    .where("accountId", "=", accountId)
    .orderBy("shownAt", "desc")
    .limit(1)
    .executeTakeFirst();

export const insertNudge = (db: Db, row: New<"nudges">) =>
  db.insertInto("nudges").values(row).execute();

export const dismissNudge = (db: Db, accountId: string, id: string, dismissedAt: Date) =>
  db
    .updateTable("nudges")
    .set({ dismissedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("dismissedAt", "is", null)
    .execute();
