import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";
import type { Clock } from "./clock.ts";

export const insertCase = (db: Db, row: New<"cases">) =>
  db.insertInto("cases").values(row).execute();

export const findCase = (db: Db, accountId: string, id: string) =>
  db
    .selectFrom("cases")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .executeTakeFirst();

/** As it was last written: has it neither been decided nor closed? */
export const isCaseOpen = async (db: Db, accountId: string, id: string): Promise<boolean> =>
  (
    await db
      .selectFrom("cases")
      .select("closedAt")
      .where("accountId", "=", accountId)
      .where("id", "=", id)
      .executeTakeFirst()
  )?.closedAt === null;

/** Is there any case of this account that was neither decided nor closed? */
export const hasOpenCase = async (db: Db, accountId: string): Promise<boolean> =>
  (
    await db
      .selectFrom("cases")
      .select("id")
      .where("accountId", "=", accountId)
      .where("closedAt", "is", null)
      .limit(1)
      .execute()
  ).length > 0;

export type CaseRow = NonNullable<Awaited<ReturnType<typeof findCase>>>;

/** All of one account, the newest first. */
export const listOfAccount = (db: Db, accountId: string) =>
  db
    .selectFrom("cases")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("openedAt", "desc")
    .limit(100)
    .execute();

/** A read over all accounts: the desk names a case by its id alone. */
export const findAccountOf = async (db: Db, id: string) =>
  (await db.selectFrom("cases").select("accountId").where("id", "=", id).executeTakeFirst())
    ?.accountId;

/** A read over all accounts: the cases with this reference, which two may share; the newest first. */
export const listByReference = (db: Db, tail: string) =>
  db
    .selectFrom("cases")
    .select(["accountId", "id", "recoveryId", "contact", "locale", "closedAt"])
    .where(sql`right(id, 6)`, "=", tail)
    .orderBy("openedAt", "desc")
    .limit(3)
    .execute();

const shown = [
  ...(["accountId", "id", "recoveryId", "state", "situation", "riskLevel", "locale"] as const),
  ...(["openedBy", "team", "appealOf", "isTheft", "promiseMs", "dueAt", "leftMs"] as const),
  ...(["pausedAt", "claimantMs", "snoozedUntil", "snoozedFor", "takenBy", "takenUntil"] as const),
  ...(["lastType", "lastAt", "openedAt", "closedAt"] as const),
] as const;

/** A read over all accounts: what is open, due first. */
export const listOpen = (db: Db, limit: number) =>
  db
    .selectFrom("cases")
    .select(shown)
    .where("closedAt", "is", null)
    .orderBy("dueAt")
    .limit(limit)
    .execute();

export type ShownRow = Awaited<ReturnType<typeof listOpen>>[number];

/** A read over all accounts: what was closed since then, the newest first. */
export const listClosed = (db: Db, since: Date, limit: number) =>
  db
    .selectFrom("cases")
    .select(shown)
    .where("closedAt", ">=", since)
    .orderBy("closedAt", "desc")
    .limit(limit)
    .execute();

/** A read over all accounts: which case changed last. */
export const newestChange = (db: Db) =>
  db
    .selectFrom("cases")
    .select(["id", "lastAt", "lastType"])
    .orderBy("lastAt", "desc")
    .limit(1)
    .executeTakeFirst();

const linked = [
  ...(["accountId", "id", "device", "identifierTag", "state", "situation"] as const),
  ...(["isTheft", "openedAt", "closedAt", "takenBy", "takenUntil"] as const),
] as const;

/** A read over all accounts: open cases of these. */
export const listOpenOf = (db: Db, accountIds: readonly string[]) =>
  db
    .selectFrom("cases")
    .select(linked)
    .where("accountId", "in", accountIds)
    .where("closedAt", "is", null)
    .orderBy("openedAt", "desc")
    .limit(20)
    .execute();
export type LinkedRow = Awaited<ReturnType<typeof listOpenOf>>[number];

/** A read over all accounts: cases of the same browser, or of the same number or address. */
export const listAlike = (db: Db, device: string, identifierTag: string) =>
  db
    .selectFrom("cases")
    .select(linked)
    .where((where) =>
      where.or([where("device", "=", device), where("identifierTag", "=", identifierTag)]),
    )
    .orderBy("openedAt", "desc")
    .limit(20)
    .execute();

type Written = Partial<Omit<CaseRow, "accountId" | "id" | "excluded">> & { excluded?: string };

export const updateCase = (db: Db, accountId: string, id: string, set: Written) =>
  db
    .updateTable("cases")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

// Clocks ---------------------------------------------------------------------------------------------

export const clockOf = ({ promiseMs, dueAt, leftMs, pausedAt, claimantMs }: Clock): Clock => ({
  ...{ promiseMs, dueAt, leftMs, pausedAt, claimantMs },
});

export async function insertClock(db: Db, row: Omit<New<"caseClocks">, "seq">) {
  const { last } = await db
    .selectFrom("caseClocks")
    .select(({ fn }) => fn.max("seq").as("last"))
    .where("accountId", "=", row.accountId)
    .where("caseId", "=", row.caseId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto("caseClocks")
    .values({ ...row, seq: Number(last ?? 0) + 1 })
    .execute();
}

// Notes, checks ----------------------------------------------------------------------------------------

export const insertNote = (db: Db, row: New<"caseNotes">) =>
  db.insertInto("caseNotes").values(row).execute();

export const listNotes = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseNotes")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .orderBy("at")
    .orderBy("id")
    .execute();

export const upsertCheck = (db: Db, row: New<"caseChecks">) =>
  db
    .insertInto("caseChecks")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["accountId", "caseId", "round", "staffId", "item"]).doUpdateSet((set) => ({
        answer: set.ref("excluded.answer"),
        note: set.ref("excluded.note"),
        at: set.ref("excluded.at"),
      })),
    )
    .execute();

export const listChecks = (db: Db, accountId: string, caseId: string, round: number) =>
  db
    .selectFrom("caseChecks")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .where("round", "=", round)
    .execute();

// Questions --------------------------------------------------------------------------------------------

export const insertQuestions = (db: Db, rows: New<"caseQuestions">[]) =>
  db.insertInto("caseQuestions").values(rows).execute();

export const listQuestions = (db: Db, accountId: string, caseId: string) =>
  db
    .selectFrom("caseQuestions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .orderBy("id")
    .execute();

/** Of any case of the account since then, the newest first. */
export const listAskedSince = (db: Db, accountId: string, since: Date) =>
  db
    .selectFrom("caseQuestions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("askedAt", ">=", since)
    .orderBy("askedAt", "desc")
    .orderBy("id")
    .limit(5)
    .execute();

/** An answer is given once. */
export const setAnswer = (
  db: Db,
  accountId: string,
  caseId: string,
  id: string,
  answered: { answer: string; result: string; answeredAt: Date },
) =>
  db
    .updateTable("caseQuestions")
    .set(answered)
    .where("accountId", "=", accountId)
    .where("caseId", "=", caseId)
    .where("id", "=", id)
    .where("answeredAt", "is", null)
    .execute();
