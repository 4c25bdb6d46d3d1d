/**
 * Loads a backup into an empty database, in one transaction: whatever kills it, the database holds all of it
 * or nothing. Before it begins, every byte of the file was opened (`prove`); before it commits, each table is
 * read out again and has to be what was written.
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import {
  type Closing,
  connected,
  copyOut,
  FORMAT,
  listTables,
  type Opening,
  type Progress,
  quoted,
  RowDigest,
  type Table,
} from "./backup-dump.ts";
import { RESTORED, type Restored, spend } from "./backup-epoch.ts";
import type { Part } from "./backup-file.ts";
import { BackupError } from "./backup-seal.ts";
import { migrate, stepsOf } from "./migrate.ts";

/** The first record. @throws BackupError when this version of the program cannot read what follows. */
export async function readOpening(parts: AsyncIterable<Part>, migrations: string) {
  for await (const part of parts) {
    const opening = "json" in part ? (part.json as Opening) : null;
    if (opening?.kind !== "rightful-backup") break;
    const known = new Map((await stepsOf(migrations)).map(({ name, hash }) => [name, hash]));
    const isNewer =
      opening.format > FORMAT || opening.migrations.some(({ name }) => !known.has(name));
    if (isNewer)
      throw new BackupError(
        "The backup was made by a newer version of Rightful: install that version, or a later one, and restore with it.",
      );
    const other = opening.migrations.find(({ name, hash }) => known.get(name) !== hash);
    if (other)
      throw new BackupError(`The backup was made with another ${other.name} than the one here.`);
    return opening;
  }
  throw new BackupError("The backup holds no data of Rightful.");
}

/** Is there anything in it that a restore would mix with? */
export async function isEmpty(url: string): Promise<boolean> {
  const client = await connected(url);
  try {
    for (const table of await listTables(client)) {
      const { rowCount } = await client.query(`select 1 from ${quoted(table).table} limit 1`);
      if (rowCount) return false;
    }
    return true;
  } finally {
    await client.end();
  }
}

/** Only for what an unfinished restore of ours left. */
export async function clear(url: string): Promise<void> {
  const client = await connected(url);
  await client
    .query("drop schema public cascade")
    .then(() => client.query("create schema public"))
    .finally(() => client.end());
}

export type Loaded = {
  opening: Opening;
  rows: number;
  tables: number;
  restored: Restored;
  /** Rows that were live and are spent, by table. */
  spent: Record<string, number>;
};

type Given = { migrations: string; id: string; now: () => Date };

/** Brings the empty database to the backup's version, loads it, and then to the version of this program. */
export async function load(
  url: string,
  records: () => AsyncIterable<Part>,
  { migrations, id, now }: Given,
  progress: Progress = () => {},
): Promise<Loaded> {
  const opening = await readOpening(records(), migrations);
  const steps = opening.migrations.map(({ name }) => name);
  await migrate(url, migrations, now(), steps);
  const client = await connected(url);
  let rows = 0;
  let restored: Restored;
  let ended: Record<string, number>;
  try {
    await demandSameTables(client, opening.tables);
    await client.query("begin");
    rows = await loadRows(client, opening.tables, records(), progress);
    const restoredAt = now();
    restored = {
      ...{ id, backupAt: opening.at, restoredAt: restoredAt.toISOString() },
      after: await lastCheckpoint(client),
    };
    ended = await spend(
      client,
      restoredAt,
      opening.tables.map(({ name }) => name),
    );
    await client.query(
      "insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = $2",
      [RESTORED, JSON.stringify(restored)],
    );
    await client.query("commit");
  } finally {
    await client.end();
  }
  await migrate(url, migrations, now());
  return { opening, rows, tables: opening.tables.length, restored, spent: ended };
}

async function demandSameTables(client: pg.Client, tables: readonly Table[]) {
  const here = JSON.stringify(await listTables(client));
  if (here !== JSON.stringify(tables))
    throw new BackupError(
      "The tables here are not those of the backup: restore into an empty database of its own.",
    );
}

const lastCheckpoint = async (client: pg.Client): Promise<number> =>
  (await client.query<{ seq: number | null }>("select max(seq) as seq from checkpoints")).rows[0]
    ?.seq ?? 0;

async function loadRows(
  client: pg.Client,
  tables: readonly Table[],
  records: AsyncIterable<Part>,
  progress: Progress,
): Promise<number> {
  const parts = records[Symbol.asyncIterator]();
  await parts.next();
  let [rows, bytes] = [0, 0];
  for (const table of tables) {
    const { table: name, columns } = quoted(table);
    let closing: Closing | undefined;
    const content = async function* () {
      for (;;) {
        const { value, done } = await parts.next();
        if (done) throw new BackupError(`The backup ends within the table ${table.name}.`);
        if ("json" in value) {
          closing = value.json as Closing;
          return;
        }
        bytes += value.rows.length;
        progress({ table: table.name, rows, bytes });
        yield value.rows;
      }
    };
    await pipeline(
      Readable.from(content(), { objectMode: false }),
      client.query(copyFrom(`copy ${name} (${columns}) from stdin`)),
    );
    const digest = new RowDigest();
    for await (const part of copyOut(client, table)) digest.add(part);
    const isSame =
      closing?.closes === table.name &&
      closing.rows === digest.rows &&
      closing.digest === digest.text;
    if (!isSame)
      throw new BackupError(
        `The table ${table.name} does not hold after the restore what the backup holds; nothing was kept.`,
      );
    rows += digest.rows;
    progress({ table: table.name, rows, bytes });
  }
  const last = await parts.next();
  if (last.done || !("json" in last.value)) throw new BackupError("The backup has no end.");
  return rows;
}
