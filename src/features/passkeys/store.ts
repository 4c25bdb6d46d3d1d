import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** Those in place and those removed, the oldest first. */
export const listPasskeys = (db: Db, accountId: string) =>
  db
    .selectFrom("passkeys")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("since")
    .orderBy("id")
    .execute();

export const insertPasskey = (db: Db, row: New<"passkeys">) =>
  db
    .insertInto("passkeys")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const noteUse = (
  db: Db,
  accountId: string,
  id: string,
  { counter, lastUsedAt }: { counter: number; lastUsedAt: Date },
) =>
  db
    .updateTable("passkeys")
    .set({ counter, lastUsedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setRemoved = (db: Db, accountId: string, id: string, removedAt: Date) =>
  db
    .updateTable("passkeys")
    .set({ removedAt })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("removedAt", "is", null)
    .execute();

export const insertChallenge = (db: Db, row: New<"passkeyChallenges">) =>
  db.insertInto("passkeyChallenges").values(row).execute();

/** When this claim or session asked, those that were used too. */
export const listAsked = (db: Db, accountId: string, subjectId: string, after: Date) =>
  db
    .selectFrom("passkeyChallenges")
    .select("askedAt")
    .where("accountId", "=", accountId)
    .where("subjectId", "=", subjectId)
    .where("askedAt", ">", after)
    .execute();

type Which = { hash: string; subjectId: string; purpose: string };

/** True once. */
export async function useChallenge(db: Db, accountId: string, which: Which, now: Date) {
  const { numUpdatedRows } = await db
    .updateTable("passkeyChallenges")
    .set({ usedAt: now })
    .where("accountId", "=", accountId)
    .where("hash", "=", which.hash)
    .where("subjectId", "=", which.subjectId)
    .where("purpose", "=", which.purpose)
    .where("usedAt", "is", null)
    .where("expiresAt", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export const sweepChallenges = (db: Db, before: Date) =>
  db.deleteFrom("passkeyChallenges").where("expiresAt", "<", before).executeTakeFirst();
