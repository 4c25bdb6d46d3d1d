import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

export const writePassword = (
  db: Db,
  accountId: string,
  { hash, changedAt, history }: { hash: string; changedAt: Date; history: string[] },
) =>
  db
    .updateTable("accounts")
    .set({
      passwordHash: hash,
      passwordChangedAt: changedAt,
      passwordCompromised: false,
      passwordHistory: JSON.stringify(history),
    })
    .where("accountId", "=", accountId)
    .execute();

/** Swaps a hash for one with today's key and cost, unless the password was changed meanwhile. */
export const rehash = (db: Db, accountId: string, before: string, after: string) =>
  db
    .updateTable("accounts")
    .set({ passwordHash: after })
    .where("accountId", "=", accountId)
    .where("passwordHash", "=", before)
    .execute();

/** Whether a job of this kind that was made before this one is still to be done. Ids sort by time. */
export async function isEarlierOwed(db: Db, accountId: string, kind: string, id: string) {
  const earlier = await db
    .selectFrom("jobs")
    .select("id")
    .where("accountId", "=", accountId)
    .where("kind", "=", kind)
    .where("state", "=", sql.lit("due"))
    .where("id", "<", id)
    .limit(1)
    .executeTakeFirst();
  return earlier !== undefined;
}

export const setCompromised = (db: Db, accountId: string) =>
  db
    .updateTable("accounts")
    .set({ passwordCompromised: true })
    .where("accountId", "=", accountId)
    .execute();

export const findVerdict = (db: Db, accountId: string) =>
  db
    .selectFrom("passwordVerdicts")
    .selectAll()
    .where("accountId", "=", accountId)
    .executeTakeFirst();

export const upsertVerdict = (db: Db, row: New<"passwordVerdicts">) =>
  db
    .insertInto("passwordVerdicts")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("accountId").doUpdateSet({
        ...{ changedAt: row.changedAt, judgedAt: row.judgedAt, verdict: row.verdict },
      }),
    )
    .execute();
