/**
 * Fills a database with accounts as the server left two of them: one that was only ever used, one that
 * was recovered. Every row that those have, in every table, under other names; sealed columns keep the
 * bytes, which nobody opens. So what is filled in follows the schema without being told of it.
 */
import type pg from "pg";

/** One in so many was recovered at some time. */
export const RECOVERED_ONE_IN = 10;
/** What is filled in happened over so many days, the first account's first: as it comes, and as it is kept. */
export const OVER_DAYS = 360;

type Column = { table: string; name: string; type: string };

const quoted = (name: string) => `"${name}"`;
const asName = "'acc_b' || lpad(n::text, 8, '0')";

/** Ids and hashes become others of the same length and spread; what refers to one refers to it still. */
function another({ name, type }: Column): string {
  if (name === "account_id") return asName;
  // What is still to come (the end of a session) stays; what was is so much longer ago.
  if (type === "timestamp with time zone") {
    const [at, ago] = [`t.${quoted(name)}`, `interval '${OVER_DAYS} days' * (1 - n / $5::float8)`];
    return `case when ${at} <= now() then ${at} - ${ago} else ${at} end`;
  }
  if (type !== "text" || !/(^|_)(id|hash|tag|destination|commitment|chain_head)$/.test(name))
    return `t.${quoted(name)}`;
  const column = `t.${quoted(name)}`;
  const random = `translate(md5(${column} || n) || md5(n || ${column}), '0123', 'wxyz')`;
  const prefix = `coalesce(substring(${column} from '^[a-z]{3}_'), '')`;
  return `case when coalesce(${column}, '') = '' or ${column} like 'acc\\_%' then ${column}
    else left(${prefix} || ${random}, length(${column})) end`;
}

export type Filling = {
  tables: string[];
  /** Accounts number `from` to `to` - 1, except every `stride`th below `below`: those are the live ones. */
  fill(from: number, to: number, stride: number, below: number): Promise<void>;
};

/** `used` and `recovered` are the accounts to go by; `accounts`: how many there are in the end. */
export async function filling(
  client: pg.Client,
  used: string,
  recovered: string,
  accounts: number,
): Promise<Filling> {
  const { rows: columns } = await client.query<Column>(
    `select c.table_name as table, c.column_name as name, c.data_type as type
       from information_schema.columns c join information_schema.columns a
         on a.table_schema = c.table_schema and a.table_name = c.table_name and a.column_name = 'account_id'
       join information_schema.tables t
         on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
      where c.table_schema = 'public' and c.table_name <> 'jobs'
      order by c.table_name, c.ordinal_position`,
  );
  const tables = [...new Set(columns.map(({ table }) => table))];
  await client.query("set synchronous_commit = off");
  for (const table of tables) {
    const patterns = `patterns_${table}`;
    await client.query(
      `create temporary table ${patterns} as select * from ${quoted(table)} where account_id in ('${used}', '${recovered}')`,
    );
  }
  const statements = tables.map((table) => {
    const own = columns.filter((column) => column.table === table);
    return `insert into ${quoted(table)} (${own.map(({ name }) => quoted(name)).join(", ")})
      select ${own.map(another).join(", ")}
        from generate_series($1::int, $2::int - 1) as n join patterns_${table} t
          on t.account_id = case when n % ${RECOVERED_ONE_IN} = 1 then '${recovered}' else '${used}' end
       where (n % $3::int <> 0 or n >= $4::int) and $5::float8 > 0`;
  });
  return {
    tables,
    fill: async (...numbers) => {
      for (const statement of statements) await client.query(statement, [...numbers, accounts]);
    },
  };
}

/** Takes the indexes of these tables away; what it returns makes them again. Sorted at once they cost a fraction. */
export async function withoutIndexes(client: pg.Client, tables: string[]) {
  const { rows: constraints } = await client.query<{ table: string; name: string; made: string }>(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as made
       from pg_constraint where contype in ('p', 'u') and conrelid::regclass::text = any($1)`,
    [tables],
  );
  const { rows: indexes } = await client.query<{ name: string; made: string }>(
    `select indexname as name, indexdef as made from pg_indexes
      where schemaname = 'public' and tablename = any($1) and indexname <> all($2)`,
    [tables, constraints.map(({ name }) => name)],
  );
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  for (const { table, name } of constraints)
    await client.query(`alter table ${table} drop constraint ${name}`);
  return async () => {
    await client.query("set maintenance_work_mem = '512MB'");
    for (const { table, name, made } of constraints)
      await client.query(`alter table ${table} add constraint ${name} ${made}`);
    for (const { made } of indexes) await client.query(made);
  };
}
