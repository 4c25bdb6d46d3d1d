/**
 * The database: Kysely over `pg`, and the one way to write. Every write goes through `transact`:
 * it retries what a database may ask to retry, and its work has no outside effects.
 */
import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import { markDone } from "./idempotency.ts";
import { problem } from "./problem.ts";
import type { Tables } from "./tables.ts";
import type { World } from "./world.ts";

export type Db = Kysely<Tables> | Transaction<Tables>;

/** int8 counters of ours stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type DbOptions = { url: string; connections?: number; isolation?: string };

export function connect({ url, connections = 16, isolation }: DbOptions): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    keepAlive: true,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    options: `-c TimeZone=UTC${isolation ? ` -c default_transaction_isolation=${isolation}` : ""}`,
  });
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
}

export const Unsure = problem(
  "try-again",
  503,
  "We could not tell whether this was saved. Send the same request again: it is done once only.",
);

/** serialization failure, deadlock, lost connection, server going down or coming up. */
const RETRY = new Set([
  "40001",
  "40P01",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08003",
  "08000",
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "ENOENT",
]);
const TRIES = 6;

export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** A unique index refused. (Constraint names are not told on a sharded database.) */
export const isDuplicate = (error: unknown) => errorCode(error) === "23505";

const lostConnection = (error: unknown) =>
  RETRY.has(errorCode(error)) ||
  /connection terminated|connection ended|timeout exceeded/i.test(String(error));

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Runs `work` in one transaction and commits it. `work` may run more than once. When the connection
 * is lost while committing, the outcome is unknown: the caller gets `try-again` and its idempotency
 * key tells on the next request (see `core/idempotency.ts`).
 */
export async function transact<T>(world: World, work: (world: World) => Promise<T>): Promise<T> {
  if (world.db.isTransaction) return work(world);
  for (let attempt = 1; ; attempt++) {
    let finished = false;
    try {
      const result = await world.db.transaction().execute(async (db) => {
        const inside = { ...world, db };
        const answer = await work(inside);
        await markDone(inside);
        finished = true;
        return answer;
      });
      // The key of a request belongs to its first transaction.
      if (world.call?.idempotency) world.call.idempotency.marked = true;
      world.nudge();
      return result;
    } catch (error) {
      if (!lostConnection(error)) throw error;
      const certain = !finished || ["40001", "40P01"].includes(errorCode(error));
      if (!certain) throw Unsure();
      if (attempt >= TRIES) throw error;
      await pause(10 * 2 ** attempt + Number.parseInt(world.bytes(1).toString("hex"), 16) / 8);
    }
  }
}
