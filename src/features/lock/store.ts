import type { Db } from "../../core/db.ts";
import { preparedOne } from "../../core/prepared.ts";
import type { LockPending, LockRules, LockUndo } from "./rules.ts";

export type Row = { rules: LockRules; pending: LockPending; undo: LockUndo | null };

/** The lock of an account, or nothing when it never had one. */
export const locks = (db: Db, accountId: string) =>
  db.selectFrom("locks").select(["rules", "pending", "undo"]).where("accountId", "=", accountId);

export const findLock = preparedOne(locks) as (
  db: Db,
  accountId: string,
) => Promise<Row | undefined>;

export function upsertLock(db: Db, accountId: string, { rules, pending, undo }: Row) {
  const set = {
    rules: JSON.stringify(rules),
    pending: JSON.stringify(pending),
    undo: undo && JSON.stringify(undo),
  };
  return db
    .insertInto("locks")
    .values({ accountId, ...set })
    .onConflict((conflict) => conflict.column("accountId").doUpdateSet(set))
    .execute();
}

export const insertTightening = (
  db: Db,
  { before, ...row }: { accountId: string; id: string; at: Date; before: LockRules },
) =>
  db
    .insertInto("lockTightenings")
    .values({ ...row, before: JSON.stringify(before) })
    .execute();

/** The first since then: what the lock was before that. */
export const firstTightening = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("lockTightenings")
    .select("before")
    .where("accountId", "=", accountId)
    .where("at", ">=", since)
    .orderBy("at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
