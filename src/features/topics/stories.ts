/**
 * The same story in many posts: those whose wordings are near (Jaccard 0.6 over pairs of characters, found by 16
 * bands) and that came within 72 h. A post begins a story when nothing near came in the 72 h before it. So the
 * number of stories is the same in whatever order posts are read; nothing is ever dropped.
 */

import type { Db } from "../../core/db.ts";
import { bandsOf, folded, isNear, pairsOf } from "../../core/minhash.ts";
import { dayOf, shortHash } from "./posts.ts";
import { type Known, renameStory } from "./posts-store.ts";
import * as store from "./stories-store.ts";

export const WITHIN_MS = 72 * 3_600_000;
/**
 * With so many others a wording is compared at most, however many somebody sends that agree in a band: those that share the
 * most bands, of equals the newest. Beyond it a story may be counted more than once.
 */
export const COMPARED = 256;

export type Telling = { source: string; key: string; at: Date; wording: string };
export type Worded = store.Wording & { at: Date };

/** The title as it is compared; null: there is nothing in it to compare. */
export function wordingOf(title: string): store.Wording | null {
  const words = folded(title);
  return words === "" ? null : { wording: shortHash(words), words };
}

export const storyOf = ({ source, key }: { source: string; key: string }) =>
  `s${shortHash(`${source} ${key}`)}`;

/** For each of these wordings those that are near, itself among them. Remembers the new ones. */
export async function nearWordings(
  db: Db,
  given: readonly Worded[],
): Promise<Map<string, string[]>> {
  const distinct = new Map(given.map((one) => [one.wording, one]));
  const bands = new Map(
    [...distinct.values()].map((one) => [one.wording, bandsOf(pairsOf(one.words))]),
  );
  const rows = [...distinct.values()].flatMap(({ at, ...one }) =>
    (bands.get(one.wording) ?? []).map((band) => ({ ...one, band, seenAt: at })),
  );
  const known = await store.findCandidates(
    db,
    [...new Set(rows.map(({ band }) => band))],
    COMPARED,
  );
  if (rows.length > 0) await store.insertBands(db, sorted(rows));
  const byBand = new Map<string, Map<string, string>>();
  for (const { band, wording, words } of [...known, ...rows]) {
    const there = byBand.get(band) ?? new Map<string, string>();
    byBand.set(band, there.set(wording, words));
  }
  const pairs = new Map<string, Set<number>>();
  const pairsIn = (wording: string, words: string) => {
    const made = pairs.get(wording) ?? pairsOf(words);
    pairs.set(wording, made);
    return made;
  };
  const near = new Map<string, string[]>();
  for (const { wording, words } of distinct.values()) {
    const mine = pairsIn(wording, words);
    const found = candidatesOf(bands.get(wording) ?? [], byBand).filter(
      ([other, theirs]) => other !== wording && isNear(mine, pairsIn(other, theirs)),
    );
    near.set(wording, [wording, ...found.map(([other]) => other)]);
  }
  return near;
}

/** The wordings, each with its words, that one with these bands is compared with; see `COMPARED`. */
export function candidatesOf(
  bands: readonly string[],
  byBand: ReadonlyMap<string, ReadonlyMap<string, string>>,
): [wording: string, words: string][] {
  const shared = new Map<string, { words: string; bands: number }>();
  for (const band of bands)
    for (const [wording, words] of byBand.get(band) ?? []) {
      const known = shared.get(wording);
      if (known) known.bands++;
      else shared.set(wording, { words, bands: 1 });
    }
  return [...shared]
    .sort(([, one], [, other]) => other.bands - one.bands)
    .slice(0, COMPARED)
    .map(([wording, { words }]) => [wording, words]);
}

/** In the order of their keys, as whoever else writes them does: nobody waits in a circle. */
const sorted = <T extends { band: string; wording: string }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => (`${a.band}${a.wording}` < `${b.band}${b.wording}` ? -1 : 1));

const inOrder = (a: Telling, b: Telling) =>
  a.at.getTime() - b.at.getTime() || (`${a.source} ${a.key}` < `${b.source} ${b.key}` ? -1 : 1);

export type Told = {
  /** `source key` of each new post -> does it begin a story, and which story is it of? */
  fresh: Map<string, { begins: boolean; story: string }>;
  /** Posts of before that turn out to be told earlier. */
  demoted: Known[];
};

/**
 * What these new posts, which are stored, tell. Those of before that they precede begin their stories no longer;
 * the members of such a story become members of the earlier one.
 */
export async function tell(
  db: Db,
  tellings: readonly Telling[],
  near: ReadonlyMap<string, readonly string[]>,
): Promise<Told> {
  const all = tellings.toSorted(inOrder);
  const times = all.map(({ at }) => at.getTime());
  const days = {
    from: dayOf(new Date(Math.min(...times) - WITHIN_MS)),
    to: dayOf(new Date(Math.max(...times) + WITHIN_MS)),
  };
  const pairs = all.flatMap(({ wording, ...post }, n) =>
    (near.get(wording) ?? [wording]).map((other) => ({ n, ...post, wording: other })),
  );
  const before = new Map<number, Known>();
  for (const { n, ...found } of await store.findBefore(db, pairs, days)) {
    const known = before.get(n);
    if (!known || inOrder(found as Telling, known as Telling) < 0) before.set(n, found);
  }
  const fresh: Told["fresh"] = new Map();
  all.forEach((post, n) => {
    const first = before.get(n);
    // One of the same batch stands before it in order, so that its story is known.
    const story = first && (fresh.get(`${first.source} ${first.key}`)?.story ?? first.story);
    fresh.set(`${post.source} ${post.key}`, {
      begins: !first,
      story: story ?? storyOf(first ?? post),
    });
  });
  const demoted = new Map<string, Known>();
  for (const { n, ...later } of await store.findBegun(db, pairs, days)) {
    const name = `${later.source} ${later.key}`;
    if (fresh.has(name) || demoted.has(name)) continue;
    const post = all[n] as Telling;
    const story = fresh.get(`${post.source} ${post.key}`)?.story ?? storyOf(post);
    if (later.story && later.story !== story) await renameStory(db, later.story, story);
    demoted.set(name, { ...later, begins: false, story });
  }
  return { fresh, demoted: [...demoted.values()] };
}
