import type { Db } from "../../core/db.ts";

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
