/**
 * What goes to PostgreSQL in one write and comes back in one answer: prepared statements with one Sync behind them
 * (PostgreSQL, "Extended Query Protocol", pipelining). What an answer's columns are is described once a connection.
 * Reading, order and errors are `pg`'s. Why: docs/decisions/0062-described-once.md, 0063-one-sync-a-trip.md.
 */
import pg from "pg";
import { serialize } from "pg-protocol";

type Row = Record<string, unknown>;
type Column = { name: string; read: (text: string) => unknown };
/** `empty`: a row with all its columns in order, so that all rows are of one form. */
type Shape = { columns: readonly Column[]; empty: Row };
export type Answered = { command: string; rowCount: number; rows: Row[] };

/** Without a name it is prepared anew each time. One name has one `columnName`. */
export type Asked = {
  text: string;
  values?: readonly unknown[] | undefined;
  name?: string | undefined;
  columnName?: ((column: string) => string) | undefined;
};
export type Told = (error: Error | null, answered?: Answered) => void;

type Field = { name: string; dataTypeID: number };
/** `pg`'s connection and query, as far as its types leave them out. */
type Wire = { stream: { writable: boolean; write(bytes: Buffer): boolean } };
type PgQuery = { submit(to: Wire): Error | null };
const PgQuery = pg.Query as unknown as new (text: string) => PgQuery;
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } })
  .utils;

const asItIs = (column: string) => column;
const NO_ROWS: Shape = { columns: [], empty: {} };
const RUN = serialize.execute();
const DESCRIBE_AND_RUN = Buffer.concat([serialize.describe({ type: "P" }), RUN]);
const SYNC = serialize.sync();
/** By connection, then by the name that the statement has there. */
const shapes = new WeakMap<Wire, Map<string, Shape>>();

export class Statement {
  readonly told: Told;
  readonly #asked: Asked;
  readonly #values: unknown[];
  #shape: Shape | undefined;
  #wrong: Error | undefined;
  readonly #answered: Answered = { command: "", rowCount: 0, rows: [] };

  /** Throws when a value cannot be written; nothing is sent then. */
  constructor(asked: Asked, told: Told) {
    this.#asked = asked;
    this.#values = (asked.values ?? []).map(asWritten);
    this.told = told;
  }

  /**
   * Known on this connection: bind and execute. Else it is prepared, and described for the next time; forgotten
   * first, since it may be there of a time that failed, and to forget what is not there is no error.
   */
  writeTo(wire: Wire, bytes: Buffer[]) {
    const { name = "", text } = this.#asked;
    this.#shape = name ? shapes.get(wire)?.get(name) : undefined;
    if (!this.#shape) {
      if (name) bytes.push(serialize.close({ type: "S", name }));
      bytes.push(serialize.parse({ name, text }));
    }
    bytes.push(serialize.bind({ statement: name, values: this.#values }));
    bytes.push(this.#shape ? RUN : DESCRIBE_AND_RUN);
  }

  describe(fields: readonly Field[]) {
    const { columnName = asItIs } = this.#asked;
    const columns = fields.map(({ name, dataTypeID }) => ({
      ...{ name: columnName(name), read: pg.types.getTypeParser(dataTypeID, "text") },
    }));
    const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
    this.#shape = { columns, empty };
  }

  addRow(fields: readonly (string | null)[]) {
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
  complete(said: string) {
    const [command = "", ...counts] = said.split(" ");
    this.#answered.command = command;
    this.#answered.rowCount = Number(counts.at(-1)) || 0;
  }

  end(wire: Wire) {
    if (this.#wrong) return this.told(this.#wrong);
    const { name } = this.#asked;
    if (name) {
      const known = shapes.get(wire) ?? new Map<string, Shape>();
      if (!known.has(name)) shapes.set(wire, known.set(name, this.#shape ?? NO_ROWS));
    }
    this.told(null, this.#answered);
  }
}

/**
 * To `pg` one query. To PostgreSQL its statements are one transaction, also without `begin`, so it succeeds or fails
 * as a whole: nobody is told of one of them before all have been answered.
 */
export class Trip extends PgQuery {
  readonly #statements: readonly Statement[];
  #wire: Wire | undefined;
  /** Which of them is being answered. */
  #at = 0;

  constructor(statements: readonly Statement[]) {
    super("");
    this.#statements = statements;
  }

  override submit(wire: Wire) {
    this.#wire = wire;
    const bytes: Buffer[] = [];
    try {
      for (const statement of this.#statements) statement.writeTo(wire, bytes);
    } catch (error) {
      // Nothing was sent; `pg` tells all of them. Thrown here it would end the process.
      return error as Error;
    }
    bytes.push(SYNC);
    // One that is closing tells of its end by itself.
    if (wire.stream.writable) wire.stream.write(Buffer.concat(bytes));
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }) {
    this.#statements[this.#at]?.describe(fields);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }) {
    this.#statements[this.#at]?.addRow(fields);
  }

  handleCommandComplete({ text }: { text: string }) {
    this.#statements[this.#at++]?.complete(text);
  }

  /** A statement without a word. */
  handleEmptyQuery() {
    this.#at++;
  }

  /** `pg` tells of a lost connection too, also before anything was sent. Behind an error PostgreSQL runs nothing more. */
  handleError(error: Error) {
    for (const { told } of this.#statements) told(error);
  }

  handleReadyForQuery() {
    for (const statement of this.#statements) statement.end(this.#wire as Wire);
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
