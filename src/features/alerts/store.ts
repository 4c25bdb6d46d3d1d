/** How each rule stands, and what it fired. Rows of the house. */
import { type Selectable, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { New, Tables } from "../../core/tables.ts";

export type StateRow = Selectable<Tables["alertStates"]>;
export type FiringRow = Selectable<Tables["alertFirings"]>;

export const listStates = (db: Db): Promise<StateRow[]> =>
  db.selectFrom("alertStates").selectAll().execute();

export const findState = (db: Db, rule: string) =>
  db.selectFrom("alertStates").selectAll().where("rule", "=", rule).executeTakeFirst();

type StateChanges = Partial<Omit<StateRow, "rule" | "reading">> & { reading?: string };
export const writeState = (db: Db, rule: string, set: StateChanges) =>
  db
    .insertInto("alertStates")
    .values({ rule, ...set })
    .onConflict((conflict) => conflict.column("rule").doUpdateSet(set))
    .execute();

export const listOpen = (db: Db): Promise<FiringRow[]> =>
  db.selectFrom("alertFirings").selectAll().where("clearedAt", "is", null).execute();

export const findOpen = (db: Db, rule: string, isTest: boolean) =>
  db
    .selectFrom("alertFirings")
    .selectAll()
    .where("rule", "=", rule)
    .where("isTest", "=", isTest)
    .where("clearedAt", "is", null)
    .executeTakeFirst();

/** Open ones first, then the newest. */
export const listFirings = (db: Db, since: Date, limit: number): Promise<FiringRow[]> =>
  db
    .selectFrom("alertFirings")
    .selectAll()
    .where((where) => where.or([where("clearedAt", "is", null), where("firedAt", ">=", since)]))
    .orderBy(sql`cleared_at is null`, "desc")
    .orderBy("firedAt", "desc")
    .limit(limit)
    .execute();

/** When each rule last cleared: since then it is well. */
export const listCleared = (db: Db) =>
  db
    .selectFrom("alertFirings")
    .select(({ fn }) => ["rule", fn.max("clearedAt").as("clearedAt")])
    .where("isTest", "=", false)
    .groupBy("rule")
    .execute();

/** False when one of this rule is open already. */
export async function insertFiring(db: Db, row: New<"alertFirings">): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto("alertFirings")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

type FiringChanges = Partial<
  Pick<FiringRow, "toldAt" | "timesTold" | "clearedAt" | "acknowledgedAt" | "acknowledgedBy">
> & { says?: string };
export const updateFiring = (db: Db, id: string, set: FiringChanges) =>
  db.updateTable("alertFirings").set(set).where("id", "=", id).execute();

/** Time passed. Returns how many went. */
export async function deleteOld(db: Db, firingsBefore: Date, triesBefore: Date): Promise<number> {
  const firings = await db
    .deleteFrom("alertFirings")
    .where("clearedAt", "<", firingsBefore)
    .executeTakeFirst();
  const tries = await db
    .deleteFrom("alertTries")
    .where("slotAt", "<", triesBefore)
    .executeTakeFirst();
  return Number(firings.numDeletedRows) + Number(tries.numDeletedRows);
}

/** Is a job of this kind asked for; after a moment, when one is given? */
export const isAskedFor = async (
  db: Db,
  accountId: string,
  kind: string,
  after: Date | null = null,
): Promise<boolean> =>
  (await db
    .selectFrom("jobs")
    .select("id")
    .where("accountId", "=", accountId)
    .where("kind", "=", kind)
    .where("state", "=", sql.lit("due"))
    .$if(after !== null, (query) => query.where("dueAt", ">", after as Date))
    .limit(1)
    .executeTakeFirst()) !== undefined;

// Tries of proofs --------------------------------------------------------------------------------------

export const readSetting = async (db: Db, name: string): Promise<string | null> =>
  (await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst())
    ?.value ?? null;

export const writeSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();

export type TryRow = {
  accountId: string;
  seq: number;
  type: string;
  at: Date;
  actor: string;
  commitment: string;
  payload: string;
  hash: string;
  dataKey: string;
};

/** A read over all accounts: proofs that were accepted or refused in a time, each with its account's key, sealed. */
export async function listTried(db: Db, after: Date, to: Date, limit: number): Promise<TryRow[]> {
  const { rows } = await sql<TryRow>`
    select e.account_id, e.seq, e.type, e.at, e.actor, e.commitment, e.payload, e.hash, a.data_key
    from events e join accounts a on a.account_id = e.account_id
    where e.at > ${after} and e.at <= ${to} and a.kind = 'account' and a.data_key <> '' and e.payload <> ''
      and e.type in ('recovery.proof-accepted', 'recovery.proof-refused')
    order by e.at limit ${limit}`.execute(db);
  return rows;
}

export const addTries = (db: Db, rows: New<"alertTries">[]) =>
  db
    .insertInto("alertTries")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["proof", "slotAt"]).doUpdateSet({
        tries: sql`alert_tries.tries + excluded.tries`,
        passed: sql`alert_tries.passed + excluded.passed`,
      }),
    )
    .execute();

/** By proof, over several stretches of time together. */
export async function sumTries(db: Db, stretches: readonly { from: Date; to: Date }[]) {
  const froms = stretches.map(({ from }) => from);
  const tos = stretches.map(({ to }) => to);
  const { rows } = await sql<{ proof: string; n: number; ok: number }>`
    select t.proof, sum(t.tries)::int as n, sum(t.passed)::int as ok
    from unnest(${froms}::timestamptz[], ${tos}::timestamptz[]) as s (from_at, to_at)
    join alert_tries t on t.slot_at >= s.from_at and t.slot_at < s.to_at
    group by t.proof order by t.proof`.execute(db);
  return rows;
}
