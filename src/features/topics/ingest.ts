/**
 * Posts come in: once each, labelled, with their stories, what their counters grew by, and the hours that sum them
 * up, all in one transaction. One batch at a time in the whole house, under the row of `house:topics`: counters and
 * stories are exact because nobody else is at them.
 */

import { keyedHash } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { POST_DAYS } from "../keeping/index.ts";
import { classify, VERSION } from "./classify.ts";
import { CORRECTED, correctedWordings, followStories } from "./following.ts";
import { climb, type Reading, type Step } from "./growth.ts";
import { type Change, hoursFor } from "./hours.ts";
import {
  type Draft,
  hourOf,
  oncePerKey,
  type Post,
  type Reader,
  type Refusal,
  readPost,
} from "./posts.ts";
import * as store from "./posts-store.ts";
import { withinShares } from "./shares.ts";
import { nearWordings, tell, wordingOf } from "./stories.ts";
import { OTHER } from "./taxonomy.ts";

export const HOUSE = "house:topics";
/** A batch: large enough that the trips do not count, small enough that nobody waits for long. */
export const BATCH = 1000;
const DAY_MS = 86_400_000;

export type From = { id: string; countsBase: boolean };
export type Taken = { added: number; repeats: number };

/** How drafts are read now. `anyAge`: an operator brings the past along. */
export const readerOf = (world: World, source: string, anyAge = false): Reader => {
  const now = world.now();
  return {
    ...{ now, notBefore: new Date(anyAge ? 0 : now.getTime() - (POST_DAYS - 1) * DAY_MS) },
    hideAuthor: (author) =>
      keyedHash(world.keys, "look-up", `topic-author:${source}:${author}`).slice(0, 22),
  };
};

export function readDrafts(drafts: readonly Draft[], reader: Reader) {
  const posts: Post[] = [];
  const refused: { n: number; why: Refusal }[] = [];
  drafts.forEach((draft, n) => {
    const read = readPost(draft, reader);
    if (typeof read === "string") refused.push({ n, why: read });
    else posts.push(read);
  });
  return { posts, refused };
}

/** Labels are worked out before the transaction begins. */
type Labelled = Post & { topic: string; matchedBy: string; wording: string | null; words: string };

export const labelled = (
  post: Post,
  corrected: ReadonlyMap<string, string> = new Map(),
): Labelled => {
  const said = corrected.size > 0 ? corrected.get(wordingOf(post.title)?.wording ?? "") : undefined;
  const { topic, by } = said
    ? { topic: said, by: CORRECTED }
    : classify({
        title: post.title,
        ...(post.text && { text: post.text }),
        ...(post.lang && { lang: post.lang }),
        ...(post.category && { category: post.category }),
      });
  const worded = topic === OTHER ? null : wordingOf(post.title);
  return {
    ...post,
    topic,
    matchedBy: by,
    wording: worded?.wording ?? null,
    words: worded?.words ?? "",
  };
};

/** Takes posts of one source, a batch a transaction; when it returns they are committed. */
export async function takePosts(world: World, from: From, posts: readonly Post[]): Promise<Taken> {
  const taken: Taken = { added: 0, repeats: 0 };
  const corrected = await correctedWordings(world.db, world.now());
  for (let start = 0; start < posts.length; start += BATCH) {
    const batch = posts.slice(start, start + BATCH).map((post) => labelled(post, corrected));
    const { added, repeats } = await transact(world, async (world) => {
      await lockHouse(world, HOUSE);
      return takeBatch(world, from, batch);
    });
    taken.added += added;
    taken.repeats += repeats;
  }
  return taken;
}

async function takeBatch(world: World, from: From, batch: readonly Labelled[]): Promise<Taken> {
  const { db } = world;
  const once = oncePerKey(batch);
  const known = new Map(
    (
      await store.findKnown(
        db,
        from.id,
        once.map(({ key }) => key),
      )
    ).map((row) => [row.key, row]),
  );
  const fresh = once.filter(({ key }) => !known.has(key));
  const counted = new Map<string, string>();
  for (const { key, reading } of batch) if (reading) counted.set(key, reading.counter);
  const changes = new Map<string, Change>();
  await addFresh(world, from, fresh, counted, changes);
  // A post that stood for itself has a counter now.
  for (const row of known.values()) {
    const counter = counted.get(row.key);
    if (counter && row.counter === null) change(changes, { ...row, counter }, row);
  }
  const changed = [...changes.values()].filter(({ before }) => before);
  if (changed.length > 0)
    await store.updatePosts(
      db,
      changed.map(({ after }) => after),
    );
  const topics = new Map([...known.values(), ...fresh].map(({ key, topic }) => [key, topic]));
  const grown = await readCounters(world, from, batch, topics);
  const hours = hoursFor([...changes.values()], grown);
  if (hours.length > 0) await store.addToHours(db, hours);
  const told = [...changes.values()].flatMap(({ after, before }) =>
    before ? [] : (after.story ?? []),
  );
  await followStories(world, [...new Set(told)]);
  return { added: fresh.length, repeats: batch.length - fresh.length };
}

type Changes = Map<string, Change>;

/** `before` only when it was there before this batch; of several changes the first says how it was. */
function change(changes: Changes, after: store.Known, before: store.Known | null) {
  const name = `${after.source} ${after.key}`;
  const known = changes.get(name);
  changes.set(name, { after, before: known ? known.before : before });
}

async function addFresh(
  world: World,
  from: From,
  fresh: readonly Labelled[],
  counted: ReadonlyMap<string, string>,
  changes: Changes,
): Promise<void> {
  if (fresh.length === 0) return;
  const { db } = world;
  const rows = fresh.map(
    ({ reading: _, words: __, ...post }): store.PostRow => ({
      ...post,
      ...{ source: from.id, version: VERSION, counter: counted.get(post.key) ?? null },
      // Without words it tells what nobody else tells.
      ...{ story: null, begins: post.topic !== OTHER && post.wording === null, counts: true },
    }),
  );
  const demoted = await withinShares(db, rows);
  await store.insertPosts(db, rows);
  for (const row of rows) change(changes, row, null);
  for (const row of demoted) change(changes, { ...row, counts: false }, row);
  const tellings = rows.flatMap(({ wording, source, key, at }) =>
    wording === null ? [] : [{ wording, source, key, at }],
  );
  if (tellings.length === 0) return;
  const worded = fresh.flatMap(({ wording, words, at }) =>
    wording === null ? [] : [{ wording, words, at }],
  );
  const told = await tell(db, tellings, await nearWordings(db, worded));
  const set: store.Known[] = [];
  for (const [name, standing] of told.fresh) {
    const { after } = changes.get(name) as Change;
    const row = { ...after, ...standing };
    change(changes, row, null);
    set.push(row);
  }
  for (const row of told.demoted) {
    const now = changes.get(`${row.source} ${row.key}`)?.after ?? row;
    change(changes, { ...now, begins: false, story: row.story }, { ...row, begins: true });
  }
  await store.updatePosts(db, set);
}

/** What the counters of these lines grew by: steps that are new, and steps that are not any more. */
async function readCounters(
  world: World,
  from: From,
  batch: readonly Post[],
  topics: ReadonlyMap<string, string>,
): Promise<{ topic: string; hour: Date; source: string; growth: number }[]> {
  const readings = new Map<string, Reading[]>();
  for (const { key, reading } of batch) {
    if (!reading) continue;
    const { counter, at, value } = reading;
    const there = readings.get(counter) ?? [];
    there.push({ at, value, key, topic: topics.get(key) ?? OTHER });
    readings.set(counter, there);
  }
  if (readings.size === 0) return [];
  const { db } = world;
  const before = Map.groupBy(
    await store.findSteps(db, from.id, [...readings.keys()]),
    ({ counter }) => counter,
  );
  const grown: { topic: string; hour: Date; source: string; growth: number }[] = [];
  const added: (Step & { counter: string })[] = [];
  const gone: { counter: string; at: Date }[] = [];
  for (const [counter, given] of readings) {
    const were = before.get(counter) ?? [];
    const are = climb(were, given, from.countsBase);
    const kept = new Map(were.map((step) => [step.at.getTime(), step]));
    for (const step of are) {
      const was = kept.get(step.at.getTime());
      kept.delete(step.at.getTime());
      if (was && sameStep(was, step)) continue;
      if (was) grown.push(growthOf(from, was, -was.growth));
      grown.push(growthOf(from, step, step.growth));
      added.push({ ...step, counter });
    }
    for (const step of kept.values()) {
      grown.push(growthOf(from, step, -step.growth));
      gone.push({ counter, at: step.at });
    }
  }
  if (gone.length > 0) await store.deleteSteps(db, from.id, gone);
  if (added.length > 0) await store.upsertSteps(db, from.id, added);
  return grown;
}

const sameStep = (a: Step, b: Step) =>
  a.value === b.value && a.growth === b.growth && a.key === b.key && a.topic === b.topic;
const growthOf = ({ id }: From, { at, topic }: Step, growth: number) => ({
  ...{ topic, hour: hourOf(at), source: id, growth },
});
