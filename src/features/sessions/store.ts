import type { Db } from "../../core/db.ts";
import { prepared } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";

export const insertSession = (db: Db, row: New<"sessions">) =>
  db.insertInto("sessions").values(row).execute();

export const findSession = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("sessions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export const endAll = prepared((db: Db, accountId: string, endedAt: Date, endedWhy: string) =>
  db
    .updateTable("sessions")
    .set({ endedAt, endedWhy })
    .where("accountId", "=", accountId)
    .where("endedAt", "is", null),
);

/** Of an account that was frozen: every session but one. */
export const endOthers = (db: Db, accountId: string, but: string, endedAt: Date) =>
  db
    .updateTable("sessions")
    .set({ endedAt, endedWhy: "hold" })
    .where("accountId", "=", accountId)
    .where("id", "!=", but)
    .where("endedAt", "is", null)
    .returning("id")
    .execute();

export const listOpen = prepared((db: Db, accountId: string) =>
  db
    .selectFrom("sessions")
    .select("id")
    .where("accountId", "=", accountId)
    .where("endedAt", "is", null),
);

/** Those that went on in these days, the oldest first. */
export const listBetween = (db: Db, accountId: string, from: Date, to: Date, limit: number) =>
  db
    .selectFrom("sessions")
    .select(["id", "kind", "deviceTag", "startedAt", "endedAt", "endedWhy", "expiresAt"])
    .where("accountId", "=", accountId)
    .where("startedAt", "<=", to)
    .where((where) => where.or([where("endedAt", "is", null), where("endedAt", ">=", from)]))
    .where("expiresAt", ">=", from)
    .orderBy("startedAt")
    .orderBy("id")
    .limit(limit)
    .execute();

export const endOne = (db: Db, accountId: string, id: string, endedAt: Date, endedWhy: string) =>
  db
    .updateTable("sessions")
    .set({ endedAt, endedWhy })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("endedAt", "is", null)
    .execute();

export const setFresh = (db: Db, accountId: string, id: string, freshUntil: Date) =>
  db
    .updateTable("sessions")
    .set({ freshUntil })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** Spends a one-time token; false when it was spent before. */
export async function spendToken(db: Db, hash: string, at: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("limits")
    .values({ key: `token:${hash}`, openedAt: at, count: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}
