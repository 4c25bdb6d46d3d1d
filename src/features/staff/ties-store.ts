import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

export const insertTie = (db: Db, row: New<"staffTies">) =>
  db
    .insertInto("staffTies")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning("tiedAccountId")
    .executeTakeFirst();

export const deleteTie = (db: Db, accountId: string, tiedAccountId: string) =>
  db
    .deleteFrom("staffTies")
    .where("accountId", "=", accountId)
    .where("tiedAccountId", "=", tiedAccountId)
    .returning("tiedAccountId")
    .executeTakeFirst();

export const listTies = (db: Db, accountId: string) =>
  db
    .selectFrom("staffTies")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("tiedAccountId")
    .execute();

/** A read over the rows of the desk: who has an interest in this account. */
export const listTied = async (db: Db, tiedAccountId: string) =>
  (
    await db
      .selectFrom("staffTies")
      .select("accountId")
      .where("tiedAccountId", "=", tiedAccountId)
      .execute()
  ).map(({ accountId }) => accountId);
