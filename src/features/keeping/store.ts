import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New } from "../../core/tables.ts";
import type { Erasure, Term } from "./rules.ts";

// Legal holds ----------------------------------------------------------------------------------------

export const listLegalHolds = (db: Db, accountId: string) =>
  db
    .selectFrom("legalHolds")
    .selectAll()
    .where("accountId", "=", accountId)
    .orderBy("placedAt")
    .execute();

export const insertLegalHold = (db: Db, row: New<"legalHolds">) =>
  db.insertInto("legalHolds").values(row).execute();

export const setReleased = (
  db: Db,
  accountId: string,
  id: string,
  released: { releasedAt: Date; releasedBy: string },
) =>
  db
    .updateTable("legalHolds")
    .set(released)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("releasedAt", "is", null)
    .execute();

// Erasures -------------------------------------------------------------------------------------------

export const findErasure = (db: Db, accountId: string): Promise<Erasure | undefined> =>
  db
    .selectFrom("erasures")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("cancelledAt", "is", null)
    .where("doneAt", "is", null)
    .executeTakeFirst();

export const insertErasure = (db: Db, row: New<"erasures">) =>
  db.insertInto("erasures").values(row).execute();

export const updateErasure = (
  db: Db,
  accountId: string,
  id: string,
  set: { cancelledAt?: Date; why?: string; doneAt?: Date },
) =>
  db
    .updateTable("erasures")
    .set(set)
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

// What is kept by name -------------------------------------------------------------------------------

export const readSetting = async (db: Db, name: string): Promise<string | null> =>
  (await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst())
    ?.value ?? null;

export const writeSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();

// What is over: reads and sweeps over all accounts, by age, in bounded batches, without a lock -------------

const unheld = sql`not exists (select 1 from legal_holds h where h.account_id = t.account_id and h.released_at is null)`;

/** Older than this, and of no account under a legal hold. Tables without accounts are under none. */
function over({ by, only, table }: Term, at: Date): RawBuilder<unknown> {
  const isOwned = !/^(idempotency|limits|scam_reporters|topic_\w+|alert_\w+)$/.test(table);
  const also = only ? sql` and ${sql.raw(only)}` : sql``;
  return sql`t.${sql.ref(by)} < ${at}${also}${isOwned ? sql` and ${unheld}` : sql``}`;
}

export const deleteOver = async (db: Db, term: Term, at: Date, limit: number): Promise<number> => {
  const { numAffectedRows } =
    await sql`delete from ${sql.table(term.table)} where (account_id, id) in
    (select t.account_id, t.id from ${sql.table(term.table)} t where ${over(term, at)} limit ${limit})`.execute(
      db,
    );
  return Number(numAffectedRows ?? 0);
};

/** What these events say is taken out of them; the links of the chain are over commitments and stay. */
export const blankOver = async (db: Db, term: Term, at: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`update events set payload = '' where (account_id, seq) in
    (select t.account_id, t.seq from events t where ${over(term, at)} limit ${limit})`.execute(db);
  return Number(numAffectedRows ?? 0);
};

export const listCasesOver = async (db: Db, term: Term, at: Date, limit: number) => {
  const { rows } = await sql<{ accountId: string; id: string }>`
    select t.account_id, t.id from cases t where ${over(term, at)} limit ${limit}`.execute(db);
  return rows;
};

const ofCase = [
  ...(["caseClocks", "caseChecks", "caseNotes", "caseVerdicts", "caseDraws"] as const),
  ...(["caseOutcomes", "caseQuestions", "caseMessages", "caseChats"] as const),
] as const;
const ofFile = ["evidenceParts", "evidenceViews", "evidenceVerdicts"] as const;

/** A case with everything that was written about it. */
export async function deleteCase(db: Db, accountId: string, id: string): Promise<void> {
  const files = await db
    .selectFrom("evidenceFiles")
    .select("id")
    .where("accountId", "=", accountId)
    .where("caseId", "=", id)
    .execute();
  for (const file of files)
    for (const table of ofFile)
      await db
        .deleteFrom(table)
        .where("accountId", "=", accountId)
        .where("fileId", "=", file.id)
        .execute();
  for (const table of [...ofCase, "evidenceFiles"] as const)
    await db
      .deleteFrom(table)
      .where("accountId", "=", accountId)
      .where("caseId", "=", id)
      .execute();
  await db.deleteFrom("cases").where("accountId", "=", accountId).where("id", "=", id).execute();
}

export type Standing = { rows: number; over: number; held: number; oldest: Date | null };

/** How much of it there is, how much is over, how much of that a legal hold keeps, and the oldest. */
export async function countOver(db: Db, term: Term, at: Date): Promise<Standing> {
  const also = term.only ? sql`where ${sql.raw(term.only)}` : sql``;
  const by = sql`t.${sql.ref(term.by)}`;
  const { rows } = await sql<{ rows: number; over: number; free: number; oldest: Date | null }>`
    select count(*) as rows, count(*) filter (where ${by} < ${at}) as over,
      count(*) filter (where ${over(term, at)}) as free, min(${by}) as oldest
    from ${sql.table(term.table)} t ${also}`.execute(db);
  const [row] = rows;
  const [all, past, free] = [row?.rows, row?.over, row?.free].map(Number) as [
    number,
    number,
    number,
  ];
  return { rows: all, over: past, held: past - free, oldest: row?.oldest ?? null };
}
