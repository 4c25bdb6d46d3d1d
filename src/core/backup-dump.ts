/**
 * Everything in the database at one moment, as records: a repeatable-read snapshot, table by table in the
 * text form of COPY, so that a server of another build or a later PostgreSQL reads it. Others write meanwhile
 * and nobody waits.
 */
import { createHash, type Hash, hash } from "node:crypto";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Part } from "./backup-file.ts";
import { keyedHashes, keyring } from "./crypto.ts";
import { connectClient } from "./database-writer.ts";

export const FORMAT = 1;

export type Table = { name: string; columns: string[] };
/** The first record. `keys`: the server's own, null when they are kept elsewhere. */
export type Opening = {
  kind: "rightful-backup";
  format: number;
  /** When its snapshot was taken, RFC 3339. */
  at: string;
  migrations: { name: string; hash: string }[];
  tables: Table[];
  keys: string[] | null;
  /** Says which keys the data is sealed with, and nothing about them. */
  keyTag: string;
};
/** After a table's rows. `digest`: of its rows as a set, so that their order says nothing. */
export type Closing = { closes: string; rows: number; digest: string };

/** How values are written as text: the same whatever the server or its user has set. */
export const SAME_TEXT = [
  ...["datestyle = 'ISO, YMD'", "intervalstyle = 'postgres'", "timezone = 'UTC'"],
  ...["extra_float_digits = 3", "bytea_output = 'hex'", "standard_conforming_strings = on"],
  "statement_timeout = 0",
];

export async function connected(url: string): Promise<pg.Client> {
  const client = await connectClient(url, { connectionTimeoutMillis: 10_000 });
  for (const setting of SAME_TEXT) await client.query(`set ${setting}`);
  return client;
}

/** Tables and their columns, by name; the list of migrations is not one of them. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attname) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
       and not c.relispartition and c.relname <> 'migrations'
     group by c.relname order by c.relname`,
  );
  return rows;
}

export const quoted = ({ name, columns }: Table) => ({
  table: pg.escapeIdentifier(name),
  columns: columns.map((column) => pg.escapeIdentifier(column)).join(", "),
});

/**
 * Rows in COPY's text form: one a line, since it writes a line break within a value as \n. The sum of the
 * rows' hashes, 128 bits of each: two tables of the same rows have the same, in whatever order.
 */
export class RowDigest {
  rows = 0;
  /** Of a row of which the end has not come yet. */
  private begun: Hash | null = null;
  private readonly lanes = new Uint32Array(4);

  add(bytes: Buffer) {
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const line = bytes.subarray(from, end);
      this.count(this.begun ? this.begun.update(line).digest() : hash("sha256", line, "buffer"));
      this.begun = null;
      from = end + 1;
    }
    if (from === bytes.length) return;
    this.begun ??= createHash("sha256");
    this.begun.update(bytes.subarray(from));
  }

  private count(digest: Buffer) {
    this.rows++;
    for (let lane = 0; lane < 4; lane++)
      this.lanes[lane] = ((this.lanes[lane] ?? 0) + digest.readUInt32LE(lane * 4)) >>> 0;
  }

  get text() {
    return [...this.lanes].map((lane) => lane.toString(16).padStart(8, "0")).join("");
  }
}

const GATHERED_BYTES = 256 * 1024;

/** The rows of one table as this connection sees them; many small ones are gathered. */
export async function* copyOut(client: pg.Client, table: Table): AsyncGenerator<Buffer> {
  const { table: name, columns } = quoted(table);
  // As a query: a table in partitions cannot be copied by its name.
  const stream = client.query(copyTo(`copy (select ${columns} from ${name}) to stdout`));
  let gathered: Buffer[] = [];
  let size = 0;
  for await (const bytes of stream) {
    gathered.push(bytes as Buffer);
    size += (bytes as Buffer).length;
    if (size < GATHERED_BYTES) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(gathered);
}

/** The same for the same keys; the newest of several is enough. */
export const keyTags = (keys: readonly string[]) => keyedHashes(keyring(keys), "look-up", "backup");

export type Progress = (done: { table: string; rows: number; bytes: number }) => void;

/** `now`: the moment that the backup bears; what is committed later is not in it. */
export async function* dump(
  url: string,
  given: { keys: string[]; withoutKeys?: boolean; now: () => Date },
  progress: Progress = () => {},
): AsyncGenerator<Part> {
  const client = await connected(url);
  try {
    const at = given.now().toISOString();
    await client.query("begin isolation level repeatable read, read only");
    const { rows: migrations } = await client.query<{ name: string; hash: string }>(
      "select name, hash from migrations order by name",
    );
    const tables = await listTables(client);
    const [keyTag = ""] = keyTags(given.keys);
    const opening: Opening = {
      ...{ kind: "rightful-backup", format: FORMAT, at, migrations, tables, keyTag },
      keys: given.withoutKeys ? null : given.keys,
    };
    yield { json: opening };
    let [rows, bytes] = [0, 0];
    for (const table of tables) {
      const digest = new RowDigest();
      for await (const part of copyOut(client, table)) {
        digest.add(part);
        bytes += part.length;
        yield { rows: part };
        progress({ table: table.name, rows: rows + digest.rows, bytes });
      }
      rows += digest.rows;
      const closing: Closing = { closes: table.name, rows: digest.rows, digest: digest.text };
      yield { json: closing };
    }
    await client.query("commit");
    yield { json: { ends: true, rows } };
  } finally {
    await client.end();
  }
}
