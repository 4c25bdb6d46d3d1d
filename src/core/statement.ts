/**
 * A prepared statement, as PostgreSQL is asked. `pg` has the columns of the answer described at each execution; here
 * they are described once a connection. Reading, order and errors are `pg`'s. Why:
 * docs/decisions/0062-described-once.md.
 */
import pg from "pg";
import { serialize } from "pg-protocol";

type Row = Record<string, unknown>;
type Column = { name: string; read: (text: string) => unknown };
/** `empty`: a row with all its columns in order, so that all rows are of one form. */
type Shape = { columns: readonly Column[]; empty: Row };
export type Answered = { command: string; rowCount: number; rows: Row[] };

/** Without a name it is forgotten; without values it is sent as it is (`begin`). One name has one `columnName`. */
export type Asked = {
  text: string;
  values?: readonly unknown[] | undefined;
  name?: string | undefined;
  columnName?: ((column: string) => string) | undefined;
};
export type Told = (error: Error | null, answered?: Answered) => void;

/** `pg`'s connection and query, as far as its types leave them out. */
type Wire = { stream: { writable: boolean; write(bytes: Buffer): boolean } };
type PgQuery = { name: string | undefined; values: unknown[]; submit(to: Wire): Error | null };
const PgQuery = pg.Query as unknown as new (text: string, values?: unknown[]) => PgQuery;
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } })
  .utils;

const asItIs = (column: string) => column;
const NO_ROWS: Shape = { columns: [], empty: {} };
const RUN = Buffer.concat([serialize.execute(), serialize.sync()]);
/** By connection, then by the name that the statement has there. */
const shapes = new WeakMap<Wire, Map<string, Shape>>();

export class Statement extends PgQuery {
  /** `pg` tells it of an error too, also of one before anything was sent. */
  readonly callback: Told;
  readonly #columnName: (column: string) => string;
  #wire: Wire | undefined;
  #shape: Shape | undefined;
  #wrong: Error | undefined;
  readonly #answered: Answered = { command: "", rowCount: 0, rows: [] };

  constructor({ text, values, name, columnName }: Asked, told: Told) {
    super(text, values as unknown[]);
    this.name = name;
    this.#columnName = columnName ?? asItIs;
    this.callback = told;
  }

  /** The first time as `pg` does it: parse, bind, describe, execute. Then bind and execute, in one piece. */
  override submit(wire: Wire): Error | null {
    this.#wire = wire;
    try {
      this.values = this.values?.map(asWritten);
      this.#shape = this.name ? shapes.get(wire)?.get(this.name) : undefined;
      if (!this.#shape) return super.submit(wire);
      const bound = serialize.bind({ statement: this.name as string, values: this.values });
      // One that is closing tells of its end by itself.
      if (wire.stream.writable) wire.stream.write(Buffer.concat([bound, RUN]));
      return null;
    } catch (error) {
      // A value that cannot be written: nothing was sent.
      return error as Error;
    }
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }) {
    const columns = fields.map(({ name, dataTypeID }) => ({
      ...{ name: this.#columnName(name), read: pg.types.getTypeParser(dataTypeID, "text") },
    }));
    const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
    this.#shape = { columns, empty };
  }

  handleDataRow({ fields }: { fields: (string | null)[] }) {
    const { columns, empty } = this.#shape ?? NO_ROWS;
    const row = { ...empty };
    try {
      if (fields.length !== columns.length) throw new ChangedColumns();
      for (let n = 0; n < columns.length; n++) {
        const { name, read } = columns[n] as Column;
        const text = fields[n] as string | null;
        if (text !== null) row[name] = read(text);
      }
      this.#answered.rows.push(row);
    } catch (error) {
      this.#wrong ??= error as Error;
    }
  }

  /** `SELECT 3`, `INSERT 0 1`, `BEGIN`, `CREATE TABLE`: the last word may say how many. */
  handleCommandComplete({ text }: { text: string }) {
    const [command = "", ...counts] = text.split(" ");
    this.#answered.command = command;
    this.#answered.rowCount = Number(counts.at(-1)) || 0;
  }

  handleReadyForQuery() {
    if (this.#wrong) return this.callback(this.#wrong);
    if (this.name) this.#remember(this.#wire as Wire, this.name);
    this.callback(null, this.#answered);
  }

  #remember(wire: Wire, name: string) {
    const known = shapes.get(wire) ?? new Map<string, Shape>();
    if (known.has(name)) return;
    shapes.set(wire, known.set(name, this.#shape ?? NO_ROWS));
  }
}

/**
 * PostgreSQL says so by itself (0A000) where it remembers the statement. Behind a pooler that prepared it again after
 * a migration the number of columns tells. As if it were forgotten (26000): the next connection asks anew.
 */
class ChangedColumns extends Error {
  override message = "The columns of a prepared statement have changed.";
  readonly code = "26000";
}

/** As `pg` writes values, but a moment in UTC: one call, where `pg` puts nine parts together. */
function asWritten(value: unknown) {
  if (typeof value === "string") return value;
  const year = value instanceof Date ? value.getUTCFullYear() : 0;
  return year > 0 && year < 10_000 ? (value as Date).toISOString() : prepareValue(value);
}
