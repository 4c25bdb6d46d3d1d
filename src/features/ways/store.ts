import type { Db } from "../../core/db.ts";
import { prepared } from "../../core/prepared.ts";
import type { Change } from "./rules.ts";

export const insertChange = (db: Db, row: Omit<Change, "doneAt" | "cancelledAt">) =>
  db.insertInto("changes").values(row).execute();

export const findChange = (db: Db, accountId: string, id: string): Promise<Change | undefined> =>
  db
    .selectFrom("changes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

/** Neither done nor cancelled, the oldest first. */
export const listPending = prepared((db: Db, accountId: string) =>
  db
    .selectFrom("changes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("doneAt", "is", null)
    .where("cancelledAt", "is", null)
    .orderBy("askedAt")
    .orderBy("id"),
);

/** The sealed data goes with the end: what was not put in place is kept nowhere. */
export const setCancelled = (db: Db, accountId: string, id: string, cancelledAt: Date) =>
  db
    .updateTable("changes")
    .set({ cancelledAt, data: "" })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const setDone = (db: Db, accountId: string, id: string, doneAt: Date) =>
  db
    .updateTable("changes")
    .set({ doneAt, data: "" })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const insertSavedCodes = (
  db: Db,
  rows: { accountId: string; slot: number; id: string; hash: string; since: Date }[],
) => db.insertInto("recoveryCodes").values(rows).execute();

export const listOwnWrongCodes = (db: Db, accountId: string, after: Date) =>
  db
    .selectFrom("wrongCodes")
    .select("at")
    .where("accountId", "=", accountId)
    .where("recognised", "=", true)
    .where("at", ">", after)
    .execute();
