/**
 * The facts: a row a case, written from the claims themselves by the definitions (migration 0035). Derived, and
 * nobody else's: so no account is locked for them. Statements name accounts, and each shard changes its own.
 */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";

export const readSetting = async (db: Db, name: string): Promise<string | null> =>
  (await db.selectFrom("settings").select("value").where("name", "=", name).executeTakeFirst())
    ?.value ?? null;

export const writeSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();

/** Accounts in which something happened that a case is told by. The events lie in the order of their time. */
export async function changedAccounts(
  db: Db,
  { from, to }: { from: Date; to: Date },
  types: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ accountId: string }>`select distinct account_id from events
    where at >= ${from} and at < ${to} and type = any(${types})`.execute(db);
  return rows.map(({ accountId }) => accountId);
}

export type Seen = { type: string; first: Date; last: Date };

/** When each kind of event came first and last in a stretch of time. */
export async function seenTypes(
  db: Db,
  { from, to }: { from: Date; to: Date },
  types: readonly string[],
): Promise<Seen[]> {
  const { rows } = await sql<Seen>`select type, min(at) as first, max(at) as last from events
    where at >= ${from} and at < ${to} and type = any(${types}) group by type`.execute(db);
  return rows;
}

/**
 * The first claim that there is: the count begins with it. It reads every claim (half a second to one for 400,000), and
 * is asked once: a mark is written with the first step. The index over their times (BRIN) gives no least one; looking
 * for it by halves takes milliseconds where the planner has statistics, and reads the table at every half where not.
 */
export async function firstClaimAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{
    at: Date | null;
  }>`select min(created_at) as at from recoveries`.execute(db);
  return rows[0]?.at ?? null;
}

/** Every value of a row that the definitions give; the key is `account_id, id`. */
const COLUMNS = [
  ...["has_account", "started_at", "situation", "risk_level", "locale", "policy_name"],
  ...["policy_version", "way_first", "starts", "people_asked", "by_people", "completed_at"],
  ...["path", "outcome", "seconds", "wait_seconds", "first_try", "stopped", "disputed"],
  ...["self_step", "people_step", "last_state", "last_why"],
];
const columns = sql.join(COLUMNS.map((name) => sql.ref(name)));
const taken = sql.join(
  COLUMNS.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`),
);
const kept = sql.join(COLUMNS.map((name) => sql.ref(`insight_facts.${name}`)));
const given = sql.join(COLUMNS.map((name) => sql.ref(`excluded.${name}`)));

/**
 * Writes the cases of these accounts anew, of those that began at `since` or later; what was a case and is none any
 * more goes. Done twice it changes nothing. Returns how many rows it changed.
 */
export async function refresh(db: Db, accounts: readonly string[], since: Date): Promise<number> {
  const gone = await sql`delete from insight_facts f
    where f.account_id = any(${accounts}) and f.started_at >= ${since} and not exists (
      select 1 from insight_source_v2 s
      where s.account_id = f.account_id and s.account_id = any(${accounts}) and s.id = f.id)`.execute(
    db,
  );
  const written = await sql`insert into insight_facts (account_id, id, ${columns})
    select account_id, id, ${columns} from insight_source_v2
    where account_id = any(${accounts}) and started_at >= ${since}
    on conflict (account_id, id) do update set ${taken}
    where (${kept}) is distinct from (${given})`.execute(db);
  return Number(gone.numAffectedRows ?? 0) + Number(written.numAffectedRows ?? 0);
}

type Difference = { accountId: string; id: string; columns: string[] };

/** What number 1 of the definitions says of a case too. */
const COMPARED = COLUMNS.filter(
  (name) => !/^(has_account|self_step|people_step|last_state|last_why)$/.test(name),
);

/** Cases of a stretch of time of which the facts and the first definitions do not say the same. */
export async function differences(
  db: Db,
  { from, to }: { from: Date; to: Date },
): Promise<Difference[]> {
  const differing = sql.join(
    COMPARED.map(
      (name) =>
        sql`case when f.${sql.ref(name)} is distinct from v.${sql.ref(name)} then ${name}::text end`,
    ),
  );
  const { rows } = await sql<Difference>`
    select account_id, id, columns from (
      select coalesce(f.account_id, v.account_id) as account_id, coalesce(f.id, v.id) as id,
        array_remove(array[${differing}], null) as columns
      from (select * from insight_cases_v2 where started_at >= ${from} and started_at < ${to}) f
      full join (select * from insight_cases_v1 where started_at >= ${from} and started_at < ${to}) v
        on v.account_id = f.account_id and v.id = f.id
    ) beside
    where cardinality(columns) > 0
    order by account_id, id`.execute(db);
  return rows;
}

export async function countFacts(db: Db, { from, to }: { from: Date; to: Date }): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from insight_cases_v2
    where started_at >= ${from} and started_at < ${to}`.execute(db);
  return rows[0]?.n ?? 0;
}
