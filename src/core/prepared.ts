/**
 * Hot queries are built and compiled once: Kysely's builder is worth its cost where text and types are
 * written, not each time that they are sent. Only for queries whose text does not depend on what is given.
 */
import type { Compilable, CompiledQuery, Expression } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { Db } from "./db.ts";
import { names } from "./names.ts";

/** Stands for the n-th argument while the query is compiled. */
class Place {
  readonly index: number;
  constructor(index: number) {
    this.index = index;
  }
}

/**
 * `build` is called once, with stand-ins for its arguments: it may put them where a value goes
 * (`where("id", "=", id)`), and must not look at them. Returns all rows.
 */
export function prepared<A extends unknown[], R>(
  build: (db: Db, ...given: A) => Compilable<R>,
): (db: Db, ...given: A) => Promise<R[]> {
  let compiled: CompiledQuery<R> | undefined;
  return async (db, ...given) => {
    compiled ??= build(db, ...(places(given) as A)).compile();
    const parameters = filled(compiled, given);
    const { rows } = await db.executeQuery<R>({ ...compiled, parameters });
    return rows;
  };
}

const places = (given: readonly unknown[], from = 0) =>
  given.map((_, index) => new Place(from + index));
const filled = ({ parameters }: CompiledQuery, given: readonly unknown[]) =>
  parameters.map((value) => (value instanceof Place ? given[value.index] : value));

/** A read that may stand in one statement with others. */
type Read<A extends unknown[], R> = (db: Db, ...given: A) => Expression<R> & Compilable<R>;
type Reads = Record<string, Read<never[], unknown>>;
type GivenTo<T> = T extends Read<infer A, unknown> ? A : never;
type RowOf<T> = T extends Read<never[], infer R> ? R : never;

/**
 * Several reads in one statement, for what is asked for so often that what each statement costs by itself counts:
 * the database answers with the rows of each as JSON. They come back as each read alone would give them: a column
 * that holds a time is known by its name (`isTime`).
 */
export function together<P extends Reads>(reads: P) {
  type Given = { [K in keyof P]: GivenTo<P[K]> };
  type Found = { [K in keyof P]: RowOf<P[K]>[] };
  const asked = Object.keys(reads);
  let compiled: CompiledQuery<Record<string, Row[]>> | undefined;
  return async (db: Db, given: Given): Promise<Found> => {
    compiled ??= compileTogether(db, reads, given);
    const parameters = filled(
      compiled,
      asked.flatMap((name) => (given as Record<string, unknown[]>)[name] ?? []),
    );
    const { rows } = await db.executeQuery({ ...compiled, parameters });
    const row = (rows[0] ?? {}) as Record<string, Row[]>;
    const found = asked.map((name) => [name, (row[name] ?? []).map(asRead)]);
    return Object.fromEntries(found) as Found;
  };
}

function compileTogether(db: Db, reads: Reads, given: Record<string, unknown[]>) {
  let from = 0;
  const parts = Object.entries(reads).map(([name, read]) => {
    const values = given[name] ?? [];
    const part = jsonArrayFrom(read(db, ...(places(values, from) as never[]))).as(name);
    from += values.length;
    return part;
  });
  return db.selectNoFrom(parts).compile() as CompiledQuery<Record<string, Row[]>>;
}

/** Columns with a moment in time, and no others, are named so (`prepared.test.ts` looks at the tables). */
export const isTime = (column: string) => /(^|_)(at|since|until|after|hour)$/.test(column);

/** A row of JSON: names as TypeScript has them, times as dates. */
function asRead(row: Row): Row {
  const out: Record<string, unknown> = {};
  for (const column of Object.keys(row)) {
    const value = row[column];
    const isDate = typeof value === "string" && isTime(column);
    out[names.of(column)] = isDate ? new Date(value) : value;
  }
  return out;
}

/** Stands for a column of the n-th row while the query is compiled. */
class Cell {
  readonly row: number;
  readonly column: string;
  constructor(row: number, column: string) {
    this.row = row;
    this.column = column;
  }
}

type Row = Readonly<Record<string, unknown>>;
const columnsOf = (row: Row) => Object.keys(row).filter((column) => row[column] !== undefined);

/**
 * For statements whose text depends on how many rows with which columns are given, and on nothing else:
 * compiled once for each number of rows. All rows of one call have the same columns.
 */
export function preparedRows<T extends object, R>(
  build: (db: Db, rows: T[]) => Compilable<R>,
): (db: Db, rows: readonly T[]) => Promise<R[]> {
  const compiled = new Map<string, CompiledQuery<R>>();
  return async (db, rows) => {
    const given = rows as readonly Row[];
    const columns = columnsOf(given[0] ?? {});
    if (given.some((row) => columnsOf(row).join() !== columns.join()))
      throw new Error("Rows of one statement have the same columns, in the same order.");
    const shape = `${given.length} ${columns}`;
    let query = compiled.get(shape);
    if (!query) {
      const stand = given.map((_, row) =>
        Object.fromEntries(columns.map((column) => [column, new Cell(row, column)])),
      );
      query = build(db, stand as T[]).compile();
      compiled.set(shape, query);
    }
    const parameters = query.parameters.map((value) =>
      value instanceof Cell ? given[value.row]?.[value.column] : value,
    );
    return (await db.executeQuery<R>({ ...query, parameters })).rows;
  };
}

/** The same, for the first row or undefined. */
export function preparedOne<A extends unknown[], R>(
  build: (db: Db, ...given: A) => Compilable<R>,
): (db: Db, ...given: A) => Promise<R | undefined> {
  const all = prepared(build);
  return async (db, ...given) => (await all(db, ...given))[0];
}
