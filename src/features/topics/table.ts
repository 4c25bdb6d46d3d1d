/**
 * The table of hot topics: what is counted, ranked by discussions, each part shown beside the sum, because one
 * hashtag (100,000 discussions) hides a thousand cases of our own.
 */

/** One topic in one source, over the window. */
export type Cell = {
  topic: string;
  source: string;
  items: number;
  stories: number;
  discussions: number;
};

/** `isOwn`: our cases and reports, where an item is a person; `weight`: what the operator makes of it, 1 by itself. */
export type Weighing = { isOwn: boolean; weight: number };

export type Ranked = {
  rank: number;
  topic: string;
  discussions: number;
  items: number;
  stories: number;
  /** Of these our own cases and reports. */
  own: number;
};

/** What no topic has: counted, never shown. */
export const OTHER = "other";
/** So few people might be known by their topic. */
export const SUBJECTS_MIN = 5;

/**
 * By weighted discussions; of equal ones by stories, items and name, with the same rank. A topic that only our own
 * cases and reports know is hidden while fewer than five hold it.
 */
export function rankTopics(
  cells: readonly Cell[],
  sources: ReadonlyMap<string, Weighing>,
): Ranked[] {
  const topics = new Map<string, Omit<Ranked, "rank">>();
  for (const { topic, source, items, stories, discussions } of cells) {
    if (topic === OTHER) continue;
    const { isOwn = false, weight = 1 } = sources.get(source) ?? {};
    const sum = topics.get(topic) ?? { topic, discussions: 0, items: 0, stories: 0, own: 0 };
    sum.discussions += discussions * weight;
    sum.items += items;
    sum.stories += stories;
    sum.own += isOwn ? items : 0;
    topics.set(topic, sum);
  }
  const shown = [...topics.values()]
    .filter(({ items, own }) => items > 0 && (items > own || own >= SUBJECTS_MIN))
    .map((sum) => ({ ...sum, discussions: Math.round(sum.discussions) }))
    .sort(
      (a, b) =>
        b.discussions - a.discussions ||
        b.stories - a.stories ||
        b.items - a.items ||
        (a.topic < b.topic ? -1 : 1),
    );
  return shown.map((sum) => ({
    rank: shown.findIndex(({ discussions }) => discussions === sum.discussions) + 1,
    ...sum,
  }));
}

export const UNIT = 10_000;
/** Below half of a tenth of the unit the number itself is shown. */
const UNIT_FROM = 500;

/**
 * Discussions as the table shows them: ten thousands with one decimal, half up; under 500 the number itself.
 * Whole numbers throughout, so that 1,250 is 0.1 and 1,500 is 0.2 on every machine.
 */
export function inUnits(discussions: number): string {
  const whole = Math.max(0, Math.round(discussions));
  if (whole < UNIT_FROM) return String(whole);
  const tenths = Math.floor((whole + UNIT / 20) / (UNIT / 10));
  return `${grouped(Math.floor(tenths / 10))}.${tenths % 10}`;
}

const grouped = (whole: number) => String(whole).replace(/\B(?=(\d{3})+$)/g, ",");

/** What an operator may set: 0 takes a source out of the ranking, 10 counts it tenfold. */
export const WEIGHT_MAX = 10;
export const weightOf = (config: unknown): number => {
  const weight = (config as { weight?: unknown } | null)?.weight;
  return typeof weight === "number" && weight >= 0 && weight <= WEIGHT_MAX ? weight : 1;
};
