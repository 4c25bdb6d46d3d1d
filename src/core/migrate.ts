/**
 * Migrations: numbered SQL files, forward only, never edited once landed. The runner inserts its row
 * first, so that of two servers starting at once one applies a step and the other waits for it.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

export class MigrationError extends Error {}

/** Applies what is missing; returns the names applied. Throws MigrationError on an edited file. */
export async function migrate(url: string, folder: string, now: Date): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "create table if not exists migrations (name text primary key, hash text not null, applied_at timestamptz not null)",
    );
    const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
    const applied: string[] = [];
    for (const name of names) {
      const sql = await readFile(join(folder, name), "utf8");
      if (await applyStep(client, name, sql, now)) applied.push(name);
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function applyStep(
  client: pg.Client,
  name: string,
  sql: string,
  now: Date,
): Promise<boolean> {
  const hash = createHash("sha256").update(sql).digest("hex");
  await client.query("begin");
  try {
    const inserted = await client.query(
      "insert into migrations (name, hash, applied_at) values ($1, $2, $3) on conflict (name) do nothing",
      [name, hash, now],
    );
    if (inserted.rowCount === 1) await client.query(sql);
    await client.query("commit");
    if (inserted.rowCount === 1) return true;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
  const { rows } = await client.query("select hash from migrations where name = $1", [name]);
  if (rows[0]?.hash !== hash)
    throw new MigrationError(
      `The migration ${name} was edited after it had been applied to this database; restore the file.`,
    );
  return false;
}
