/**
 * Events: what happened, in the same transaction as the happening. One hash chain an account, over
 * commitments, so that a payload can be erased and a changed, removed or inserted row still shows.
 * The caller holds the account's row lock.
 */
import { openWith, sealWith, sha256 } from "./crypto.ts";
import type { Db } from "./db.ts";
import { addJob, type Job } from "./jobs.ts";
import { NotFound } from "./problem.ts";
import type { Head } from "./unit.ts";
import { accountKey, accountRow, chainOf } from "./vault.ts";
import { type Actor, actorName, type World } from "./world.ts";

/** What a reader's job holds: the event itself, so that it need not be read again. */
export const eventOf = ({ accountId, payload }: Job): Event => {
  const { seq, type, at, actor } = payload as { [K in keyof Event]: string };
  return {
    ...{ accountId, seq: Number(seq), type, at: new Date(at), actor },
    payload: (payload.payload ?? {}) as Event["payload"],
  };
};

export type Event = {
  accountId: string;
  seq: number;
  type: string;
  at: Date;
  actor: string;
  payload: Record<string, unknown>;
};

type Link = {
  accountId: string;
  seq: number;
  type: string;
  at: Date;
  actor: string;
  commitment: string;
};

const linkHash = (previous: string, { accountId, seq, type, at, actor, commitment }: Link) =>
  sha256(JSON.stringify([previous, accountId, seq, type, at.toISOString(), actor, commitment]));

const commit = (salt: string, payload: string) => sha256(`${salt}.${payload}`);

/**
 * Records an event and puts a row before every reader that listens to its type. Within a transaction:
 * its rows are written together at the end.
 */
export async function emit(
  world: World,
  actor: Actor,
  type: string,
  accountId: string,
  payload: Record<string, unknown>,
): Promise<void> {
  const { unit } = world;
  if (!unit) throw new Error("An event is recorded in the transaction of what happened.");
  const key = await accountKey(world, accountId);
  const before = await chainHeadOf(world, accountId);
  // Looked up after the last wait: of two at once the second stands on the first.
  const { chainSeq, chainHead } = unit.grown.get(accountId) ?? before;
  const body = JSON.stringify(payload);
  const salt = world.bytes(16).toString("base64url");
  const link: Link = {
    accountId,
    seq: chainSeq + 1,
    type,
    at: world.now(),
    actor: actorName(actor),
    commitment: commit(salt, body),
  };
  const hash = linkHash(chainHead, link);
  unit.grown.set(accountId, { chainSeq: link.seq, chainHead: hash });
  unit.events.push({
    ...link,
    id: world.id("evt"),
    payload: sealWith(key, world, JSON.stringify({ salt, body }), `event:${accountId}:${link.seq}`),
    hash,
  });
  for (const reader of world.readers[type] ?? [])
    await addJob(world, {
      accountId,
      kind: `reader:${reader}`,
      key: String(link.seq).padStart(9, "0"),
      payload: { seq: link.seq, type, at: link.at, actor: link.actor, payload },
    });
}

async function chainHeadOf(world: World, accountId: string): Promise<Head> {
  const row = await accountRow(world, accountId);
  if (!row) throw NotFound();
  return row;
}

type Row = Link & { payload: string; hash: string };

const openPayload = (key: Buffer, row: Row): { salt: string; body: string } =>
  JSON.parse(openWith(key, row.payload, `event:${row.accountId}:${row.seq}`));

export async function readEvents(
  world: World,
  accountId: string,
  after = 0,
  limit = 10_000,
): Promise<Event[]> {
  const key = await accountKey(world, accountId);
  const rows = await rowsAfter(world.db, accountId, after).limit(limit).execute();
  return rows.map((row) => opened(key, row));
}

/** The newest first, from before this number on. */
export async function readEventsBefore(
  world: World,
  accountId: string,
  before: number,
  limit: number,
): Promise<Event[]> {
  const key = await accountKey(world, accountId);
  const rows = await world.db
    .selectFrom("events")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("seq", "<", before)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => opened(key, row));
}

const opened = (key: Buffer, row: Row): Event => ({
  accountId: row.accountId,
  seq: row.seq,
  type: row.type,
  at: row.at,
  actor: row.actor,
  payload: JSON.parse(openPayload(key, row).body),
});

const rowsAfter = (db: Db, accountId: string, after: number) =>
  db
    .selectFrom("events")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("seq", ">", after)
    .orderBy("seq");

/**
 * The first sequence number at which the chain does not hold, or null when it holds. Of an erased
 * account (its key is empty) the links are verified; what they commit to cannot be read by anybody.
 */
export async function verifyChain(world: World, accountId: string): Promise<number | null> {
  const { chainSeq, chainHead, key } = await chainOf(world, accountId);
  let previous = "";
  let expected = 1;
  for (const row of await rowsAfter(world.db, accountId, 0).execute()) {
    if (row.seq !== expected || row.hash !== linkHash(previous, row)) return expected;
    if (key && !isCommitted(key, row)) return expected;
    previous = row.hash;
    expected++;
  }
  return chainSeq === expected - 1 && chainHead === previous ? null : expected;
}

/** A payload that does not open was changed or moved: a finding, not a fault of ours. */
function isCommitted(key: Buffer, row: Row): boolean {
  try {
    const { salt, body } = openPayload(key, row);
    return commit(salt, body) === row.commitment;
  } catch {
    return false;
  }
}
