/**
 * Jobs: timers, readers of events and calls to the outside, as rows with a due time in World time.
 * Database-only work claims, acts and completes in one transaction. An outside call takes a short
 * lease first and carries the job's id as its idempotency key: at least once, told apart by the key.
 * Why our own: docs/decisions/0002-jobs.md.
 */
import { openWith, sealWith } from "./crypto.ts";
import { transact } from "./db.ts";
import { scrub } from "./log.ts";
import { accountKey } from "./vault.ts";
import type { World } from "./world.ts";

export type Job = {
  accountId: string;
  id: string;
  kind: string;
  attempts: number;
  payload: Record<string, unknown>;
};

/** `within`: in the claiming transaction. `outside`: after a lease, with a time limit. */
export type Handler =
  | { within: (world: World, job: Job) => Promise<void> }
  | { outside: (world: World, job: Job, signal: AbortSignal) => Promise<void> };

/** Thrown by a handler: do not try again. */
export class GiveUp extends Error {}
/** Thrown by a handler: try again, not before this long. */
export class TryLater extends Error {
  readonly afterMs: number;
  constructor(message: string, afterMs: number) {
    super(message);
    this.afterMs = afterMs;
  }
}

const LEASE_MS = 30_000;
const TIME_LIMIT_MS = 20_000;
const ATTEMPTS_MAX = 20;

/** 1 s, 2 s, 4 s ... at most 15 minutes: 20 tries span about 3 hours. */
export const backOffMs = (attempts: number) => Math.min(1000 * 2 ** (attempts - 1), 900_000);

export async function addJob(
  world: World,
  job: {
    accountId: string;
    kind: string;
    key: string;
    payload: Record<string, unknown>;
    dueAt?: Date;
  },
): Promise<void> {
  const { key } = await accountKey(world, job.accountId);
  const id = world.id("job");
  const now = world.now();
  await world.db
    .insertInto("jobs")
    .values({
      accountId: job.accountId,
      id,
      kind: job.kind,
      key: job.key,
      payload: sealWith(key, world, JSON.stringify(job.payload), `job:${id}`),
      dueAt: job.dueAt ?? now,
      createdAt: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Candidate = { accountId: string; id: string; kind: string; attempts: number };

/**
 * Unlocked candidates first, then one account at a time: a lock over several accounts does not exist
 * on a sharded database. Readers of one account come in the order of its events; what waits behind a
 * reader that must pause is no candidate, else one account's backlog would hold up all others.
 */
const candidates = (world: World, kinds: string[], limit: number): Promise<Candidate[]> =>
  world.db
    .selectFrom("jobs")
    .select(["accountId", "id", "kind", "attempts"])
    .where("state", "=", "due")
    .where("kind", "in", kinds)
    .where("dueAt", "<=", world.now())
    .where((where) =>
      where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", world.now())]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("jobs as earlier")
            .select("earlier.id")
            .whereRef("earlier.accountId", "=", "jobs.accountId")
            .whereRef("earlier.kind", "=", "jobs.kind")
            .whereRef("earlier.key", "<", "jobs.key")
            .where("earlier.kind", "like", "reader:%")
            .where("earlier.state", "=", "due")
            .where("earlier.dueAt", ">", world.now()),
        ),
      ),
    )
    .orderBy("dueAt")
    .orderBy("key")
    .limit(limit)
    .execute();

async function claim(world: World, { accountId, id }: Candidate) {
  const row = await world.db
    .selectFrom("jobs")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("state", "=", "due")
    .where((where) =>
      where.or([where("leasedUntil", "is", null), where("leasedUntil", "<=", world.now())]),
    )
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return null;
  if (row.kind.startsWith("reader:") && (await hasEarlier(world, row))) return null;
  const { key } = await accountKey(world, accountId);
  const payload = JSON.parse(openWith(key, row.payload, `job:${id}`)) as Record<string, unknown>;
  return { accountId, id, kind: row.kind, attempts: row.attempts, payload };
}

const hasEarlier = async (world: World, row: { accountId: string; kind: string; key: string }) =>
  (await world.db
    .selectFrom("jobs")
    .select("id")
    .where("accountId", "=", row.accountId)
    .where("kind", "=", row.kind)
    .where("key", "<", row.key)
    .where("state", "=", "due")
    .executeTakeFirst()) !== undefined;

const finish = (world: World, { accountId, id }: Candidate) =>
  world.db.deleteFrom("jobs").where("accountId", "=", accountId).where("id", "=", id).execute();

/** Counts a failed try. `counted`: the tries in the row; when another worker has the job now, nothing. */
async function fail(world: World, job: Candidate, counted: number, error: unknown) {
  const attempts = job.attempts + 1;
  const dead = error instanceof GiveUp || attempts >= ATTEMPTS_MAX;
  const afterMs = Math.max(backOffMs(attempts), error instanceof TryLater ? error.afterMs : 0);
  const reason = error instanceof Error ? scrub(error.message).slice(0, 300) : "unknown";
  world.log[dead ? "error" : "warn"]("job failed", {
    job: job.id,
    kind: job.kind,
    attempts,
    dead,
    error,
  });
  await world.db
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
    .execute();
}

type Outside = Extract<Handler, { outside: unknown }>["outside"];
type Within = Extract<Handler, { within: unknown }>["within"];

/** A try is counted with its lease: a job that ends its process every time is given up too. */
async function runOutside(world: World, candidate: Candidate, act: Outside): Promise<boolean> {
  const job = await transact(world, async (world) => {
    const job = await claim(world, candidate);
    if (!job) return null;
    await world.db
      .updateTable("jobs")
      .set({
        attempts: job.attempts + 1,
        leasedUntil: new Date(world.now().getTime() + LEASE_MS),
      })
      .where("accountId", "=", job.accountId)
      .where("id", "=", job.id)
      .execute();
    return job;
  });
  if (!job) return false;
  try {
    await act(world, job, AbortSignal.timeout(TIME_LIMIT_MS));
    await finish(world, job);
  } catch (error) {
    await fail(world, job, job.attempts + 1, error);
  }
  return true;
}

const runWithin = (world: World, candidate: Candidate, act: Within): Promise<boolean> =>
  transact(world, async (world) => {
    const job = await claim(world, candidate);
    if (!job) return false;
    await act(world, job);
    await finish(world, job);
    return true;
  });

/** One job. Whatever is wrong with it, a payload that does not open included, is a failed try of it. */
async function run(world: World, candidate: Candidate, handler: Handler): Promise<boolean> {
  try {
    if (candidate.attempts >= ATTEMPTS_MAX) throw new GiveUp("No try came to an end.");
    return await ("within" in handler
      ? runWithin(world, candidate, handler.within)
      : runOutside(world, candidate, handler.outside));
  } catch (error) {
    await fail(world, candidate, candidate.attempts, error);
    return true;
  }
}

/** Does what is due now, at most `limit` jobs. Returns how many were done or failed. */
export async function runDue(
  world: World,
  handlers: Record<string, Handler>,
  limit = 50,
): Promise<number> {
  const kinds = Object.keys(handlers);
  if (kinds.length === 0) return 0;
  let done = 0;
  for (const candidate of await candidates(world, kinds, limit)) {
    const handler = handlers[candidate.kind];
    if (handler && (await run(world, candidate, handler))) done++;
  }
  return done;
}
