/**
 * Full-text search over a shelf of articles, in memory: an inverted index over stems and pairs of characters,
 * ranked by BM25 (k1 1.2, b 0.5) with titles counting more. A few dozen articles need no engine.
 */
import { isSlip, lettersOf, partsOf } from "./words.ts";

export type Searched = { id: string; title: string; summary: string; words: string; text: string };
type Index = {
  size: number;
  mean: number;
  lengths: Map<string, number>;
  /** part -> article -> how often, weighted. */
  postings: Map<string, Map<string, number>>;
};

const WEIGHTS = { title: 6, summary: 3, words: 4, text: 1 } as const;
const K1 = 1.2;
const B = 0.5;
/** What a query's parts must weigh together, of what they could, before an article is an answer. */
const LEAST_SHARE = 0.3;
const SLIP_LENGTH = 4;
const SLIP_WEIGHT = 0.6;

export function indexOf(articles: readonly Searched[]): Index {
  const postings: Index["postings"] = new Map();
  const lengths: Index["lengths"] = new Map();
  const add = (part: string, id: string, weight: number) => {
    const found = postings.get(part) ?? new Map<string, number>();
    found.set(id, (found.get(id) ?? 0) + weight);
    postings.set(part, found);
  };
  for (const article of articles) {
    for (const [field, weight] of Object.entries(WEIGHTS)) {
      const text = article[field as keyof typeof WEIGHTS];
      const parts = partsOf(text);
      lengths.set(article.id, (lengths.get(article.id) ?? 0) + parts.length);
      for (const part of parts) add(part, article.id, weight);
      if (field !== "text") for (const letter of lettersOf(text)) add(letter, article.id, 0.5);
    }
  }
  const all = [...lengths.values()].reduce((sum, each) => sum + each, 0);
  return { size: articles.length, mean: all / Math.max(1, lengths.size), lengths, postings };
}

const rarity = (size: number, holders: number) =>
  Math.log(1 + (size - holders + 0.5) / (holders + 0.5));

/** One slip apart, or one the beginning of the other: "freez" and "freezer", "forgotten" and "forgot". */
const isMeant = (word: string, part: string) =>
  isSlip(word, part) ||
  word.startsWith(part) ||
  (word.length > SLIP_LENGTH && part.startsWith(word));

/** A part as it was typed, or, where nobody writes it so, what it was meant to be. */
function meant(index: Index, part: string): { part: string; weight: number }[] {
  if (index.postings.has(part)) return [{ part, weight: 1 }];
  if (!/^[a-z]/.test(part) || part.length < SLIP_LENGTH) return [];
  return [...index.postings.keys()]
    .filter((word) => word.length >= SLIP_LENGTH && isMeant(word, part))
    .map((part) => ({ part, weight: SLIP_WEIGHT }));
}

/** Ids of the articles that answer, best first. Nothing found is an empty list. */
export function search(index: Index, query: string): string[] {
  const scores = new Map<string, number>();
  const covered = new Map<string, number>();
  let possible = 0;
  for (const typed of new Set(partsOf(query))) {
    const hits = new Map<string, number>();
    let rare = rarity(index.size, 0);
    for (const { part, weight } of meant(index, typed)) {
      const found = index.postings.get(part) ?? new Map<string, number>();
      rare = Math.min(rare, rarity(index.size, found.size));
      for (const [id, often] of found) {
        const long = 1 - B + (B * (index.lengths.get(id) ?? 0)) / index.mean;
        const score =
          (weight * rarity(index.size, found.size) * often * (K1 + 1)) / (often + K1 * long);
        hits.set(id, Math.max(hits.get(id) ?? 0, score));
      }
    }
    possible += rare;
    for (const [id, score] of hits) {
      scores.set(id, (scores.get(id) ?? 0) + score);
      covered.set(id, (covered.get(id) ?? 0) + rare);
    }
  }
  return [...scores]
    .filter(([id]) => (covered.get(id) ?? 0) >= LEAST_SHARE * possible)
    .sort(([a, one], [b, other]) => other - one || a.localeCompare(b))
    .map(([id]) => id);
}
