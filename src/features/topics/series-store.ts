/** What the hours say of days: counts of 24 hours each, back from a moment, and since when a source is counted. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { OTHER, topics } from "./taxonomy.ts";

const ids = topics.map(({ id }) => id);

export type DayCell = {
  topic: string;
  source: string;
  /** How many whole days before the end this day ended: 0 is the last 24 hours. */
  back: number;
  items: number;
  stories: number;
  discussions: number;
};

/** `end` is a whole hour; `days` counts of 24 hours before it. A day without anything has no row. */
export async function listDays(db: Db, end: Date, days: number): Promise<DayCell[]> {
  const from = new Date(end.getTime() - days * 86_400_000);
  const back = sql<number>`floor(extract(epoch from ${end}::timestamptz - hour - interval '1 hour') / 86400)::integer`;
  const sum = (column: "items" | "stories" | "discussions") =>
    sql<number>`sum(${sql.ref(column)})::bigint`.as(column);
  return (
    db
      .selectFrom("topicHours")
      .select(["topic", "source", back.as("back")])
      .select([sum("items"), sum("stories"), sum("discussions")])
      // By name, so that the hours are found by their key.
      .where("topic", "=", sql<string>`any(${ids})`)
      .where("hour", ">=", from)
      .where("hour", "<", end)
      .groupBy(["topic", "source", sql.ref("back")])
      .execute()
  );
}

/** Since when each source is counted, as far as this window knows. */
export async function listBeginnings(db: Db, from: Date): Promise<Map<string, Date>> {
  const hours = await db
    .selectFrom("topicHours")
    .select(["source", sql<Date>`min(hour)`.as("at")])
    .where("topic", "=", sql<string>`any(${[...ids, OTHER]})`)
    .where("hour", ">=", from)
    .groupBy("source")
    .execute();
  const fetches = await db
    .selectFrom("topicFetches")
    .select(["source", sql<Date>`min(at)`.as("at")])
    .groupBy("source")
    .execute();
  const beginnings = new Map<string, Date>();
  for (const { source, at } of [...hours, ...fetches]) {
    const before = beginnings.get(source);
    if (!before || at < before) beginnings.set(source, at);
  }
  return beginnings;
}

/** The newest first. */
export function listPosts(
  db: Db,
  topic: string,
  from: Date,
  source: string | undefined,
  limit: number,
) {
  const posts = db
    .selectFrom("topicPosts")
    .select(["day", "source", "key", "title", "url", "lang", "at", "counts", "matchedBy"])
    .where("topic", "=", topic)
    .where("topic", "!=", sql.lit("other"))
    .where("at", ">=", from);
  return (source === undefined ? posts : posts.where("source", "=", source))
    .orderBy("at", "desc")
    .orderBy("key")
    .limit(limit)
    .execute();
}
