/**
 * Hot queries are built and compiled once: Kysely's builder is worth its cost where text and types are
 * written, not each time that they are sent. Only for queries whose text does not depend on what is given.
 */
import {
  AliasNode,
  ColumnNode,
  type Compilable,
  type CompiledQuery,
  type Expression,
  IdentifierNode,
  type OperationNode,
  ReferenceNode,
  SelectQueryNode,
  sql,
} from "kysely";
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
 * the database answers with all their rows, each with the number of its read and its values as JSON. They come back
 * as each read alone would give them: a column that holds a time is known by its name (`isTime`). Each read names
 * its columns.
 */
export function together<P extends Reads>(reads: P) {
  type Given = { [K in keyof P]: GivenTo<P[K]> };
  type Found = { [K in keyof P]: RowOf<P[K]>[] };
  const asked = Object.keys(reads);
  let known: Together | undefined;
  return async (db: Db, given: Given): Promise<Found> => {
    known ??= compileTogether(db, reads, given);
    const { compiled, columns } = known;
    const parameters = filled(
      compiled,
      asked.flatMap((name) => (given as Record<string, unknown[]>)[name] ?? []),
    );
    const found: Row[][] = asked.map(() => []);
    const { rows } = await db.executeQuery<Answer>({ ...compiled, parameters });
    for (const { read, cells } of rows) found[read]?.push(asRow(columns[read] ?? [], cells));
    return Object.fromEntries(asked.map((name, read) => [name, found[read]])) as Found;
  };
}

type Answer = { read: number; cells: unknown[] };
/** As the database and as TypeScript name it. */
type Column = { column: string; name: string; isTime: boolean };
type Together = { compiled: CompiledQuery<Answer>; columns: Column[][] };

function compileTogether(db: Db, reads: Reads, given: Record<string, unknown[]>): Together {
  let from = 0;
  const columns: Column[][] = [];
  const each = Object.entries(reads).map(([name, read], number) => {
    const values = given[name] ?? [];
    const rows = read(db, ...(places(values, from) as never[]));
    from += values.length;
    const asked = columnsOfRead(rows.toOperationNode());
    columns.push(asked);
    const cells = sql.join(asked.map(({ column }) => sql.ref(`rows.${column}`)));
    return sql`select ${sql.lit(number)} as read, json_build_array(${cells}) as cells from ${rows} as rows`;
  });
  return { compiled: sql<Answer>`${sql.join(each, sql` union all `)}`.compile(db), columns };
}

function columnsOfRead(node: OperationNode): Column[] {
  const selections = SelectQueryNode.is(node) ? (node.selections ?? []) : [];
  return selections.map(({ selection }) => {
    const named = AliasNode.is(selection)
      ? selection.alias
      : ReferenceNode.is(selection) && ColumnNode.is(selection.column) && selection.column.column;
    if (!named || !IdentifierNode.is(named))
      throw new Error("A read that is sent with others names its columns.");
    const { name: column } = named;
    return { column, name: names.of(column), isTime: isTime(column) };
  });
}

/** Columns with a moment in time, and no others, are named so (`prepared.test.ts` looks at the tables). */
export const isTime = (column: string) => /(^|_)(at|since|until|after|hour)$/.test(column);

function asRow(columns: readonly Column[], cells: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  for (const [n, { name, isTime }] of columns.entries()) {
    const cell = cells[n];
    row[name] = isTime && typeof cell === "string" ? new Date(cell) : cell;
  }
  return row;
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
