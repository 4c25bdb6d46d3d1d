import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";

const ofCase = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseMessages")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId);

export type Row = NonNullable<Awaited<ReturnType<typeof findSent>>>;

/** What this author has sent under this id. */
export const findSent = (
  db: Db,
  accountId: string,
  caseId: string,
  author: string,
  clientId: string,
) =>
  ofCase(db, accountId, caseId)
    .where("author", "=", author)
    .where("clientId", "=", clientId)
    .executeTakeFirst();

export const listAfter = (
  db: Db,
  accountId: string,
  caseId: string,
  after: number,
  limit: number,
) => ofCase(db, accountId, caseId).where("seq", ">", after).orderBy("seq").limit(limit).execute();

export const lastSeq = async (db: Db, accountId: string, caseId: string): Promise<number> => {
  const row = await db
    .selectFrom("caseMessages")
    .select(({ fn }) => fn.max("seq").as("last"))
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .executeTakeFirstOrThrow();
  return Number(row.last ?? 0);
};

/** The newest of the desk's that somebody else than this author wrote; 0 when there is none. */
export const lastOfOthers = async (db: Db, accountId: string, caseId: string, author: string) => {
  const row = await db
    .selectFrom("caseMessages")
    .select(({ fn }) => fn.max("seq").as("last"))
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .where("side", "=", "desk")
    .where("author", "!=", author)
    .executeTakeFirstOrThrow();
  return Number(row.last ?? 0);
};

export const insertMessage = (db: Db, row: New<"caseMessages">) =>
  db.insertInto("caseMessages").values(row).execute();

export const findChat = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseChats")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .executeTakeFirst();

/** The claimant's page is open until then. */
export const setOpen = (db: Db, accountId: string, caseId: string, openUntil: Date) =>
  db
    .insertInto("caseChats")
    .values({ accountId, caseId, openUntil, seenSeq: 0, toldSeq: 0 })
    .onConflict((conflict) => conflict.columns(["accountId", "caseId"]).doUpdateSet({ openUntil }))
    .execute();

/** What has reached the claimant's page; never less than before. */
export const setSeen = (db: Db, accountId: string, caseId: string, seenSeq: number, at: Date) =>
  db
    .insertInto("caseChats")
    .values({ accountId, caseId, openUntil: at, seenSeq, toldSeq: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(["accountId", "caseId"])
        .doUpdateSet({ seenSeq })
        .where("caseChats.seenSeq", "<", seenSeq),
    )
    .execute();

export const setTold = (db: Db, accountId: string, caseId: string, toldSeq: number, at: Date) =>
  db
    .insertInto("caseChats")
    .values({ accountId, caseId, openUntil: at, seenSeq: 0, toldSeq })
    .onConflict((conflict) => conflict.columns(["accountId", "caseId"]).doUpdateSet({ toldSeq }))
    .execute();
