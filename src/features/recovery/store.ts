import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { prepared, preparedOne, preparedRows } from "../../core/prepared.ts";
import type { Given, New } from "../../core/tables.ts";
import type { Standing } from "./rules.ts";

type Json = { given: Given[]; riskReasons: string[] };

const inJson = ({ given, riskReasons }: Json) => ({
  given: JSON.stringify(given),
  riskReasons: JSON.stringify(riskReasons),
});

export const insertRecovery = (db: Db, row: Json & Omit<New<"recoveries">, keyof Json>) =>
  insertRows(db, [{ ...row, ...inJson(row) }]);
const insertRows = preparedRows((db: Db, rows: New<"recoveries">[]) =>
  db
    .insertInto("recoveries")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
);

export const findRecovery = preparedOne((db: Db, accountId: string, id: string) =>
  db.selectFrom("recoveries").selectAll().where("accountId", "=", accountId).where("id", "=", id),
);

export type RecoveryRow = NonNullable<Awaited<ReturnType<typeof findRecovery>>>;

/** Claims that were completed. */
export const listCompleted = async (db: Db, accountId: string): Promise<string[]> =>
  (
    await db
      .selectFrom("recoveries")
      .select("id")
      .where("accountId", "=", accountId)
      .where("state", "=", sql.lit("completed"))
      .execute()
  ).map(({ id }) => id);

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

type Written = Json & { riskLevel: string };

/** `standing` may be the whole of it, or nothing when only proofs and risk are new. */
const write = (db: Db, accountId: string, id: string, standing: Partial<Standing> & Written) =>
  updateRow(db, [{ ...standing, ...inJson(standing), accountId, id }]);
type Row = Partial<Standing> & { accountId: string; id: string };
const updateRow = preparedRows((db: Db, rows: Row[]) => {
  const { accountId = "", id = "", ...written } = rows[0] ?? {};
  return db
    .updateTable("recoveries")
    .set((set) => ({ ...written, version: set("version", "+", 1) }))
    .where("accountId", "=", accountId)
    .where("id", "=", id);
});

export const setStanding = (db: Db, accountId: string, id: string, standing: Standing & Written) =>
  write(db, accountId, id, standing);

export const setProofs = (db: Db, accountId: string, id: string, proofs: Written) =>
  write(db, accountId, id, proofs);

/** A further token for the same claim; the one before is no good any more. */
export const setToken = (db: Db, accountId: string, id: string, tokenHash: string) =>
  db
    .updateTable("recoveries")
    .set({ tokenHash })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setNewPhone = (db: Db, accountId: string, id: string, newPhone: string) =>
  db
    .updateTable("recoveries")
    .set({ newPhone })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const insertMoneyLimits = preparedRows((db: Db, rows: New<"moneyLimits">[]) =>
  db.insertInto("moneyLimits").values(rows),
);

export const findMoneyLimit = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("moneyLimits")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();
