import type { Db } from "../../core/db.ts";
import type { Given, New } from "../../core/tables.ts";
import type { Standing } from "./rules.ts";

type Json = { given: Given[]; riskReasons: string[] };

export const insertRecovery = (
  db: Db,
  { given, riskReasons, ...row }: Json & Omit<New<"recoveries">, keyof Json>,
) =>
  db
    .insertInto("recoveries")
    .values({ ...row, given: JSON.stringify(given), riskReasons: JSON.stringify(riskReasons) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const findRecovery = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("recoveries")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export type RecoveryRow = NonNullable<Awaited<ReturnType<typeof findRecovery>>>;

/** All that are not ended, oldest first. */
export const listOpen = (db: Db, accountId: string) =>
  db
    .selectFrom("recoveries")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("endedAt", "is", null)
    .orderBy("createdAt")
    .execute();

export const listSince = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("recoveries")
    .select(["id", "device", "state", "endedWhy", "createdAt", "endedAt"])
    .where("accountId", "=", accountId)
    .where((where) => where.or([where("createdAt", ">", since), where("endedAt", ">", since)]))
    .execute();

export const setStanding = (db: Db, accountId: string, id: string, standing: Standing) =>
  db
    .updateTable("recoveries")
    .set((set) => ({ ...standing, version: set("version", "+", 1) }))
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setProofs = (
  db: Db,
  accountId: string,
  id: string,
  { given, riskLevel, riskReasons }: Json & { riskLevel: string },
) =>
  db
    .updateTable("recoveries")
    .set((set) => ({
      given: JSON.stringify(given),
      riskLevel,
      riskReasons: JSON.stringify(riskReasons),
      version: set("version", "+", 1),
    }))
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** A new token for the same claim; the one before is no good any more. */
export const setToken = (db: Db, accountId: string, id: string, tokenHash: string) =>
  db
    .updateTable("recoveries")
    .set({ tokenHash })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const countWrongCodes = async (db: Db, accountId: string, after: Date): Promise<number> => {
  const rows = await db
    .selectFrom("wrongCodes")
    .select("id")
    .where("accountId", "=", accountId)
    .where("at", ">", after)
    .execute();
  return rows.length;
};

export const insertMoneyLimit = (db: Db, row: New<"moneyLimits">) =>
  db.insertInto("moneyLimits").values(row).execute();

export const findMoneyLimit = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("moneyLimits")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
