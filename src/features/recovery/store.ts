import type { Db } from "../../core/db.ts";
import { prepared, preparedOne } from "../../core/prepared.ts";
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

export const findRecovery = preparedOne((db: Db, accountId: string, id: string) =>
  db.selectFrom("recoveries").selectAll().where("accountId", "=", accountId).where("id", "=", id),
);

export type RecoveryRow = NonNullable<Awaited<ReturnType<typeof findRecovery>>>;

/** Those that are not ended, and those begun or ended since; oldest first. */
export const listRecent = prepared((db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("recoveries")
    .selectAll()
    .where("accountId", "=", accountId)
    .where((where) =>
      where.or([
        where("endedAt", "is", null),
        where("createdAt", ">", since),
        where("endedAt", ">", since),
      ]),
    )
    .orderBy("createdAt"),
);

export const setStanding = (
  db: Db,
  accountId: string,
  id: string,
  { given, riskReasons, ...standing }: Standing & Json & { riskLevel: string },
) =>
  db
    .updateTable("recoveries")
    .set((set) => ({
      ...standing,
      given: JSON.stringify(given),
      riskReasons: JSON.stringify(riskReasons),
      version: set("version", "+", 1),
    }))
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

/** A further token for the same claim; the one before is no good any more. */
export const setToken = (db: Db, accountId: string, id: string, tokenHash: string) =>
  db
    .updateTable("recoveries")
    .set({ tokenHash })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const insertMoneyLimit = (db: Db, row: New<"moneyLimits">) =>
  db.insertInto("moneyLimits").values(row).execute();

export const findMoneyLimit = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("moneyLimits")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
