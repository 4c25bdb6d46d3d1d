/**
 * Migrations: numbered SQL files, forward only, never edited once landed. The runner inserts its row
 * first, so that of two servers starting at once one applies a step and the other waits for it.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import { connectClient } from "./database-writer.ts";

export class MigrationError extends Error {}

/** The steps of a folder, in order, each with the hash of its text. */
export async function stepsOf(folder: string) {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), "utf8");
      return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Applies what is missing; returns the names applied. `only`: these steps and no later ones. Throws
 * MigrationError on an edited file.
 */
export async function migrate(
  url: string,
  folder: string,
  now: Date,
  only?: readonly string[],
): Promise<string[]> {
  const client = await connectClient(url);
  try {
    await client.query(
      "create table if not exists migrations (name text primary key, hash text not null, applied_at timestamptz not null)",
    );
    const applied: string[] = [];
    for (const step of await stepsOf(folder))
      if (!only || only.includes(step.name))
        if (await applyStep(client, step, now)) applied.push(step.name);
    return applied;
  } finally {
    await client.end();
  }
}

async function applyStep(
  client: pg.Client,
  { name, sql, hash }: { name: string; sql: string; hash: string },
  now: Date,
): Promise<boolean> {
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
