import { type Kysely, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Tables } from "../../core/tables.ts";

export const readSetting = async (db: Db, name: string): Promise<string | null> => {
  const row = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.value ?? null;
};

export const writeSetting = (db: Db, name: string, value: string) =>
  db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();

/** Writes a setting unless it is there, and reads it: of two that start at once, one decides. */
export async function settleSetting(db: Db, name: string, value: string): Promise<string> {
  await db
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await readSetting(db, name)) ?? value;
}

/** A message that is sent again keeps its first row. */
export const insertMessage = (db: Kysely<Tables>, row: Tables["demoMessages"]) =>
  db
    .insertInto("demoMessages")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();

/** Newest first; to one address or to all. */
export const listMessages = (db: Db, to: string | null, limit: number) => {
  const query = db
    .selectFrom("demoMessages")
    .selectAll()
    .orderBy("sentAt", "desc")
    .orderBy("id", "desc")
    .limit(limit);
  return (to === null ? query : query.where("toAddress", "=", to)).execute();
};

/** Are people deciding about this account? */
export async function hasOpenCase(db: Db, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom("cases")
    .select("id")
    .where("accountId", "=", accountId)
    .where("closedAt", "is", null)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a reset keeps: the schema's history, the policies in force, the wallet's key, where posts come from. */
const kept = new Set([
  "migrations",
  "policy_versions",
  "registry_versions",
  "service_keys",
  "settings",
  "topic_sources",
]);

/** Keys go on. How far each round had come does not: it tells of a time that has not been yet. */
const keptSettings = ["audit-key", "pack-keys", "demo-service-key", "demo-clock"];
export const forgetRounds = (db: Db) =>
  db.deleteFrom("settings").where("name", "not in", keptSettings).execute();

/** Every other table, whichever features there are; the database names them. */
export async function tablesToEmpty(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables();
  const names = tables
    .filter(({ name, isView }) => !isView && !kept.has(name))
    .map(({ name }) => name);
  // Work first, so that nothing goes on with rows that are about to go.
  return names.sort((a, b) => Number(b === "jobs") - Number(a === "jobs"));
}

export async function emptyTables(db: Db, names: readonly string[]): Promise<void> {
  for (const name of names) await sql`delete from ${sql.table(name)}`.execute(db);
}
