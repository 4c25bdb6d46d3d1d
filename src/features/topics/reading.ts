/** One source is read: fetched outside of any transaction, judged by what it usually gives, and counted. */
import { alone, transact } from "../../core/db.ts";
import { untilNextLook, type World } from "../../core/world.ts";
import { fetchedKinds, readBody, Unreadable } from "./bodies.ts";
import { type Fetched, type Fetching, fetchBody, textOf } from "./fetching.ts";
import { afterBody, afterFault, isThin, stateOf, waitSeconds } from "./health.ts";
import { readDrafts, readerOf, takePosts } from "./ingest.ts";
import type { Draft } from "./posts.ts";
import { configOf, fromOf, isFetched } from "./sources.ts";
import * as store from "./sources-store.ts";

const LEASE_MS = 60_000;
export const USUAL_DAYS = 7;
const DAY_MS = 86_400_000;

type Row = store.SourceRow;
type Read =
  | { is: "read"; drafts: Draft[] }
  | { is: "same" }
  | { is: "fault"; why: string; retryAfterMs: number | null };

/** Reads every source that is due, each by itself. Returns how many were read. */
export async function readDue(world: World, more: Partial<Fetching> = {}): Promise<number> {
  const now = world.now();
  const due = await store.listDue(world.db, now, fetchedKinds);
  const read = await Promise.all(
    due.map(async ({ id }) => {
      const until = new Date(now.getTime() + LEASE_MS);
      const row = await alone(world, (db) => store.claimSource(db, id, now, until));
      if (row) await readSource(world, row, more);
      return row ? 1 : 0;
    }),
  );
  return read.reduce<number>((sum, one) => sum + one, 0);
}

async function readSource(world: World, row: Row, more: Partial<Fetching>): Promise<void> {
  const known = { etag: row.etag, lastModified: row.lastModified };
  const fetched = await fetchBody(row.url ?? "", known, {
    ...{ allowLoopback: world.config.deliverToLoopback, ...more },
  });
  const read = readFetched(row, fetched);
  // Counted first: when this process dies here the body is fetched again, and counts nothing.
  if (read.is === "read" && row.enabled) {
    const { posts } = readDrafts(read.drafts, readerOf(world, row.id));
    await takePosts(world, fromOf(row), posts);
  }
  await note(world, row, read, fetched);
}

function readFetched(row: Row, fetched: Fetched): Read {
  if (fetched.is !== "body" || !isFetched(row.kind))
    return fetched as Exclude<Fetched, { is: "body" }>;
  try {
    const text = textOf(fetched.body, fetched.type);
    return { is: "read", drafts: readBody(row.kind, text, configOf(row).paths) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { is: "fault", why: error.message, retryAfterMs: null };
  }
}

async function note(world: World, row: Row, read: Read, fetched: Fetched): Promise<void> {
  const now = world.now();
  const chance = world.bytes(1).readUInt8() / 255;
  await transact(world, async (world) => {
    const usual = await store.listFetches(
      world.db,
      row.id,
      new Date(now.getTime() - USUAL_DAYS * DAY_MS),
    );
    const items = read.is === "read" ? read.drafts.length : 0;
    const thin = read.is === "read" && isThin(items, usual);
    const health =
      read.is === "fault"
        ? afterFault(row)
        : read.is === "same"
          ? { failures: 0, empties: row.empties }
          : afterBody(row, thin);
    const state = stateOf(health);
    const wait = waitSeconds(row.everySeconds, health.failures, chance) * 1000;
    const least = read.is === "fault" ? (read.retryAfterMs ?? 0) : 0;
    const isGood = read.is === "read" && !thin;
    await store.updateSource(world.db, row.id, {
      ...health,
      ...{ state, nextAt: new Date(now.getTime() + Math.max(wait, least)) },
      ...(state !== row.state && { stateAt: now }),
      fault: read.is === "fault" ? read.why : thin ? "nothing-in-it" : null,
      // What is thin is asked for again in full: a 304 would hide that it stays so.
      ...(fetched.is === "body" && {
        etag: isGood ? fetched.etag : null,
        lastModified: isGood ? fetched.lastModified : null,
      }),
      ...((isGood || (read.is === "same" && health.empties === 0)) && { lastBodyAt: now }),
    });
    // Only what is as usual says what is usual: else a source that fell silent would be expected to be silent.
    if (isGood) await store.insertFetch(world.db, { source: row.id, at: now, items });
    if (isGood && fetched.is === "body")
      await store.keepBody(world.db, {
        source: row.id,
        body: fetched.body,
        type: fetched.type,
        at: now,
      });
  });
}

const LOOK_MS = 1000;

/** Reads for as long as the process has workers. */
export function startReading(world: World): { nudge(): void; stop(): Promise<void> } {
  let on = true;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  const turn = () => {
    reading = readDue(world)
      .then(() => {})
      .catch((error) => world.log.error("a source could not be read", { error }))
      .finally(() => {
        if (on) timer = setTimeout(turn, untilNextLook(LOOK_MS));
      });
  };
  turn();
  return {
    nudge: () => {},
    stop: async () => {
      on = false;
      clearTimeout(timer);
      await reading;
    },
  };
}
