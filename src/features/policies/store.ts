import type { Db } from "../../core/db.ts";
import { prepared } from "../../core/prepared.ts";
import type { New } from "../../core/tables.ts";

/** Whether it is new: a version that is there stays what it is. */
export const insertVersion = async (db: Db, row: New<"policyVersions">): Promise<boolean> =>
  (await db
    .insertInto("policyVersions")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning("version")
    .executeTakeFirst()) !== undefined;

export const listVersions = (db: Db) => db.selectFrom("policyVersions").selectAll().execute();

/** The number of the newest version of a name, as this transaction sees it. */
export const newestVersion = prepared((db: Db, name: string) =>
  db
    .selectFrom("policyVersions")
    .select("version")
    .where("name", "=", name)
    .orderBy("version", "desc")
    .limit(1),
);

/** Those that came as files and of which the chain has not been told. */
export const listUnrecorded = (db: Db) =>
  db
    .selectFrom("policyVersions")
    .selectAll()
    .where("recordedAt", "is", null)
    .orderBy("name")
    .orderBy("version")
    .execute();

export const setRecorded = (db: Db, name: string, version: number, recordedAt: Date) =>
  db
    .updateTable("policyVersions")
    .set({ recordedAt })
    .where("name", "=", name)
    .where("version", "=", version)
    .execute();
