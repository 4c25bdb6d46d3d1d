import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** Those of a day, the newest first. */
export const listSince = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("approvals")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("askedAt", ">", since)
    .orderBy("askedAt", "desc")
    .orderBy("id")
    .execute();

export const findApproval = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("approvals")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export const insertApproval = (db: Db, row: New<"approvals">) =>
  db.insertInto("approvals").values(row).execute();

export const setTriesLeft = (db: Db, accountId: string, id: string, triesLeft: number) =>
  db
    .updateTable("approvals")
    .set({ triesLeft })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** What was sealed goes with the end: nobody needs the number any more. */
export const setEnded = (db: Db, accountId: string, id: string, endedAt: Date, endedWhy: string) =>
  db
    .updateTable("approvals")
    .set({ endedAt, endedWhy, facts: "" })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("endedAt", "is", null)
    .execute();

export const sweepApprovals = (db: Db, before: Date) =>
  db.deleteFrom("approvals").where("expiresAt", "<", before).executeTakeFirst();
