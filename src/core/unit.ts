/**
 * What one transaction knows and owes: rows that it has read under its lock, so that they are read
 * once; and rows that it adds at its end in one statement a table. Lives as long as the transaction.
 */
import type { Db } from "./db.ts";
import { prepared, preparedRows } from "./prepared.ts";
import type { New } from "./tables.ts";
import type { World } from "./world.ts";

export type Head = { chainSeq: number; chainHead: string };

export type Unit = {
  /** Read once, by name. */
  read: Map<string, Promise<unknown>>;
  /** Chains that grew: account -> its new head. */
  grown: Map<string, Head>;
  events: New<"events">[];
  jobs: New<"jobs">[];
  /** After the commit, in order; told which of the jobs are new. */
  afterwards: ((added: ReadonlySet<string>) => void)[];
  added: Promise<{ id: string }[]>;
  /** A statement that was not even sent: what nobody waits for may fail before it leaves. */
  unsent: unknown;
  /** Who calls is asked within a statement of the work's own (`confirmWithin`). */
  confirms: boolean;
};

export const newUnit = (): Unit => ({
  read: new Map(),
  grown: new Map(),
  events: [],
  jobs: [],
  afterwards: [],
  added: Promise.resolve([]),
  unsent: undefined,
  confirms: false,
});

/**
 * Reads once a transaction. Only for what the account's lock guards, and whoever writes it calls
 * `forget`. Called early and not awaited, it is on its way while other things are done.
 */
export function once<T>(world: World, name: string, read: () => Promise<T>): Promise<T> {
  if (!world.unit) return read();
  const known = world.unit.read.get(name);
  if (known) return known as Promise<T>;
  const reading = read();
  // A failure is met by whoever awaits it, and by the end of the transaction.
  reading.catch(() => {});
  world.unit.read.set(name, reading);
  return reading;
}

/** Known now, and not read again in this transaction. */
export const remember = (world: World, name: string, value: unknown) =>
  world.unit?.read.set(name, Promise.resolve(value));

/**
 * A statement of a transaction whose answer nobody needs: it is on its way, and when it fails so does
 * the commit.
 */
export function noWait(world: World, sent: Promise<unknown>): void {
  if (!world.unit) throw new Error("Outside a transaction nobody would hear that this failed.");
  const { unit } = world;
  sent.catch((error) => {
    unit.unsent ??= error;
  });
}

/** Waits until what cannot be sent has said so (a few turns of the queue), and throws it. */
export async function sentWhole(unit: Unit): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await undefined;
  if (unit.unsent !== undefined) throw unit.unsent;
}

export const forget = (world: World, name: string) => world.unit?.read.delete(name);

const setHead = prepared((db: Db, accountId: string, chainSeq: number, chainHead: string) =>
  db.updateTable("accounts").set({ chainSeq, chainHead }).where("accountId", "=", accountId),
);

const insertEvents = preparedRows((db: Db, rows: New<"events">[]) =>
  db.insertInto("events").values(rows),
);
const insertJobs = preparedRows((db: Db, rows: New<"jobs">[]) =>
  db
    .insertInto("jobs")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning("id"),
);

/**
 * Puts what was added into the database: one statement a table, sent and not waited for. The last act
 * before the commit.
 */
export function flush(world: World) {
  const { db, unit } = world;
  if (!unit) return;
  const { events, jobs, grown } = unit;
  const sent: Promise<unknown>[] = [];
  if (events.length > 0) sent.push(insertEvents(db, events));
  for (const [accountId, { chainSeq, chainHead }] of grown)
    sent.push(setHead(db, accountId, chainSeq, chainHead));
  if (jobs.length > 0) {
    unit.added = insertJobs(db, jobs);
    sent.push(unit.added);
  }
  for (const each of sent) noWait(world, each);
}
