/** What signals know of one account: the holds that they told, and who wants to hear no more of it. */
import type { Db } from "../../core/db.ts";
import { prepared } from "../../core/prepared.ts";

export const listRemoved = prepared((db: Db, accountId: string) =>
  db.selectFrom("removedSubjects").selectAll().where("accountId", "=", accountId),
);

export const insertRemoved = (
  db: Db,
  row: { accountId: string; subscriberId: string; endsAt: Date },
) =>
  db
    .insertInto("removedSubjects")
    .values(row)
    // Asked again: the time of grace does not begin anew.
    .onConflict((conflict) => conflict.doNothing())
    .execute();

export const deleteRemoved = (db: Db, accountId: string, subscriberId: string) =>
  db
    .deleteFrom("removedSubjects")
    .where("accountId", "=", accountId)
    .where("subscriberId", "=", subscriberId)
    .execute();

export const insertHold = (db: Db, row: { accountId: string; holdId: string; scope: string }) =>
  db
    .insertInto("signalledHolds")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "holdId"]).doUpdateSet({ scope: row.scope }),
    )
    .execute();

export const deleteHold = (db: Db, accountId: string, holdId: string) =>
  db
    .deleteFrom("signalledHolds")
    .where("accountId", "=", accountId)
    .where("holdId", "=", holdId)
    .execute();

export const listHolds = async (db: Db, accountId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom("signalledHolds")
    .select("scope")
    .where("accountId", "=", accountId)
    .execute();
  return rows.map(({ scope }) => scope);
};
