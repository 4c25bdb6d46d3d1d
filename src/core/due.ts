/** The look for what is due, over all accounts: each process does it twice a second. */
import { sql } from "kysely";
import type { Db } from "./db.ts";
import type { Handlers } from "./jobs.ts";
import { prepared } from "./prepared.ts";
import type { World } from "./world.ts";

/**
 * Accounts for which something is due, the longest waiting first. Unlocked: a lock over several
 * accounts does not exist on a sharded database. What waits behind a reader that must pause is no
 * candidate, else one account's backlog would hold up all others. `sinceMs`: of jobs that a
 * process with workers has added, only those of so long ago, in milliseconds.
 */
export async function dueAccounts(
  world: World,
  handlers: Handlers,
  limit: number,
  sinceMs = 0,
): Promise<string[]> {
  const kinds = Object.keys(handlers);
  if (kinds.length === 0) return [];
  const now = world.now();
  const before = new Date(now.getTime() - sinceMs);
  const rows = await listDue(world.db, kinds, now, before, limit);
  return [...new Set(rows.map(({ accountId }) => accountId))];
}

// What pauses is looked up once, in an index that is nearly always empty. A queue's statistics are always wrong, so
// a look for each row that is due would read the whole table each time.
// States are written out (docs/decisions/0061): a plan that is kept knows their indexes then, and passes by what is done.
const listDue = prepared((db: Db, kinds: string[], now: Date, addedBefore: Date, limit: number) =>
  db
    .with(
      (cte) => cte("paused").materialized(),
      (db) =>
        db
          .selectFrom("jobs")
          .select(["accountId", "kind", sql<string>`min(key)`.as("key")])
          .where("state", "=", sql.lit("due"))
          .where("attempts", ">", sql.lit(0))
          .where("kind", "like", sql.lit("reader:%"))
          .where("dueAt", ">", now)
          .groupBy(["accountId", "kind"]),
    )
    .selectFrom("jobs")
    .select("accountId")
    .where("state", "=", sql.lit("due"))
    .where("kind", "=", sql<string>`any(${kinds})`)
    .where("dueAt", "<=", now)
    .where(sql<boolean>`(created_at <= ${addedBefore} or due_at < created_at)`)
    .where((where) => where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", now)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("paused")
            .select("paused.key")
            .whereRef("paused.accountId", "=", "jobs.accountId")
            .whereRef("paused.kind", "=", "jobs.kind")
            .whereRef("paused.key", "<", "jobs.key"),
        ),
      ),
    )
    .orderBy("dueAt")
    .orderBy("key")
    .limit(limit),
);
