/**
 * The table of hot topics counted a second time, from the lines alone: in memory, in one pass over everything, by
 * nothing that the feature counts with. Only what a text is about and whether two texts are near is asked of the
 * product's own pure functions.
 */
import { bandsOf, jaccard, NEAR, pairsOf } from "../src/core/minhash.ts";
import { classify } from "../src/features/topics/classify.ts";

export type StreamLine = {
  id: string;
  published_at: string;
  source: string;
  title: string;
  text?: string;
  url?: string;
  lang?: string;
  category?: string;
  weight?: number;
};
export type Count = { topic: string; discussions: number; items: number; stories: number };

const HOURS_72 = 72 * 3600 * 1000;

/** Of the China days that end with `day`. Most discussed first. */
export function recountLines(all: readonly StreamLine[], day: string, days: number): Count[] {
  const end = Date.parse(`${day}T24:00:00+08:00`);
  const begin = end - days * 86_400_000;
  const counts: Record<string, Count> = {};
  const of = (topic: string): Count => {
    counts[topic] ??= { topic, discussions: 0, items: 0, stories: 0 };
    return counts[topic];
  };
  const within = (at: number) => at >= begin && at < end;

  // Each line once, whatever its place.
  const byId: Record<string, StreamLine> = {};
  for (const line of all) byId[`${line.source}/${line.id}`] ??= line;
  const lines = Object.values(byId).map((line) => {
    const { title, text, lang, category } = line;
    const { topic } = classify({
      title,
      ...(text !== undefined && { text }),
      ...(lang !== undefined && { lang }),
      ...(category !== undefined && { category }),
    });
    return { ...line, topic, at: Date.parse(line.published_at) };
  });

  for (const { topic, at, weight } of lines)
    if (topic !== "other" && within(at)) {
      of(topic).items += 1;
      if (weight === undefined) of(topic).discussions += 1;
    }

  // A counter, title by title: by how much it is above its highest so far.
  const counters: Record<string, typeof lines> = {};
  for (const line of lines) {
    if (line.weight === undefined) continue;
    const name = `${line.source}/${line.title.trim()}`;
    counters[name] ??= [];
    counters[name].push(line);
  }
  for (const readings of Object.values(counters)) {
    readings.sort((a, b) => a.at - b.at || (b.weight ?? 0) - (a.weight ?? 0));
    let highest = 0;
    for (const { at, weight = 0, topic } of readings) {
      const grown = Math.max(0, weight - highest);
      highest = Math.max(highest, weight);
      if (topic !== "other" && within(at)) of(topic).discussions += grown;
    }
  }

  // Each post beside each that came before it.
  const told = lines
    .filter(({ topic }) => topic !== "other")
    .map((line) => {
      const pairs = pairsOf(line.title);
      return { ...line, pairs, bands: new Set(bandsOf(pairs)) };
    });
  for (const post of told) {
    if (!within(post.at)) continue;
    const isBefore = (other: (typeof told)[number]) =>
      other.at < post.at ||
      (other.at === post.at &&
        (other.source < post.source ||
          (other.source === post.source && `i:${other.id}` < `i:${post.id}`)));
    const toldBefore = told.some(
      (other) =>
        other !== post &&
        post.at - other.at <= HOURS_72 &&
        isBefore(other) &&
        [...other.bands].some((band) => post.bands.has(band)) &&
        jaccard(other.pairs, post.pairs) >= NEAR,
    );
    if (!toldBefore) of(post.topic).stories += 1;
  }
  return Object.values(counts).sort(
    (a, b) => b.discussions - a.discussions || b.items - a.items || (a.topic < b.topic ? -1 : 1),
  );
}
