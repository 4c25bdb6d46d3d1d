/**
 * Hot queries are built and compiled once: Kysely's builder is worth its cost where text and types are
 * written, not each time that they are sent. Only for queries whose text does not depend on what is given.
 */
import type { Compilable, CompiledQuery } from "kysely";
import type { Db } from "./db.ts";

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
    compiled ??= build(db, ...(given.map((_, index) => new Place(index)) as A)).compile();
    const parameters = compiled.parameters.map((value) =>
      value instanceof Place ? given[value.index] : value,
    );
    const { rows } = await db.executeQuery<R>({ ...compiled, parameters });
    return rows;
  };
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
