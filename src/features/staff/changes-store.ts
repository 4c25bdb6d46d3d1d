import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

/** All changes lie under this row, which is their lock and has their chain. */
export const DESK = "house:desk";

const changes = (db: Db) => db.selectFrom("deskChanges").selectAll().where("accountId", "=", DESK);

export type ChangeRow = NonNullable<Awaited<ReturnType<typeof findChange>>>;

export const insertChange = (db: Db, row: New<"deskChanges">) =>
  db.insertInto("deskChanges").values(row).execute();

export const findChange = (db: Db, id: string) =>
  changes(db).where("id", "=", id).executeTakeFirst();

/** Those that wait, and those decided since. */
export const listChanges = (db: Db, since: Date) =>
  changes(db)
    .where((where) => where.or([where("decidedAt", "is", null), where("decidedAt", ">", since)]))
    .where("expiresAt", ">", since)
    .orderBy("askedAt", "desc")
    .limit(200)
    .execute();

/** Every change of this that was ever asked for, the oldest first. */
export const listOfTarget = (db: Db, target: string) =>
  changes(db).where("target", "=", target).orderBy("askedAt").limit(200).execute();

/** Agreed to and not made yet. */
export const listUnderway = (db: Db) =>
  changes(db).where("outcome", "=", "approve").where("doneAt", "is", null).execute();

export const updateChange = (
  db: Db,
  id: string,
  set: { decidedBy?: string; decidedAt?: Date; outcome?: string; doneAt?: Date },
) =>
  db
    .updateTable("deskChanges")
    .set(set)
    .where("accountId", "=", DESK)
    .where("id", "=", id)
    .execute();

// Brakes -----------------------------------------------------------------------------------------

export const listBrakes = (db: Db) => db.selectFrom("brakes").selectAll().orderBy("what").execute();

export const insertBrake = (db: Db, row: New<"brakes">) =>
  db
    .insertInto("brakes")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning("what")
    .executeTakeFirst();

export const deleteBrake = (db: Db, what: string) =>
  db.deleteFrom("brakes").where("what", "=", what).execute();
