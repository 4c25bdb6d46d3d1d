import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

export const insertGlance = (db: Db, row: New<"faceGlances">) =>
  db.insertInto("faceGlances").values(row).execute();

export const listOfClaim = (db: Db, accountId: string, recoveryId: string) =>
  db
    .selectFrom("faceGlances")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("recoveryId", "=", recoveryId)
    .orderBy("askedAt")
    .orderBy("id")
    .execute();

export type GlanceRow = Awaited<ReturnType<typeof listOfClaim>>[number];

export const findGlance = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("faceGlances")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

/** A read over all accounts: what one person was drawn for. */
export const listDrawnFor = (db: Db, staffId: string) =>
  db
    .selectFrom("faceGlances")
    .selectAll()
    .where("staffId", "=", staffId)
    .where("endedAt", "is", null)
    .orderBy("dueAt")
    .limit(50)
    .execute();

type Written = Partial<Pick<GlanceRow, "seenAt" | "endedAt" | "outcome" | "reason" | "device">>;
export const updateGlance = (db: Db, accountId: string, id: string, set: Written) =>
  db
    .updateTable("faceGlances")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();
