/**
 * The table of a window, as the public page and the desk read it: counted from hours and posts, ranked, with where each
 * topic goes, what it is about and which guide helps. What is read of a window is shared by everybody who asks for it.
 */
import type { World } from "../../core/world.ts";
import { guideFor } from "../guides/index.ts";
import { listOpenTopics } from "./alerts-store.ts";
import { titlesOf, windowOf } from "./counting.ts";
import { backgroundOf, type Focus, focusOf, type Read, readTitles } from "./focus.ts";
import { BEGINNINGS_DAYS, type Compared, comparable, ownSources, seriesOf } from "./series.ts";
import { listBeginnings, listDays } from "./series-store.ts";
import { shown } from "./sources.ts";
import { listSources, type SourceRow } from "./sources-store.ts";
import { type Cell, inUnits, rankTopics, UNIT, weightOf } from "./table.ts";
import { type Topic, topics } from "./taxonomy.ts";
import { judgeTrend, type Trend } from "./trend.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of a topic's newest titles so many are read for its main focus. */
const TITLES_MAX = 400;
/** The longest window. */
export const DAYS_MAX = 30;

export type Words = { en: string; zh: string };
export type TopicRow = {
  rank: number;
  id: string;
  name: Words;
  discussions: number;
  shown: Words;
  items: number;
  stories: number;
  own: number;
  focus: { en: string[]; zh: string[] };
  focusIsDefault: boolean;
  trend: Trend;
  change: number | null;
  spiking: boolean;
  guide: ReturnType<typeof guideFor>;
};
export type SourceState = { id: string; name: Words; state: string; at: string | null };
export type Table = {
  days: number;
  from: string;
  to: string;
  updatedAt: string;
  unit: number;
  sources: SourceState[];
  rows: TopicRow[];
  note: Words;
};

export type Lang = "en" | "zh";
export type Counted = {
  to: Date;
  cells: Cell[];
  sources: SourceRow[];
  spiking: string[];
};

/** What the database says of a window that ends now. */
export async function countWindow(world: World, days: number): Promise<Counted> {
  const { db } = world;
  const to = world.now();
  const [cells, sources, spiking] = await Promise.all([
    windowOf(db, new Date(to.getTime() - days * DAY_MS), to),
    listSources(db),
    listOpenTopics(db),
  ]);
  return { to, cells, sources, spiking };
}

/** Day by day, up to the last whole hour, for as far back as a page goes. */
export type Compare = { days: Awaited<ReturnType<typeof listDays>>; compared: Compared };

export async function compareDays({ db, now }: Pick<World, "db" | "now">): Promise<Compare> {
  const end = new Date(Math.floor(now().getTime() / HOUR_MS) * HOUR_MS);
  const [days, beginnings] = await Promise.all([
    listDays(db, end, DAYS_MAX),
    listBeginnings(db, new Date(end.getTime() - BEGINNINGS_DAYS * DAY_MS)),
  ]);
  return { days, compared: comparable(beginnings, end) };
}

export type Focuses = ReadonlyMap<string, Focus>;

/** The main focus of every topic. One topic at a time, so that nobody else's answer waits for all of them. */
export async function readFocuses(world: World, days: number): Promise<Focuses> {
  const to = world.now();
  const from = new Date(to.getTime() - days * DAY_MS);
  const reads = new Map<string, Read>();
  for (const { id } of topics) {
    const titles = await titlesOf(world.db, id, from, to, TITLES_MAX);
    const given = titles.map(({ title, story, source, at }) => ({
      ...{ title, story: story ?? `${source} ${at.getTime()} ${title}` },
      isOwn: ownSources.includes(source),
    }));
    reads.set(id, readTitles(given));
    await new Promise((done) => setImmediate(done));
  }
  const background = backgroundOf([...reads.values()]);
  return new Map(
    topics.flatMap(({ id, focus }) => {
      const read = reads.get(id);
      return read ? [[id, focusOf(id, read, background, focus)] as const] : [];
    }),
  );
}

/** `source`: of this one alone. */
export function tableOf(
  counted: Counted,
  compare: Compare,
  focuses: Focuses,
  { days, lang, source }: { days: number; lang: Lang; source?: string | undefined },
): Table {
  const { to, cells, sources } = counted;
  const compared = { ...compare, compared: comparedTo(compare.compared, source) };
  const weighing = new Map(ownSources.map((id) => [id, { isOwn: true, weight: 1 }]));
  for (const { id, config } of sources)
    weighing.set(id, { isOwn: ownSources.includes(id), weight: weightOf(config) });
  const chosen = source === undefined ? cells : cells.filter((cell) => cell.source === source);
  const names = new Map(topics.map((topic) => [topic.id, topic]));
  const rows = rankTopics(chosen, weighing).flatMap(({ topic, ...sums }): TopicRow[] => {
    const known = names.get(topic);
    return known
      ? [
          {
            ...rowOf(known, counted, compared, focuses.get(topic), lang),
            ...sums,
            ...shownAs(sums),
          },
        ]
      : [];
  });
  return {
    days,
    from: new Date(to.getTime() - days * DAY_MS).toISOString(),
    to: to.toISOString(),
    updatedAt: to.toISOString(),
    unit: UNIT,
    sources: sources.filter(({ enabled }) => enabled).map((source) => shown(source, to)),
    rows,
    note,
  };
}

const shownAs = ({ discussions }: { discussions: number }) => {
  const shown = inUnits(discussions);
  return { shown: { en: shown, zh: shown } };
};

type Unsummed = Omit<TopicRow, "rank" | "discussions" | "shown" | "items" | "stories" | "own">;

const comparedTo = ({ sources, days }: Compared, source: string | undefined): Compared =>
  source === undefined
    ? { sources, days }
    : { sources: new Set([source].filter((id) => sources.has(id))), days };

function rowOf(
  { id, name, ...topic }: Topic,
  counted: Counted,
  compare: Compare,
  focus: Focus | undefined,
  lang: Lang,
): Unsummed {
  const { n, days } = seriesOf(compare.days, id, compare.compared, "items");
  const { trend, change } = judgeTrend(n, days);
  const { en, zh } = focus ?? topic.focus;
  return {
    ...{ id, name, focus: { en, zh }, focusIsDefault: focus?.isDefault[lang] ?? true },
    ...{ trend, change: change === null ? null : Math.round(change * 100) / 100 },
    ...{ spiking: counted.spiking.includes(id), guide: guideFor(id) },
  };
}

/** How it was counted, under the table. */
export const note: Words = {
  en: "Discussions are what the sources' own counters grew by in these days, and 1 for each post and case without one. The same story is one story; a post counts once. Topics that fewer than 5 of our own cases hold are not shown.",
  zh: "讨论量为各来源计数在所选天数内的增量；没有计数的帖子和案件各计 1。同一事件只算一条，同一帖子只计一次。仅见于本系统且不足 5 件的话题不予显示。",
};
