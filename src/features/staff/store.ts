import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

const members = (db: Db) =>
  db
    .selectFrom("staff")
    .innerJoin("accounts", "accounts.accountId", "staff.accountId")
    .select([
      "staff.accountId as accountId",
      "accounts.name as name",
      "accounts.dataKey as dataKey",
      "staff.role as role",
      "staff.team as team",
      "staff.createdAt as createdAt",
      "staff.endedAt as endedAt",
    ]);

export const findMember = (db: Db, accountId: string) =>
  members(db).where("staff.accountId", "=", accountId).executeTakeFirst();

/** Everybody who ever was: a desk has tens of people, not thousands. */
export const listMembers = (db: Db) => members(db).orderBy("staff.accountId").execute();

export const insertMember = (db: Db, row: New<"staff">) =>
  db
    .insertInto("staff")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const touchSession = (db: Db, accountId: string, id: string, seenAt: Date) =>
  db
    .updateTable("sessions")
    .set({ seenAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();
