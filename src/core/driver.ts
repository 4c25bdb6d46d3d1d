/**
 * Kysely's way to PostgreSQL, made for few round trips. Statements of a transaction leave as they are
 * asked for, without waiting for the one before (the protocol's pipeline): what needs no answer costs
 * no trip. Each is prepared once a connection. Why: docs/decisions/0018-pipelined-transactions.md.
 */
import { createHash } from "node:crypto";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type QueryResult,
} from "kysely";
import type pg from "pg";
import { names } from "./names.ts";
import { type Answered, Statement, type Told, Trip } from "./trip.ts";

/** One text, one name, on every connection. Bounded: a list in a statement makes many texts. */
const prepared = new Map<string, string>();
const NAMES_MAX = 500;

function nameOf(text: string): string | undefined {
  const known = prepared.get(text);
  if (known || prepared.size >= NAMES_MAX) return known;
  const name = `r${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  prepared.set(text, name);
  return name;
}

/** One connection while somebody holds it. */
export class Connection implements DatabaseConnection {
  /** The first error; those after it in a transaction only follow from it. */
  failed: unknown;
  readonly #client: pg.PoolClient;
  readonly #sent: Promise<unknown>[] = [];
  /** Asked for in this turn, and not sent yet. */
  #leaving: Statement[] = [];
  #isTransaction = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  /**
   * Sends a statement behind those sent before; all that is asked for in one turn leaves in one piece, since a write
   * to a socket costs more than a statement. `isOurs`: prepared once, and its columns get our names.
   */
  query(text: string, values?: readonly unknown[], isOurs = false): Promise<Answered> {
    const answer = new Promise<Answered>((done, fail) => {
      const told: Told = (error, answered) => {
        if (!error) return done(answered as Answered);
        this.failed ??= error;
        fail(error);
      };
      const ours = isOurs && { name: nameOf(text), columnName: names.of };
      try {
        this.#leave(new Statement({ text, values, ...ours }, told));
      } catch (error) {
        told(error as Error);
      }
    });
    // Looked at in `settled`, also when nobody waits for this one.
    answer.catch(() => {});
    this.#sent.push(answer);
    return answer;
  }

  #leave(statement: Statement) {
    if (this.#leaving.push(statement) > 1) return;
    process.nextTick(() => {
      const leaving = this.#leaving;
      this.#leaving = [];
      // One trip is one transaction: without one of theirs, a counter must not fall with a read that fails beside it.
      const trips = this.#isTransaction ? [leaving] : leaving.map((each) => [each]);
      const { stream } = (this.#client as unknown as Connected).connection;
      stream.cork();
      for (const trip of trips) this.#client.query(new Trip(trip) as unknown as pg.Query);
      stream.uncork();
    });
  }

  /** Where a transaction begins and ends. */
  say(word: "begin" | "commit" | "rollback"): Promise<Answered> {
    if (word === "begin") this.#isTransaction = true;
    return this.query(word, [], true);
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters, queryId } = compiled;
    const { command, rowCount, rows } = await this.query(sql, parameters, names.has(queryId));
    const found = rows as R[];
    return command === "SELECT"
      ? { rows: found }
      : { rows: found, numAffectedRows: BigInt(rowCount) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("Rows are not read in pieces here.");
  }

  /**
   * The commit, which says what became of it. One that is not answered in time is given up together with its
   * connection: a server that was cut off from those that follow it would keep its guest for ever.
   */
  async commit(): Promise<void> {
    const { stream } = (this.#client as unknown as Connected).connection;
    const late = setTimeout(() => stream.destroy(), COMMIT_MS);
    const noted = ({ message }: { message?: string | undefined }) => {
      // PostgreSQL says "committed" with this warning: here, and nowhere else.
      if (/synchronous replication/.test(message ?? "")) this.failed ??= new Unreplicated();
    };
    this.#client.on("notice", noted);
    try {
      const { command } = await this.say("commit");
      if (command === "ROLLBACK") throw this.failed ?? new Error("It was rolled back.");
      if (this.failed instanceof Unreplicated) throw this.failed;
    } finally {
      clearTimeout(late);
      this.#client.off("notice", noted);
    }
  }

  /** Everything that was sent has been answered, well or not. */
  async settled(): Promise<void> {
    while (this.#sent.length > 0) await Promise.allSettled(this.#sent.splice(0));
  }

  /** Back to the pool; one that is gone, or whose prepared statements fit no more, is closed. */
  async release(): Promise<void> {
    await this.settled();
    this.#client.release(isStale(this.failed) || isLost(this.failed));
  }
}
type Connected = { connection: { stream: { cork(): void; uncork(): void; destroy(): void } } };

const COMMIT_MS = 15_000;

/** SQLSTATE 08007, the outcome is not known: a server that fails now would take it along. */
class Unreplicated extends Error {
  readonly code = "08007";
}

/**
 * A migration may change a table under a prepared statement ("cached plan must not change result
 * type", 0A000), a proxy may forget it (26000): a new connection prepares it anew. A server that takes no
 * writes any more (25006) has kept nothing: a new connection finds the one that does. Any other 0A000 is a
 * statement that the engine does not know, now and later.
 */
export const isStale = (error: unknown) =>
  error instanceof Error &&
  "code" in error &&
  (["26000", "25006"].includes(String(error.code)) ||
    (error.code === "0A000" &&
      (("routine" in error && error.routine === "RevalidateCachedQuery") ||
        /cached plan/.test(error.message))));

/** The connection is gone, or the server is going down or coming up. */
const LOST =
  /^(57P0[1235]|08\d{3}|ECONNRESET|ECONNREFUSED|EPIPE|ENOENT|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|ENOTFOUND|EAI_AGAIN)$/;
const LOST_WORDS =
  /connection terminated|connection ended|connection error|not queryable|timeout exceeded/i;
export const isLost = (error: unknown) =>
  error instanceof Error &&
  (("code" in error && LOST.test(String(error.code))) || LOST_WORDS.test(error.message));

export class PipelinedDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    const pool = this.#pool;
    return {
      init: async () => {},
      acquireConnection: async () => new Connection(await pool.connect()),
      releaseConnection: (connection) => (connection as Connection).release(),
      // Transactions are `transact`'s own (core/db.ts): Kysely's would wait for each statement.
      beginTransaction: onlyTransact,
      commitTransaction: onlyTransact,
      rollbackTransaction: onlyTransact,
      destroy: () => pool.end(),
    };
  }
}

const onlyTransact = async () => {
  throw new Error("Write through transact() in core/db.ts.");
};
