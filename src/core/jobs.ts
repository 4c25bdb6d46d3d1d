/**
 * Jobs: work that is due now or later, in rows that commit with what asks for them. Work in the
 * database is claimed, done and completed in one transaction; a call to the outside has a lease and
 * is done at least once. Written here although libraries exist: docs/decisions/0005. They are done by
 * `core/workers.ts`.
 */
import { sealWith } from "./crypto.ts";
import { traceparent } from "./tracing.ts";
import { noWait } from "./unit.ts";
import { accountKey } from "./vault.ts";
import type { World } from "./world.ts";

export type Job = {
  accountId: string;
  id: string;
  kind: string;
  /** Tries that began before this one. */
  attempts: number;
  payload: Record<string, unknown>;
};

/** `within`: in the claiming transaction. `outside`: after a lease, with a time limit. */
export type Handler =
  | { within: (world: World, job: Job) => Promise<void> }
  | { outside: (world: World, job: Job, signal: AbortSignal) => Promise<void> };

export type Handlers = Readonly<Record<string, Handler>>;

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

/** The workers of this process, as far as whoever adds a job may know them. */
export type Lanes = {
  /** Would they do a job of this kind at once? Then it is born leased, and handed over by `take`. */
  takes(kind: string): boolean;
  take(job: Job, leasedUntil: Date): void;
  /** There is something due for this account. */
  nudge(accountId: string): void;
  /** The clock was moved: look at everything. */
  poll(): void;
};

/**
 * For a deed that goes on after its first commit and needs the account's lock again soon: what that commit
 * gives to workers of this process waits until `letGo`. Others find it by their poll, so nothing is lost.
 */
export function holdBack(world: World): { world: World; letGo(): void } {
  const { lanes } = world;
  if (!lanes) return { world, letGo: () => {} };
  const held = new Set<string>();
  let isHolding = true;
  const nudge = (accountId: string) =>
    isHolding ? void held.add(accountId) : lanes.nudge(accountId);
  const letGo = () => {
    isHolding = false;
    for (const accountId of held) lanes.nudge(accountId);
    held.clear();
  };
  return { world: { ...world, lanes: { ...lanes, nudge } }, letGo };
}

export const LEASE_MS = 30_000;

/** 1 s, 2 s, 4 s ... at most 15 minutes: 20 tries span about 3 hours. */
export const backOffMs = (attempts: number) => Math.min(1000 * 2 ** (attempts - 1), 900_000);

export type NewJob = {
  accountId: string;
  kind: string;
  /** One effect once: a second job of the same kind and key is not added. */
  key: string;
  payload: Record<string, unknown>;
  dueAt?: Date;
};

/** Adds a job within a transaction; its row is written with the others at the end. */
export async function addJob(world: World, { accountId, kind, key, dueAt, ...given }: NewJob) {
  const { unit, lanes } = world;
  // Whoever does it now goes on with the trace of whoever asked for it; what is due later begins its own.
  const from = dueAt && dueAt > world.now() ? undefined : traceparent();
  const payload = from ? { ...given.payload, traceparent: from } : given.payload;
  if (!unit) throw new Error("A job is added in the transaction of what asks for it.");
  const sealing = await accountKey(world, accountId);
  const id = world.id("job");
  const now = world.now();
  const row = {
    accountId,
    id,
    kind,
    key,
    payload: sealWith(sealing, world, JSON.stringify(payload), `job:${id}`),
    // Due a moment before it was made: this process has no workers, so nobody is at it yet.
    dueAt: dueAt ?? (lanes ? now : new Date(now.getTime() - 1)),
    createdAt: now,
  };
  const isDue = row.dueAt <= now;
  if (!isDue || !lanes?.takes(kind)) {
    unit.jobs.push({ ...row, attempts: 0, leasedUntil: null });
    if (isDue) unit.afterwards.push(() => lanes?.nudge(accountId));
    return;
  }
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  unit.jobs.push({ ...row, attempts: 1, leasedUntil });
  unit.afterwards.push((added) => {
    if (added.has(id)) lanes.take({ accountId, id, kind, attempts: 0, payload }, leasedUntil);
  });
}

/**
 * Work that takes longer than a lease says so while it goes on; when its process dies it is somebody else's
 * after one lease.
 */
export const keepLease = (world: World, { accountId, id }: Job) =>
  world.db
    .updateTable("jobs")
    .set({ leasedUntil: new Date(world.now().getTime() + LEASE_MS) })
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .execute();

/** Lets a job that waits wait until another time; the caller holds the account's lock. */
export function moveJob(world: World, accountId: string, kind: string, key: string, dueAt: Date) {
  const moved = world.db
    .updateTable("jobs")
    .set({ dueAt, attempts: 0, state: "due" })
    .where("accountId", "=", accountId)
    .where("kind", "=", kind)
    .where("key", "=", key)
    .execute();
  noWait(world, moved);
}

/** Takes back a job that waits; the caller holds the account's lock. */
export function dropJob(world: World, accountId: string, kind: string, key: string) {
  const dropped = world.db
    .deleteFrom("jobs")
    .where("accountId", "=", accountId)
    .where("kind", "=", kind)
    .where("key", "=", key)
    .execute();
  noWait(world, dropped);
}
