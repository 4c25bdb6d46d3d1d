/**
 * The file of reported addresses: read after the start, and again when it changed. A thief would like it broken, cut short or
 * gone, so that what was reported is unknown again; so the last good one stays in force, and somebody is told.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { raiseOnce } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import type { Held } from "../registry/index.ts";
import { type FeedEntry, feedOf } from "./feed.ts";
import type { Feed } from "./registry.ts";

const LOOK_MS = 60_000;
const MOST_ENTRIES = 200_000;
const LONGEST_LINE = 1000;

/** What is wrong with a file, in words that follow its name. */
export class FeedRefused extends Error {}

type InForce = {
  feed?: Feed;
  /** Of the file that is in force, or that was refused: it is not read twice. */
  stamp?: string;
  lookedAt: number;
  looking?: Promise<void>;
};
/** One a process, as the registry in force is. */
const feeds = new WeakMap<Held, InForce>();

/** The feed in force, without looking. */
export const feedInForce = (held: Held): Feed | undefined => feeds.get(held)?.feed;

/**
 * Reads the file when it changed, or when a day is over (entries run out by days); at most once a minute. Waits for the
 * first reading only, so that the first check after a start knows what was reported.
 */
export async function freshFeed(world: World): Promise<void> {
  const file = world.config.feedFile;
  if (!file) return;
  const known = feeds.get(world.registry) ?? { lookedAt: Number.NEGATIVE_INFINITY };
  feeds.set(world.registry, known);
  const isFirst = known.stamp === undefined;
  if (!known.looking && world.wallNow().getTime() - known.lookedAt >= LOOK_MS) {
    known.lookedAt = world.wallNow().getTime();
    known.looking = look(world, file, known).finally(() => {
      delete known.looking;
    });
  }
  if (isFirst) await known.looking;
}

/** For as long as this process has workers, so that a broken file is found though nobody asks. */
export function watchFeed(world: World) {
  const turn = () => freshFeed(world);
  void turn();
  const timer = world.config.feedFile ? setInterval(turn, LOOK_MS) : undefined;
  timer?.unref();
  return {
    nudge: () => {},
    stop: async () => {
      clearInterval(timer);
      await feeds.get(world.registry)?.looking;
    },
  };
}

async function look(world: World, file: string, known: InForce): Promise<void> {
  const day = world.wallNow().toISOString().slice(0, 10);
  let stamp = "gone";
  try {
    stamp = await stampOf(file, day);
    if (stamp === known.stamp) return;
    const entries = await entriesOf(file);
    // Somebody is writing it: looked at again in a minute.
    if ((await stampOf(file, day)) !== stamp) return;
    known.feed = feedOf(entries, day);
    known.stamp = stamp;
    world.log.info("the feed was read", { entries: entries.length });
  } catch (error) {
    if (stamp === known.stamp) return;
    known.stamp = stamp;
    const why = whyOf(error);
    const isKept = known.feed !== undefined;
    await transact(world, (world) => raiseOnce(world, "feed-broken", "", { why, isKept })).catch(
      (error) => world.log.error("an alarm could not be raised", { error }),
    );
  }
}

const whyOf = (error: unknown) =>
  error instanceof FeedRefused
    ? error.message
    : `it cannot be read (${(error as { code?: string }).code ?? "unknown"})`;

async function stampOf(file: string, day: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(file);
  return [day, ino, size, mtimeMs].join(":");
}

/** One entry a line, as `rightful shield feed` writes them. Throws `FeedRefused`: half of a feed would lie. */
export async function entriesOf(file: string): Promise<FeedEntry[]> {
  const entries: FeedEntry[] = [];
  const input = createReadStream(file);
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() === "" || text.startsWith("#")) continue;
    const entry = entryOf(text);
    if (!entry) throw new FeedRefused(`line ${line} is no entry`);
    if (entries.push(entry) > MOST_ENTRIES)
      throw new FeedRefused(`it has more than ${MOST_ENTRIES} entries`);
  }
  // A file that was cut to nothing looks like this as well.
  if (entries.length === 0) throw new FeedRefused("it has no entry");
  return entries;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
function entryOf(text: string): FeedEntry | undefined {
  if (text.length > LONGEST_LINE) return;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return;
  }
  const { host, address, source, since, until } = (given ?? {}) as Record<string, unknown>;
  const isWhole =
    Number.isInteger(host) && /^[0-9a-f]{64}$/.test(String(address)) && typeof source === "string";
  if (!isWhole || source.length > 60 || !DAY.test(String(since)) || !DAY.test(String(until)))
    return;
  return { host, address, source, since, until } as FeedEntry;
}
