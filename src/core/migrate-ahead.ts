/**
 * Indexes that an upgrade wants on tables which are there already, built before it while everybody works
 * (`create index concurrently`). The step that names them finds them and does nothing; without this it builds them
 * itself, and whoever writes to the table waits so long. For one operator, who calls it once.
 */
import type pg from "pg";
import { connectClient } from "./database-writer.ts";
import { stepsOf } from "./migrate.ts";

const INDEX = /\bcreate index if not exists (\w+)\s+on (\w+)[^;]*;/gi;

/** The indexes of a step that can be built ahead of it, as it names them. */
export const indexesOf = (sql: string) =>
  [...sql.replace(/--[^\n]*/g, "").matchAll(INDEX)].map(([text, name = "", table = ""]) => ({
    name,
    table,
    concurrently: text.replace(/index if not exists/i, "index concurrently"),
  }));

type Index = ReturnType<typeof indexesOf>[number];

const isThere = async (client: pg.Client, name: string) =>
  (await client.query("select 1 where to_regclass($1) is not null", [name])).rowCount === 1;

/** `there`: nothing to do. `early`: its table, or a column of it, comes with the upgrade. */
type Outcome = "built" | "there" | "early";

async function buildOne(client: pg.Client, { name, table, concurrently }: Index): Promise<Outcome> {
  if (!(await isThere(client, table))) return "early";
  // What a build that was broken off leaves: it is kept up to date and never used.
  const broken = await client.query(
    "select 1 from pg_index where indexrelid = to_regclass($1) and not indisvalid",
    [name],
  );
  if (broken.rowCount) await client.query(`drop index concurrently ${name}`);
  else if (await isThere(client, name)) return "there";
  try {
    await client.query(concurrently);
    return "built";
  } catch (error) {
    // SQLSTATE undefined_column
    if ((error as { code?: string }).code === "42703") return "early";
    throw error;
  }
}

/** Gives back the names of those that it has built. */
export async function buildAhead(url: string, folder: string): Promise<string[]> {
  const client = await connectClient(url);
  try {
    const done = (await isThere(client, "migrations"))
      ? (await client.query<{ name: string }>("select name from migrations")).rows
      : [];
    const applied = new Set(done.map(({ name }) => name));
    const built: string[] = [];
    for (const { name, sql } of await stepsOf(folder))
      if (!applied.has(name))
        for (const index of indexesOf(sql))
          if ((await buildOne(client, index)) === "built") built.push(index.name);
    return built;
  } finally {
    await client.end();
  }
}
