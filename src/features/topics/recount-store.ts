/** A day counted anew, from nothing that was summed up. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { HourRow } from "./posts-store.ts";

type Span = { day: string; from: Date; to: Date };

/** By the posts' own standing, and by what each counter stood at: the growth that was written down is not asked. */
export const recountDay = async (db: Db, { day, from, to }: Span): Promise<HourRow[]> =>
  (
    await sql<HourRow>`select topic, hour, source, sum(items)::int as items, sum(stories)::int as stories,
        sum(discussions)::bigint as discussions
      from (
        select topic, date_trunc('hour', at) as hour, source, count(*) as items,
          count(*) filter (where begins) as stories, count(*) filter (where counter is null) as discussions
        from topic_posts where day = ${day}::date and counts group by 1, 2, 3
        union all
        select topic, date_trunc('hour', at), source, 0, 0, sum(rose) from (
          select source, topic, at, coalesce(value - lag(value) over (partition by source, counter order by at), growth) as rose
          from topic_readings where (source, counter) in
            (select source, counter from topic_readings where at >= ${from} and at < ${to})
        ) step where at >= ${from} and at < ${to} group by 1, 2, 3
      ) counted group by 1, 2, 3`.execute(db)
  ).rows;

export const hoursOfDay = async (db: Db, { from, to }: Span): Promise<HourRow[]> =>
  (
    await sql<HourRow>`select topic, hour, source, items, stories, discussions from topic_hours
      where hour >= ${from} and hour < ${to}`.execute(db)
  ).rows;

/** Where the sums of the day are not those of its hours. */
export const brokenDays = async (db: Db, { from, to }: Span): Promise<HourRow[]> =>
  (
    await sql<HourRow>`select topic, ${from}::timestamptz as hour, source, sum(items)::int as items,
        sum(stories)::int as stories, sum(discussions)::bigint as discussions
      from (
        select topic, source, items, stories, discussions from topic_hours where hour >= ${from} and hour < ${to}
        union all
        select topic, source, -items, -stories, -discussions from topic_days where hour = ${from}
      ) beside group by topic, source
      having sum(items) <> 0 or sum(stories) <> 0 or sum(discussions) <> 0`.execute(db)
  ).rows;
