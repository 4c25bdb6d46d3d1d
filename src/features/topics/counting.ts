/**
 * What was counted, for whoever ranks and draws. Whole hours are summed up already; what a window cuts off at its
 * two ends is counted from the posts themselves, so that every window is exact. Topics only: what is about none
 * of them is kept and shown nowhere.
 */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { topics } from "./taxonomy.ts";

export type Cell = {
  topic: string;
  source: string;
  items: number;
  stories: number;
  discussions: number;
};
export type HourCell = Omit<Cell, "source"> & { hour: Date };
export type Title = {
  title: string;
  lang: string | null;
  source: string;
  at: Date;
  url: string | null;
  story: string | null;
  discussions: number;
};

const HOUR_MS = 3_600_000;
const ids = topics.map(({ id }) => id);
const DAY_MS = 24 * HOUR_MS;
/** A day in China begins at 16:00 of the day before in UTC. */
const CHINA_MS = 8 * HOUR_MS;
const dayFrom = (at: Date) =>
  new Date(Math.ceil((at.getTime() + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS);
const dayTo = (at: Date) =>
  new Date(Math.floor((at.getTime() + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS);
const floor = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
const ceil = (at: Date) => new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS);

/** From `from` on, before `to`. One row a topic and source that has any. */
export async function windowOf(db: Db, from: Date, to: Date): Promise<Cell[]> {
  const [first, last] = [ceil(from), floor(to)];
  const edges: [Date, Date][] =
    first > last
      ? [[from, to]]
      : [
          [from, first],
          [last, to],
        ];
  const cells = await Promise.all([
    first < last ? wholeHours(db, first, last) : [],
    ...edges.filter(([a, b]) => a < b).map(([a, b]) => fromPosts(db, a, b)),
  ]);
  const summed = new Map<string, Cell>();
  for (const cell of cells.flat()) {
    const name = `${cell.topic} ${cell.source}`;
    const sum = summed.get(name);
    if (!sum) summed.set(name, { ...cell });
    else {
      sum.items += cell.items;
      sum.stories += cell.stories;
      sum.discussions += cell.discussions;
    }
  }
  return [...summed.values()].filter(({ items, discussions }) => items !== 0 || discussions !== 0);
}

/** Whole days by their own sums, and what is left before and after them by the hours. */
const wholeHours = async (db: Db, from: Date, to: Date): Promise<Cell[]> => {
  const [first, last] = [dayFrom(from), dayTo(to)];
  const [dayBegin, dayEnd] = first < last ? [first, last] : [to, to];
  return (
    await sql<Cell>`select topic, source, sum(items)::bigint as items, sum(stories)::bigint as stories,
        sum(discussions)::bigint as discussions
      from (
        select topic, source, items, stories, discussions from topic_days
          where topic = any(${ids}::text[]) and hour >= ${dayBegin} and hour < ${dayEnd}
        union all
        select topic, source, items, stories, discussions from topic_hours
          where topic = any(${ids}::text[]) and hour >= ${from} and hour < ${dayBegin}
        union all
        select topic, source, items, stories, discussions from topic_hours
          where topic = any(${ids}::text[]) and hour >= ${dayEnd} and hour < ${to}
      ) whole group by topic, source`.execute(db)
  ).rows;
};

const fromPosts = async (db: Db, from: Date, to: Date): Promise<Cell[]> =>
  (
    await sql<Cell>`select topic, source, sum(items)::bigint as items, sum(stories)::bigint as stories,
        sum(discussions)::bigint as discussions
      from (
        select topic, source, count(*) as items, count(*) filter (where begins) as stories,
          count(*) filter (where counter is null) as discussions
        from topic_posts where topic <> 'other' and topic = any(${ids}::text[])
          and at >= ${from} and at < ${to} and counts
        group by topic, source
        union all
        select topic, source, 0, 0, sum(growth) from topic_readings
        where topic <> 'other' and topic = any(${ids}::text[]) and at >= ${from} and at < ${to}
        group by topic, source
      ) edge group by topic, source`.execute(db)
  ).rows;

/** Hour by hour, over all sources; hours without any are left out. Of one topic, or of each. */
export const hoursOf = async (
  db: Db,
  topic: string | null,
  from: Date,
  to: Date,
): Promise<HourCell[]> =>
  (
    await sql<HourCell>`select topic, hour, sum(items)::bigint as items, sum(stories)::bigint as stories,
        sum(discussions)::bigint as discussions
      from topic_hours where topic = any(${topic === null ? ids : [topic]}::text[])
        and hour >= ${from} and hour < ${to}
      group by topic, hour order by topic, hour`.execute(db)
  ).rows;

/** Posts of a topic that count, the newest first; each with what it brought within the window. */
export const titlesOf = async (
  db: Db,
  topic: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<Title[]> =>
  (
    await sql<Title>`select p.title, p.lang, p.source, p.at, p.url, p.story,
        case when p.counter is null then 1 else coalesce((
          select sum(r.growth) from topic_readings r where r.source = p.source and r.counter = p.counter
            and r.key = p.key and r.at >= ${from} and r.at < ${to}), 0) end::bigint as discussions
      from topic_posts p where p.topic = ${topic} and p.topic <> 'other'
        and p.at >= ${from} and p.at < ${to} and p.counts
      order by p.at desc, p.source, p.key limit ${limit}`.execute(db)
  ).rows;
