/**
 * Migrations: numbered SQL files, forward only, never edited once landed. The runner inserts its row
 * first, so that of two servers starting at once one applies a step and the other waits for it. Older
 * processes go on working meanwhile: docs/guide/upgrades.md has the rules for that.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { connectClient } from "./database-writer.ts";

/** One clear sentence; `code` never changes, for whoever runs it from a script. */
export class MigrationError extends Error {
  readonly code: string;
  constructor(sentence: string, code: string) {
    super(sentence);
    this.code = code;
  }
}

/**
 * Whoever asks for a table's lock stands in a line, and everybody behind it waits too. So a step waits so long for
 * what others use, gives way, and comes again.
 */
export type Patience = { waitMs: number; tries: number; pauseMs: number };
const PATIENCE: Patience = { waitMs: 3_000, tries: 20, pauseMs: 2_000 };

/** SQLSTATE: the lock was not had in time. */
const NO_LOCK = "55P03";

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
 * MigrationError: `edited` of a file that was applied with another text, `tables-in-use` when a step did not
 * get its locks, and nothing of it was kept.
 */
export async function migrate(
  url: string,
  folder: string,
  now: Date,
  only?: readonly string[],
  patience = PATIENCE,
): Promise<string[]> {
  const client = await connectClient(url);
  try {
    await client.query(
      "create table if not exists migrations (name text primary key, hash text not null, applied_at timestamptz not null)",
    );
    const applied: string[] = [];
    for (const step of await stepsOf(folder))
      if (!only || only.includes(step.name))
        if (await applyPatiently(client, step, now, patience)) applied.push(step.name);
    return applied;
  } finally {
    await client.end();
  }
}

type Step = { name: string; sql: string; hash: string };

async function applyPatiently(client: pg.Client, step: Step, now: Date, patience: Patience) {
  for (let tries = 1; ; tries++)
    try {
      return await applyStep(client, step, now, patience.waitMs);
    } catch (error) {
      if ((error as { code?: string }).code !== NO_LOCK) throw error;
      if (tries >= patience.tries)
        throw new MigrationError(
          `The migration ${step.name} did not get its tables: somebody works on them all the time. Nothing of it was kept; run it again when less is going on.`,
          "tables-in-use",
        );
      await pause(patience.pauseMs);
    }
}

async function applyStep(
  client: pg.Client,
  { name, sql, hash }: Step,
  now: Date,
  waitMs: number,
): Promise<boolean> {
  await client.query("begin");
  try {
    const inserted = await client.query(
      "insert into migrations (name, hash, applied_at) values ($1, $2, $3) on conflict (name) do nothing",
      [name, hash, now],
    );
    if (inserted.rowCount === 1) {
      // The first is for a cluster, whose other nodes would not hear of the second; elsewhere it is only a name.
      await client.query("set local citus.propagate_set_commands = 'local'");
      await client.query(`set local lock_timeout = ${waitMs}`);
      await client.query(sql);
    }
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
      "edited",
    );
  return false;
}
