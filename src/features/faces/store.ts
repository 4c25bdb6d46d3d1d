import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

export const insertConsent = (db: Db, row: New<"faceConsents">) =>
  db.insertInto("faceConsents").values(row).execute();

/** Given and not withdrawn, the newest first. */
export const listConsents = (db: Db, accountId: string) =>
  db
    .selectFrom("faceConsents")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("withdrawnAt", "is", null)
    .orderBy("givenAt", "desc")
    .execute();

export const setWithdrawn = (db: Db, accountId: string, withdrawnAt: Date) =>
  db
    .updateTable("faceConsents")
    .set({ withdrawnAt })
    .where("accountId", "=", accountId)
    .where("withdrawnAt", "is", null)
    .execute();

export const insertTemplate = (db: Db, row: New<"faceTemplates">) =>
  db.insertInto("faceTemplates").values(row).execute();

export const listTemplates = (db: Db, accountId: string) =>
  db.selectFrom("faceTemplates").selectAll().where("accountId", "=", accountId).execute();

export const deleteTemplate = (db: Db, accountId: string, id: string) =>
  db.deleteFrom("faceTemplates").where("accountId", "=", accountId).where("id", "=", id).execute();

export const insertSession = (db: Db, row: New<"faceSessions">) =>
  db.insertInto("faceSessions").values(row).execute();

export const findSession = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("faceSessions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

export type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

export const listSessions = (db: Db, accountId: string, after: Date) =>
  db
    .selectFrom("faceSessions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("createdAt", ">", after)
    .execute();

type Written = Partial<Pick<SessionRow, "usedAt" | "outcome" | "report" | "digests">>;
export const updateSession = (db: Db, accountId: string, id: string, set: Written) =>
  db
    .updateTable("faceSessions")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

export const insertPicture = (db: Db, row: New<"facePictures">) =>
  db.insertInto("facePictures").values(row).execute();

export const findPicture = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("facePictures")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

/** Everything that says something of a face; that there was a check, and what it came to, stays. */
export async function deleteFaces(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom("facePictures").where("accountId", "=", accountId).execute();
  await db.deleteFrom("faceTemplates").where("accountId", "=", accountId).execute();
  await db
    .updateTable("faceSessions")
    .set({ report: null, digests: "[]" })
    .where("accountId", "=", accountId)
    .execute();
}
