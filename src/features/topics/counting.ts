import { sql } from "kysely";
import type { Db } from "../../core/db.ts";

const sum = (column: string) => sql<number>`sum(${sql.ref(column)})::bigint`;

export const windowOf = (db: Db, from: Date, to: Date) =>
  db
    .selectFrom("topicHours")
    .select(["topic", "source"])
    .select([
      sum("items").as("items"),
      sum("stories").as("stories"),
      sum("discussions").as("discussions"),
    ])
    .where("hour", ">=", from)
    .where("hour", "<", to)
    .groupBy(["topic", "source"])
    .execute();

export const titlesOf = (db: Db, topic: string, from: Date, to: Date, limit: number) =>
  db
    .selectFrom("topicPosts")
    .select(["title", "lang", "source", "at", "url", "story", "discussions"])
    .where("topic", "=", topic)
    .where("at", ">=", from)
    .where("at", "<", to)
    .orderBy("at", "desc")
    .limit(limit)
    .execute();
