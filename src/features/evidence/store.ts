import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

const listed = (db: Db, accountId: string) =>
  db.selectFrom("evidenceFiles").selectAll().where("accountId", "=", accountId);

export const insertFile = (db: Db, row: New<"evidenceFiles">) =>
  db.insertInto("evidenceFiles").values(row).execute();

export const findFile = (db: Db, accountId: string, id: string) =>
  listed(db, accountId).where("id", "=", id).executeTakeFirst();

export type FileRow = NonNullable<Awaited<ReturnType<typeof findFile>>>;

/** Files of these cases of one account, the oldest first. */
export const listFiles = (db: Db, accountId: string, caseIds: readonly string[]) =>
  listed(db, accountId).where("caseId", "in", caseIds).orderBy("createdAt").orderBy("id").execute();

/** All of one account, the newest first. */
export const listOfAccount = (db: Db, accountId: string) =>
  listed(db, accountId).orderBy("createdAt", "desc").limit(200).execute();

type Written = Partial<Omit<FileRow, "accountId" | "id">>;
export const updateFile = (db: Db, accountId: string, id: string, set: Written) =>
  db
    .updateTable("evidenceFiles")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** A read over all accounts: cases in which the very same file was shown. */
export const listSame = (db: Db, sameTag: string) =>
  db
    .selectFrom("evidenceFiles")
    .select(["accountId", "caseId", "id"])
    .where("sameTag", "=", sameTag)
    .orderBy("createdAt", "desc")
    .limit(20)
    .execute();

export const insertPart = (db: Db, row: New<"evidenceParts">) =>
  db.insertInto("evidenceParts").values(row).execute();

export const listParts = (db: Db, accountId: string, fileId: string, copy: string, page: number) =>
  db
    .selectFrom("evidenceParts")
    .select(["seq", "bytes"])
    .where("accountId", "=", accountId)
    .where("fileId", "=", fileId)
    .where("copy", "=", copy)
    .where("page", "=", page)
    .orderBy("seq")
    .execute();

export const findFirstPart = (db: Db, accountId: string, fileId: string) =>
  db
    .selectFrom("evidenceParts")
    .select("bytes")
    .where("accountId", "=", accountId)
    .where("fileId", "=", fileId)
    .where("copy", "=", "original")
    .where("page", "=", 0)
    .where("seq", "=", 0)
    .executeTakeFirst();

export const deleteParts = (db: Db, accountId: string, fileId: string, copy?: string) => {
  const all = db
    .deleteFrom("evidenceParts")
    .where("accountId", "=", accountId)
    .where("fileId", "=", fileId);
  return (copy === undefined ? all : all.where("copy", "=", copy)).execute();
};

export const insertView = (db: Db, row: New<"evidenceViews">) =>
  db.insertInto("evidenceViews").values(row).execute();

export const findView = (db: Db, accountId: string, fileId: string, staffId: string, now: Date) =>
  db
    .selectFrom("evidenceViews")
    .select("id")
    .where("accountId", "=", accountId)
    .where("fileId", "=", fileId)
    .where("staffId", "=", staffId)
    .where("until", ">", now)
    .limit(1)
    .executeTakeFirst();

export const listViews = (db: Db, accountId: string, fileIds: readonly string[]) =>
  fileIds.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom("evidenceViews")
        .select(["fileId", "seenAt"])
        .where("accountId", "=", accountId)
        .where("fileId", "in", fileIds)
        .orderBy("seenAt")
        .limit(500)
        .execute();

export const upsertVerdict = (db: Db, row: New<"evidenceVerdicts">) =>
  db
    .insertInto("evidenceVerdicts")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "fileId", "staffId"]).doUpdateSet((set) => ({
        verdict: set.ref("excluded.verdict"),
        note: set.ref("excluded.note"),
        at: set.ref("excluded.at"),
      })),
    )
    .execute();

/** What one person thinks of the files of an account. */
export const listVerdictsOf = (db: Db, accountId: string, staffId: string) =>
  db
    .selectFrom("evidenceVerdicts")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("staffId", "=", staffId)
    .execute();
