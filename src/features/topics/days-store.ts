/** Days of posts as partitions of their table. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";

const nameOf = (day: string) => `topic_posts_${day.replaceAll("-", "")}`;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Days that have a partition. */
export async function listDays(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_inherits i
    join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
    where p.relname = 'topic_posts' and p.relnamespace = current_schema()::regnamespace`.execute(
    db,
  );
  return rows.flatMap(({ name }) => {
    const [, y, m, d] = /^topic_posts_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? [];
    return y ? [`${y}-${m}-${d}`] : [];
  });
}

/** Days whose posts came before their partition did: they stay where they are until they go. */
export async function daysInRest(db: Db): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`select distinct day from topic_posts_rest`.execute(
    db,
  );
  return rows.map(({ day }) => day);
}

/** `next`: the day after it. */
export async function makeDay(db: Db, day: string, next: string): Promise<void> {
  if (!DAY.test(day) || !DAY.test(next)) throw new Error("A day is written 2026-03-02.");
  await sql`create table if not exists ${sql.table(nameOf(day))} partition of topic_posts
    for values from (${sql.lit(day)}) to (${sql.lit(next)})`.execute(db);
}

export async function dropDay(db: Db, day: string): Promise<void> {
  await sql`drop table if exists ${sql.table(nameOf(day))}`.execute(db);
}

export async function deleteRest(db: Db, before: string): Promise<number> {
  const { numAffectedRows } =
    await sql`delete from topic_posts_rest where day < ${before}::date`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Readings and wordings of long ago, so many at a time. */
export async function deleteReadings(db: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from topic_readings where (source, counter, at) in
    (select source, counter, at from topic_readings where at < ${before} limit ${limit})`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0);
}

export async function deleteWordings(db: Db, before: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`delete from topic_stories where (band, wording) in
    (select band, wording from topic_stories where seen_at < ${before} limit ${limit})`.execute(db);
  return Number(numAffectedRows ?? 0);
}
