/**
 * Events: what happened, in the same transaction as the happening. One hash chain an account, over
 * commitments, so that a payload can be erased and a changed, removed or inserted row still shows.
 * The caller holds the account's row lock.
 */
import { type Chance, openWith, sealWith, sha256 } from "./crypto.ts";
import type { Db } from "./db.ts";
import { addJob, type Job } from "./jobs.ts";
import { NotFound } from "./problem.ts";
import { inSpan } from "./tracing.ts";
import type { Head } from "./unit.ts";
import { accountKey, accountRow, chainKey } from "./vault.ts";
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

/** What happened, before it has its place in a chain. */
type Fact = Omit<Event, "seq" | "actor"> & { actor: string };

/** The row that follows this head. The salt is chance, so that nobody finds a payload by its commitment. */
export function nextRow(chance: Chance, key: Buffer, { chainSeq, chainHead }: Head, fact: Fact) {
  const { payload, ...known } = fact;
  const body = JSON.stringify(payload);
  const salt = chance.bytes(16).toString("base64url");
  const link: Link = { ...known, seq: chainSeq + 1, commitment: commit(salt, body) };
  const context = `event:${link.accountId}:${link.seq}`;
  const sealed = sealWith(key, chance, JSON.stringify({ salt, body }), context);
  return { ...link, payload: sealed, hash: linkHash(chainHead, link) };
}

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
  const head = unit.grown.get(accountId) ?? before;
  const at = world.now();
  const fact = { accountId, type, at, actor: actorName(actor), payload };
  const row = nextRow(world, key, head, fact);
  unit.grown.set(accountId, { chainSeq: row.seq, chainHead: row.hash });
  unit.events.push({ ...row, id: world.id("evt") });
  await inSpan(world, `event ${type}`, { kind: "producer" }, async () => {
    for (const reader of world.readers[type] ?? [])
      await addJob(world, {
        accountId,
        kind: `reader:${reader}`,
        key: String(row.seq).padStart(9, "0"),
        payload: { seq: row.seq, type, at, actor: row.actor, payload },
      });
  });
}

async function chainHeadOf(world: World, accountId: string): Promise<Head> {
  const row = await accountRow(world, accountId);
  if (!row) throw NotFound();
  return row;
}

export type Row = Link & { payload: string; hash: string };

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
  return rows.map((row) => readRow(key, row));
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
  return rows.map((row) => readRow(key, row));
}

/** Throws when the payload does not open. One whose time is over says nothing any more. */
export const readRow = (key: Buffer, row: Row): Event => {
  const { accountId, seq, type, at, actor } = row;
  const payload = row.payload === "" ? {} : JSON.parse(openPayload(key, row).body);
  return { accountId, seq, type, at, actor, payload };
};

const rowsAfter = (db: Db, accountId: string, after: number) =>
  db
    .selectFrom("events")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("seq", ">", after)
    .orderBy("seq");

/**
 * Why a chain does not hold: a number is `missing`; a row was `changed`; a `payload` is not what was
 * committed to; the `tail` is cut; the `head` that the account keeps is another.
 */
export type Fault = "missing" | "changed" | "payload" | "tail" | "head";

export const noHead: Head = { chainSeq: 0, chainHead: "" };
export const headAfter = ({ seq, hash }: Row): Head => ({ chainSeq: seq, chainHead: hash });

/**
 * What is wrong with the row that should follow this head. Of an erased account (no key) the links are
 * verified; what they commit to cannot be read by anybody.
 */
export function faultOfRow(before: Head, row: Row, key: Buffer | null, now: Date): Fault | null {
  if (row.seq !== before.chainSeq + 1) return "missing";
  if (row.hash !== linkHash(before.chainHead, row)) return "changed";
  if (row.payload === "" && now.getTime() - row.at.getTime() >= PAYLOAD_MS_MIN) return null;
  return key && !isCommitted(key, row) ? "payload" : null;
}

/** No retention is shorter (policies/schema.ts): what is emptied sooner was emptied by somebody else. */
const PAYLOAD_MS_MIN = 180 * 86_400_000;

/** The chain ends here: is this the head that the account keeps? */
export function faultOfHead(kept: Head, last: Head): Fault | null {
  if (kept.chainSeq > last.chainSeq) return "tail";
  return kept.chainSeq < last.chainSeq || kept.chainHead !== last.chainHead ? "head" : null;
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

export type Chain = {
  /** What can still be read, in order, of a broken chain too. */
  events: Event[];
  /** The first number at which it does not hold; null: it holds. */
  brokenAt: number | null;
  fault: Fault | null;
  verifiedTo: number;
};

/** A whole chain with its head, in one statement: so it is one moment, while others write. */
export async function readChain(world: World, accountId: string): Promise<Chain> {
  const found = await chainRows(world.db, accountId).execute();
  const [first] = found;
  if (!first) throw NotFound();
  const { key, isWrong } = chainKey(world, accountId, first.dataKey);
  const rows = found.filter((row) => row.seq !== null) as Row[];
  let last = noHead;
  let fault: Fault | null = isWrong ? "payload" : null;
  for (const row of rows) {
    fault ??= faultOfRow(last, row, key, world.now());
    if (fault) break;
    last = headAfter(row);
  }
  fault ??= faultOfHead(first, last);
  const verifiedTo = last.chainSeq;
  const events = key ? rows.flatMap((row) => readable(key, row)) : [];
  return { events, fault, verifiedTo, brokenAt: fault && verifiedTo + 1 };
}

const chainRows = (db: Db, accountId: string) =>
  db
    .selectFrom("accounts")
    .leftJoin("events", "events.accountId", "accounts.accountId")
    .select(["accounts.accountId", "dataKey", "chainSeq", "chainHead"])
    .select(["seq", "type", "at", "actor", "commitment", "payload", "hash"])
    .where("accounts.accountId", "=", accountId)
    .orderBy("seq");

function readable(key: Buffer, row: Row): Event[] {
  try {
    return [readRow(key, row)];
  } catch {
    return [];
  }
}

/** The first number at which the chain does not hold, or null when it holds. */
export const verifyChain = async (world: World, accountId: string): Promise<number | null> =>
  (await readChain(world, accountId)).brokenAt;
