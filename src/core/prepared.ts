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

/** The same, for the first row or undefined. */
export function preparedOne<A extends unknown[], R>(
  build: (db: Db, ...given: A) => Compilable<R>,
): (db: Db, ...given: A) => Promise<R | undefined> {
  const all = prepared(build);
  return async (db, ...given) => (await all(db, ...given))[0];
}
