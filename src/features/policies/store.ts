import type { Db } from "../../core/db.ts";

export const insertVersion = (
  db: Db,
  row: { name: string; version: number; body: string; since: Date },
) =>
  db
    .insertInto("policyVersions")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const listVersions = (db: Db) => db.selectFrom("policyVersions").selectAll().execute();
