import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** One live code an account and member of the desk: a newer one takes the place of theirs, of nobody else's. */
export async function replaceCode(db: Db, row: New<"agentCodes">) {
  await db
    .deleteFrom("agentCodes")
    .where("accountId", "=", row.accountId)
    .where("madeBy", "=", row.madeBy)
    .execute();
  await db.insertInto("agentCodes").values(row).execute();
}

export const listLive = (db: Db, accountId: string, now: Date) =>
  db
    .selectFrom("agentCodes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("expiresAt", ">", now)
    .execute();

export const sweepExpired = (db: Db, now: Date) =>
  db.deleteFrom("agentCodes").where("expiresAt", "<=", now).executeTakeFirst();
