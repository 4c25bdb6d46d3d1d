import type { Db } from "../../core/db.ts";
import type { New, Tables } from "../../core/tables.ts";

export type Row = Tables["reports"];

const ofAccount = (db: Db, accountId: string) =>
  db.selectFrom("reports").selectAll().where("accountId", "=", accountId);

/** The newest first. */
export const listReports = (db: Db, accountId: string): Promise<Row[]> =>
  ofAccount(db, accountId).orderBy("createdAt", "desc").orderBy("id", "desc").execute();

export const findReport = (db: Db, accountId: string, id: string): Promise<Row | undefined> =>
  ofAccount(db, accountId).where("id", "=", id).executeTakeFirst();

export const countReports = async (db: Db, accountId: string): Promise<number> => {
  const row = await db
    .selectFrom("reports")
    .select(({ fn }) => fn.countAll().as("all"))
    .where("accountId", "=", accountId)
    .executeTakeFirstOrThrow();
  return Number(row.all);
};

export const findOpen = (db: Db, accountId: string) =>
  db
    .selectFrom("reports")
    .select("id")
    .where("accountId", "=", accountId)
    .where("closedAt", "is", null)
    .limit(1)
    .executeTakeFirst();

export const insertReport = (db: Db, row: New<"reports">) =>
  db.insertInto("reports").values(row).execute();

export const setReport = (db: Db, { accountId, id, ...set }: Row) =>
  db
    .updateTable("reports")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();
