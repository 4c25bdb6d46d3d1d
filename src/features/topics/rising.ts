/**
 * Words on the rise among posts that speak of accounts or scams and of none of our topics: pieces of Chinese of 2 to 6 characters and
 * one or two English words, counted once a title, against the weeks before, and named by how much more they are used
 * here than in posts that have a topic (class TF-IDF). Pure.
 */
import { clean, folded } from "../shield/index.ts";
import { likeliest, shipped } from "./model.ts";
import { OTHER } from "./taxonomy.ts";
import { stem } from "./words.ts";

export type Rising = {
  words: string;
  /** Different titles of this week, and what a week of before had on average. */
  posts: number;
  before: number;
  titles: string[];
  near: string | null;
};

/** Fewer titles than this are an anecdote. */
const LEAST = 5;
const TIMES = 3;
const PROPOSED = 10;
const TITLES = 5;
const LONGEST = 200;

const EMPTY =
  /^(?:the|a|an|of|to|in|on|for|and|is|are|my|i|it|how|what|why|do|can|you|your|with|at|from|be|not|this|that|me|have|was)$/;
const EDGE = /^[的了是在被将和与为就也都把给让吗呢吧]|[的了是在被将和与为就也都把给让吗呢吧]$/;

function phrasesOf(title: string): Set<string> {
  const text = folded(clean(title.slice(0, LONGEST)));
  const found = new Set<string>();
  let before = "";
  for (const [word] of text.matchAll(/[\u4e00-\u9fff]+|[a-z][a-z']+/g)) {
    if (word >= "\u4e00") {
      for (let size = 2; size <= 6; size++)
        for (let at = 0; at + size <= word.length; at++) {
          const piece = word.slice(at, at + size);
          if (!EDGE.test(piece)) found.add(piece);
        }
      before = "";
      continue;
    }
    if (EMPTY.test(word)) {
      before = "";
      continue;
    }
    found.add(word);
    if (before) found.add(`${before} ${word}`);
    before = word;
  }
  return found;
}

function count(titles: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const title of titles)
    for (const phrase of phrasesOf(title)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  return counts;
}

/** One of our topics, when most of the titles are nearest to it. */
function nearestTopic(titles: readonly string[]): string | null {
  const votes = new Map<string, number>();
  for (const title of titles) {
    const text = folded(clean(title.slice(0, LONGEST)));
    // How far from `other` it is says whether it is one; here only which of the topics it would be.
    const { topic } = likeliest(shipped(), text, OTHER, -1000);
    votes.set(topic, (votes.get(topic) ?? 0) + 1);
  }
  const [first] = [...votes].sort(([, a], [, b]) => b - a);
  return first && first[1] * 2 > titles.length ? first[0] : null;
}

const stems = (phrase: string) => phrase.split(" ").map(stem).join(" ");

/** `week` and `weeksBefore`: titles without a topic, of this week and of `weeks` weeks before; `labelled`: titles with one. */
export function rising(
  week: readonly string[],
  weeksBefore: readonly string[],
  weeks: number,
  labelled: readonly string[],
): Rising[] {
  const titles = [...new Set(week)];
  const now = count(titles);
  const then = count(new Set(weeksBefore));
  const elsewhere = count(new Set(labelled));
  const scored = [...now].flatMap(([phrase, posts]) => {
    const before = (then.get(phrase) ?? 0) / weeks;
    if (posts < LEAST || posts < TIMES * Math.max(1, before)) return [];
    const rarity = Math.log(
      1 + (titles.length + labelled.length) / (posts + (elsewhere.get(phrase) ?? 0)),
    );
    const growth = (posts + 1) / (before + 1);
    return [
      { phrase, posts, before, score: posts * rarity * Math.log(growth) * phrase.length ** 0.5 },
    ];
  });
  scored.sort((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1));
  const chosen: typeof scored = [];
  for (const one of scored) {
    if (chosen.length === PROPOSED) break;
    // The longer one says it all, and `refund scams` is `refund scam`.
    const isSaid = chosen.some(
      ({ phrase }) =>
        phrase.includes(one.phrase) ||
        one.phrase.includes(phrase) ||
        stems(phrase) === stems(one.phrase) ||
        overlap(phrase, one.phrase),
    );
    if (!isSaid) chosen.push(one);
  }
  return chosen.map(({ phrase, posts, before }) => {
    const holding = titles.filter((title) => phrasesOf(title).has(phrase));
    return {
      ...{ words: phrase, posts, before: Math.round(before) },
      ...{ titles: holding.slice(0, TITLES), near: nearestTopic(holding) },
    };
  });
}

/** Two pieces of the same longer words: `虚拟号` and `拟号段`. */
const overlap = (a: string, b: string) =>
  [a.slice(-2), a.slice(0, 2)].some((end) => a >= "\u4e00" && end.length === 2 && b.includes(end));
