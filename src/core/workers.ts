/**
 * Workers: do the jobs that are due, account by account. A job that this process has just added is done
 * at once; the poll finds those of other processes, those whose time has come, and those whose worker
 * died.
 */
import { sql } from "kysely";
import { openWith } from "./crypto.ts";
import { alone, type Db, transact } from "./db.ts";
import { dueAccounts } from "./due.ts";
import {
  backOffMs,
  GiveUp,
  type Handler,
  type Handlers,
  type Job,
  LEASE_MS,
  TryLater,
} from "./jobs.ts";
import { scrub } from "./log.ts";
import { metersOf } from "./meters.ts";
import { prepared } from "./prepared.ts";
import { inSpan } from "./tracing.ts";
import { noWait } from "./unit.ts";
import { accountKey, lockAccountRow } from "./vault.ts";
import type { World } from "./world.ts";

const TIME_LIMIT_MS = 20_000;
const ATTEMPTS_MAX = 20;
const BATCH = 50;

const isReader = (kind: string) => kind.startsWith("reader:");

type Row = {
  id: string;
  kind: string;
  attempts: number;
  payload: string;
  dueAt: Date;
  leasedUntil: Date | null;
};

/** What may be done now. Of a reader's rows the first ones only, up to one that must pause. */
function ready(rows: readonly Row[], now: Date): Row[] {
  const paused = new Set<string>();
  return rows.filter(({ kind, dueAt, leasedUntil }) => {
    const isFree = dueAt <= now && (!leasedUntil || leasedUntil <= now) && !paused.has(kind);
    if (!isFree && isReader(kind)) paused.add(kind);
    return isFree;
  });
}

/** The account's rows of these kinds, in order, under its lock. Somebody else's are left out. */
async function lockJobs(world: World, accountId: string, kinds: readonly string[]): Promise<Row[]> {
  noWait(world, lockAccountRow(world, accountId));
  const now = world.now();
  const rows = await world.db
    .selectFrom("jobs")
    .select(["id", "kind", "attempts", "payload", "dueAt", "leasedUntil"])
    .where("accountId", "=", accountId)
    // Not "is due": the index of all that is due has an entry for each job just done, until it is vacuumed.
    .where("state", "!=", sql.lit("dead"))
    .where("kind", "=", sql<string>`any(${kinds})`)
    .where((where) => where.or([where("dueAt", "<=", now), where("kind", "like", "reader:%")]))
    .orderBy("key")
    .limit(BATCH)
    .forUpdate()
    .skipLocked()
    .execute();
  return ready(rows, now);
}

async function opened(world: World, accountId: string, row: Row): Promise<Job> {
  if (row.attempts >= ATTEMPTS_MAX) throw new GiveUp("No try came to an end.");
  const key = await accountKey(world, accountId);
  const payload = JSON.parse(openWith(key, row.payload, `job:${row.id}`));
  return { accountId, id: row.id, kind: row.kind, attempts: row.attempts, payload };
}

/** Ends jobs. One that was given a later time while it was done (`moveJob`) is still to be done. */
export const finish = (world: World, accountId: string, ids: readonly string[]) =>
  alone(world, (db) => deleteDue(db, accountId, ids, world.now()));
const deleteDue = prepared((db: Db, accountId: string, ids: readonly string[], now: Date) =>
  db
    .deleteFrom("jobs")
    .where("accountId", "=", accountId)
    .where("id", "=", sql<string>`any(${ids})`)
    .where("dueAt", "<=", now),
);

type Claimed = { done: number; leased: Job[]; failed?: { rows: Row[]; error: unknown } };

/**
 * One transaction: the account's work in the database, and leases for its calls to the outside. When
 * one of several fails, all are undone and done one by one, so that it is the only one to fail.
 */
async function claim(world: World, accountId: string, handlers: Handlers): Promise<Claimed> {
  const tried: Row[] = [];
  try {
    return await transact(world, async (world) => {
      tried.length = 0;
      const rows = await lockJobs(world, accountId, Object.keys(handlers));
      const within = rows.filter(({ kind }) => "within" in (handlers[kind] as Handler));
      const outside = rows.filter((row) => !within.includes(row));
      for (const row of within) {
        tried.push(row);
        const handler = handlers[row.kind] as Extract<Handler, { within: unknown }>;
        const job = await opened(world, accountId, row);
        await traced(world, job, () => handler.within(world, job));
      }
      const ids = within.map(({ id }) => id);
      if (ids.length > 0) noWait(world, finish(world, accountId, ids));
      countDone(world, within);
      const leased: Job[] = [];
      for (const row of outside) {
        tried.push(row);
        leased.push(await opened(world, accountId, row));
      }
      const taken = leased.map(({ id }) => id);
      if (taken.length > 0) noWait(world, lease(world, accountId, taken));
      return { done: within.length, leased };
    });
  } catch (error) {
    return { done: 0, leased: [], failed: { rows: [...tried], error } };
  }
}

/** A job belongs to the trace of whoever asked for it. */
const traced = (world: World, { kind, payload }: Job, work: () => Promise<void>) =>
  inSpan(world, `job ${kind}`, { kind: "consumer", parent: payload.traceparent ?? null }, work);

/** In a transaction, once it is kept. */
function countDone(world: World, jobs: readonly { kind: string }[]) {
  const count = () => {
    const meters = metersOf(world);
    for (const { kind } of jobs) meters.add("rightful_jobs_total", { kind, end: "done" });
  };
  if (world.unit) world.unit.afterwards.push(count);
  else count();
}

/** A try is counted with its lease: a job that ends its process every time is given up too. */
const lease = (world: World, accountId: string, ids: readonly string[]) =>
  world.db
    .updateTable("jobs")
    .set((set) => ({
      attempts: set("attempts", "+", 1),
      leasedUntil: new Date(world.now().getTime() + LEASE_MS),
    }))
    .where("accountId", "=", accountId)
    .where("id", "=", sql<string>`any(${ids})`)
    .execute();

/** Counts a failed try. `counted`: the tries in the row; when another worker has the job now, nothing. */
async function fail(
  world: World,
  job: { accountId: string; id: string; kind: string; attempts: number },
  counted: number,
  error: unknown,
) {
  const attempts = job.attempts + 1;
  const dead = error instanceof GiveUp || attempts >= ATTEMPTS_MAX;
  const afterMs = Math.max(backOffMs(attempts), error instanceof TryLater ? error.afterMs : 0);
  const reason = error instanceof Error ? scrub(error.message).slice(0, 300) : "unknown";
  const { id, kind } = job;
  metersOf(world).add("rightful_jobs_total", { kind, end: dead ? "dead" : "failed" });
  world.log[dead ? "error" : "warn"]("job failed", { job: id, kind, attempts, dead, error });
  await alone(world, (db) =>
    db
      .updateTable("jobs")
      .set({
        attempts,
        state: dead ? "dead" : "due",
        leasedUntil: null,
        lastError: reason,
        dueAt: new Date(world.now().getTime() + afterMs),
      })
      .where("accountId", "=", job.accountId)
      .where("id", "=", job.id)
      .where("attempts", "=", counted)
      .execute(),
  );
}

/** Does what is due for one account in the database; returns the calls to the outside that it may make. */
export async function runAccount(
  world: World,
  accountId: string,
  handlers: Handlers,
): Promise<{ done: number; leased: Job[] }> {
  const { failed, ...claimed } = await claim(world, accountId, handlers);
  if (!failed) return claimed;
  const [only, ...more] = failed.rows;
  // Not a job's fault: the database is away. The poll comes back to it.
  if (!only) throw failed.error;
  if (more.length === 0) {
    await fail(world, { ...only, accountId }, only.attempts, failed.error);
    return { done: 1, leased: [] };
  }
  let done = 0;
  const leased: Job[] = [];
  for (const row of failed.rows) {
    const alone = await runOne(world, accountId, row, handlers);
    done += alone.done;
    leased.push(...alone.leased);
  }
  return { done, leased };
}

async function runOne(world: World, accountId: string, row: Row, handlers: Handlers) {
  const handler = handlers[row.kind] as Handler;
  try {
    return await transact(world, async (world) => {
      const now = await lockJobs(world, accountId, [row.kind]);
      if (!now.some(({ id }) => id === row.id)) return { done: 0, leased: [] };
      // One that must not overtake: an earlier one of its reader has just failed.
      if (isReader(row.kind) && now[0]?.id !== row.id) return { done: 0, leased: [] };
      const job = await opened(world, accountId, row);
      if ("outside" in handler) {
        noWait(world, lease(world, accountId, [row.id]));
        return { done: 0, leased: [job] };
      }
      await traced(world, job, () => handler.within(world, job));
      countDone(world, [row]);
      noWait(world, finish(world, accountId, [row.id]));
      return { done: 1, leased: [] };
    });
  } catch (error) {
    await fail(world, { ...row, accountId }, row.attempts, error);
    return { done: 1, leased: [] };
  }
}

/** One call to the outside, under its lease. True when it came to its end. */
export async function callOutside(world: World, job: Job, handlers: Handlers): Promise<boolean> {
  const handler = handlers[job.kind] as Extract<Handler, { outside: unknown }>;
  try {
    const limit = AbortSignal.timeout(TIME_LIMIT_MS);
    await traced(world, job, () => handler.outside(world, job, limit));
    countDone(world, [job]);
    return true;
  } catch (error) {
    await fail(world, job, job.attempts + 1, error);
    return false;
  }
}

/** Does what is due now, of at most `limit` rows' accounts. Returns how many were done or failed. */
export async function runDue(world: World, handlers: Handlers, limit = 50): Promise<number> {
  let done = 0;
  for (const accountId of await dueAccounts(world, handlers, limit)) {
    const claimed = await runAccount(world, accountId, handlers);
    done += claimed.done + claimed.leased.length;
    await Promise.all(
      claimed.leased.map(async (job) => {
        if (await callOutside(world, job, handlers)) await finish(world, accountId, [job.id]);
      }),
    );
  }
  return done;
}
