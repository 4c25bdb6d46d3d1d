/**
 * The database: Kysely over `pg`, and the one way to write. Every write goes through `transact`:
 * it retries what a database may ask to retry, and its work has no outside effects.
 */
import { Kysely, type QueryExecutor, Transaction } from "kysely";
import pg from "pg";
import { caughtUp } from "./behind.ts";
import { confirmCaller } from "./callers.ts";
import { openPool } from "./database-writer.ts";
import { type Connection, isLost, isStale, PipelinedDialect } from "./driver.ts";
import { markDone } from "./idempotency.ts";
import { names } from "./names.ts";
import { problem } from "./problem.ts";
import type { Tables } from "./tables.ts";
import { inSpan } from "./tracing.ts";
import { flush, newUnit, sentWhole, type Unit } from "./unit.ts";
import type { World } from "./world.ts";

export type Db = Kysely<Tables> | Transaction<Tables>;

/** int8 counters of ours stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
/** A day is its name, `2026-03-02`: it has no hour and no time zone. */
pg.types.setTypeParser(pg.types.builtins.DATE, String);

export type DbOptions = { url: string; connections?: number; isolation?: string };

export function connect({ url, connections = 16, isolation }: DbOptions): Kysely<Tables> {
  const pool = openPool(url, {
    max: connections,
    // A host that is gone without a word is noticed when it has been silent for so long.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    pipeline: true,
    options: `-c TimeZone=UTC${isolation ? ` -c default_transaction_isolation=${isolation}` : ""}`,
  });
  // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  // One that dies while it is held tells whoever waits for its answers; without a listener likewise.
  pool.on("connect", (client) => void client.on("error", () => {}));
  const db = new Kysely<Tables>({
    dialect: new PipelinedDialect(pool),
    plugins: [names],
  });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Db, pg.Pool>();
/** For whoever measures; none of a World whose database was made otherwise. */
export const poolOf = (db: Db): pg.Pool | undefined => pools.get(db);

export const Unsure = problem(
  "try-again",
  503,
  "We could not tell whether this was saved. Send the same request again: it is done once only.",
);

/** Two transactions met (40001) or waited for each other (40P01): nothing was kept, try again. */
const ROLLED_BACK = ["40001", "40P01"];
/** Many at one account meet again and again; somebody waits behind each of them. */
const TRY_FOR_MS = 8_000;
const PAUSE_MS_MAX = 250;

export const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** A unique index refused. (Constraint names are not told on a sharded database.) */
export const isDuplicate = (error: unknown) => errorCode(error) === "23505";

/** The database itself says that nothing was kept. */
const wasRolledBack = (error: unknown) => ROLLED_BACK.includes(errorCode(error)) || isStale(error);

const mayTryAgain = (error: unknown) => wasRolledBack(error) || isLost(error);

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

type Run = { unit: Unit; isCommitting: boolean };

/** Tries again while the database says that nothing was kept, and while it is away before a commit. */
async function persist<T>(world: World, attempt: (run: Run) => Promise<T>): Promise<T> {
  const until = world.wallNow().getTime() + TRY_FOR_MS;
  for (let tries = 1; ; tries++) {
    const run: Run = { unit: newUnit(), isCommitting: false };
    try {
      return await attempt(run);
    } catch (error) {
      // A sharded database that lost a shard while committing ("could not commit transaction for shard").
      if (run.isCommitting && errorCode(error) === "XX000") throw Unsure();
      if (!mayTryAgain(error)) throw error;
      const certain = !run.isCommitting || wasRolledBack(error);
      if (!certain || world.wallNow().getTime() > until) throw Unsure();
      const most = Math.min(10 * 2 ** tries, PAUSE_MS_MAX);
      await pause((most * (1 + world.bytes(1).readUInt8())) / 256);
    }
  }
}

/**
 * Runs `work` in one transaction and commits it. `work` may run more than once. Statements that it does
 * not wait for are sent all the same, and undo everything when they fail. When the connection is lost
 * while committing, the outcome is unknown: the caller gets `try-again` and its idempotency key tells on
 * the next request (see `core/idempotency.ts`).
 */
export async function transact<T>(world: World, work: (world: World) => Promise<T>): Promise<T> {
  if (world.unit) return work(world);
  return inSpan(world, "transaction", {}, () => caughtUp(world, () => commit(world, work)));
}

function commit<T>(world: World, work: (world: World) => Promise<T>): Promise<T> {
  return persist(world, async (run) => {
    const result = await inTransaction(world.db as Kysely<Tables>, async (db, commit) => {
      const inside: World = { ...world, db, unit: run.unit };
      const working = work(inside);
      // In the same trip, unless the work asks in its own statement. A failure is met before the commit.
      const confirmed = run.unit.confirms ? undefined : confirmCaller(inside);
      confirmed?.catch(() => {});
      const answer = await working;
      await (confirmed ?? confirmCaller(inside));
      flush(inside);
      markDone(inside);
      await sentWhole(run.unit);
      run.isCommitting = true;
      await commit();
      return answer;
    });
    // The key of a request belongs to its first transaction.
    if (world.call?.idempotency) world.call.idempotency.marked = true;
    const added = new Set((await run.unit.added).map(({ id }) => id));
    for (const deed of run.unit.afterwards) deed(added);
    return result;
  });
}

/**
 * One statement by itself, which is a transaction of its own: no trips for `begin` and `commit`. Only for
 * what may be done twice. Within a transaction it is part of that.
 */
export const alone = <T>(world: World, statement: (db: Db) => Promise<T>): Promise<T> =>
  world.unit ? statement(world.db) : persist(world, () => statement(world.db));

/**
 * Reads several things in one trip, without a transaction: what `work` asks for without waiting is on
 * its way together, and what it reads by `once` it reads once.
 */
export function reading<T>(world: World, work: (world: World) => Promise<T>): Promise<T> {
  if (world.unit) return work(world);
  const executor = world.db.getExecutor();
  return executor.provideConnection((held) =>
    work({ ...world, db: bound(executor, held as Connection), unit: newUnit() }),
  );
}

/** Every statement goes to this connection at once, in the order of the code. */
function bound(executor: QueryExecutor, connection: Connection) {
  const provider = {
    provideConnection: <R>(use: (c: Connection) => Promise<R>) => use(connection),
  };
  return new Transaction<Tables>({
    ...NO_PROPS,
    executor: executor.withConnectionProvider(provider as never),
  });
}

type Work<T> = (db: Transaction<Tables>, commit: () => Promise<void>) => Promise<T>;

async function inTransaction<T>(db: Kysely<Tables>, work: Work<T>): Promise<T> {
  const executor = db.getExecutor();
  return executor.provideConnection(async (held) => {
    const connection = held as Connection;
    const inside = bound(executor, connection);
    try {
      void connection.say("begin");
      return await work(inside, () => connection.commit());
    } catch (error) {
      await connection.settled();
      void connection.say("rollback");
      throw connection.failed ?? error;
    }
  });
}
/** Only the executor of these is used; Kysely asks for all four. */
const NO_PROPS = { config: {}, driver: {}, dialect: {} } as never as {
  config: never;
  driver: never;
  dialect: never;
};
