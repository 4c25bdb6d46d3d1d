/** Wordings that are compared, and which posts tell the same within three days. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Known } from "./posts-store.ts";

export type Wording = { wording: string; words: string };

/** Of each band the newest, `limit` at most. */
export const findCandidates = async (db: Db, bands: readonly string[], limit: number) =>
  (
    await sql<Wording & { band: string }>`select s.band, s.wording, s.words
      from unnest(${bands}::text[]) as g (band)
      cross join lateral (
        select band, wording, words from topic_stories t where t.band = g.band
        order by t.seen_at desc, t.wording limit ${limit}
      ) s`.execute(db)
  ).rows;

/** Seen again a day later they are kept for longer. */
export async function insertBands(
  db: Db,
  rows: readonly (Wording & { band: string; seenAt: Date })[],
): Promise<void> {
  await sql`insert into topic_stories (band, wording, words, seen_at)
    select * from unnest(${rows.map(({ band }) => band)}::text[], ${rows.map(({ wording }) => wording)}::text[],
      ${rows.map(({ words }) => words)}::text[], ${rows.map(({ seenAt }) => seenAt)}::timestamptz[])
    on conflict (band, wording) do update set seen_at = excluded.seen_at
      where topic_stories.seen_at < excluded.seen_at - interval '1 day'`.execute(db);
}

/** One post, and one wording that is near to its own. */
export type Near = { n: number; at: Date; source: string; key: string; wording: string };

type Days = { from: string; to: string };
const near = (pairs: readonly Near[]) =>
  sql`unnest(${pairs.map(({ n }) => n)}::int[], ${pairs.map(({ at }) => at)}::timestamptz[],
    ${pairs.map(({ source }) => source)}::text[], ${pairs.map(({ key }) => key)}::text[],
    ${pairs.map(({ wording }) => wording)}::text[]) as g (n, at, source, key, wording)`;

/** For each pair the earliest post of that wording in the 72 h before the post; none: no row. */
export const findBefore = async (db: Db, pairs: readonly Near[], { from, to }: Days) =>
  (
    await sql<Known & { n: number }>`select g.n, p.* from ${near(pairs)}
      cross join lateral (
        select source, key, day, at, topic, author, wording, begins, counts, counter, story from topic_posts t
        where t.wording = g.wording and t.wording is not null
          and t.day >= ${from}::date and t.day <= ${to}::date
          and t.at >= g.at - interval '72 hours' and (t.at, t.source collate "C", t.key collate "C") < (g.at, g.source, g.key)
        order by t.at, t.source collate "C", t.key collate "C" limit 1
      ) p`.execute(db)
  ).rows;

/** Posts that began a story in the 72 h after the post, and tell what it tells. */
export const findBegun = async (db: Db, pairs: readonly Near[], { from, to }: Days) =>
  (
    await sql<Known & { n: number }>`select g.n, p.* from ${near(pairs)}
      cross join lateral (
        select source, key, day, at, topic, author, wording, begins, counts, counter, story from topic_posts t
        where t.wording = g.wording and t.wording is not null and t.begins
          and t.day >= ${from}::date and t.day <= ${to}::date
          and t.at <= g.at + interval '72 hours' and (t.at, t.source collate "C", t.key collate "C") > (g.at, g.source, g.key)
      ) p`.execute(db)
  ).rows;
