/** Figures over all accounts, out of the second views: read without a lock, nothing is changed by them. */
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Group, Times } from "./counting.ts";
import type { Filter } from "./periods.ts";
import type { Span } from "./rules.ts";

/** Of these cases. A `way` narrows cases by what was taken first, or by whether people were asked. */
export function where({ from, to }: Span, filter: Filter): RawBuilder<unknown> {
  const parts = [sql`started_at >= ${from} and started_at < ${to}`];
  if (filter.situation) parts.push(sql`situation = ${filter.situation}`);
  if (filter.locale) parts.push(sql`locale = ${filter.locale}`);
  if (filter.risk) parts.push(sql`risk_level = ${filter.risk}`);
  if (filter.way === "self-service") parts.push(sql`way_first <> 'agent-review'`);
  else if (filter.way === "customer-service") parts.push(sql`people_asked`);
  else if (filter.way) parts.push(sql`way_first = ${filter.way}`);
  return sql.join(parts, sql` and `);
}

const recovered = sql`completed_at is not null`;

/** Attempts counted by all that a way, and a label, is told by; a few hundred rows, whatever the period. */
export async function countGroups(db: Db, span: Span, filter: Filter, now: Date): Promise<Group[]> {
  const settled = new Date(now.getTime() - 30 * 86_400_000);
  const { rows } = await sql<Group>`
    select has_account, way_first collate "C" as way_first, people_asked, by_people,
      outcome collate "C" as outcome, first_try, stopped, disputed, seconds <= 86400 as in_day,
      seconds <= 604800 as in_week, completed_at <= ${settled} as settled,
      count(*)::int as n, sum(starts)::int as starts, sum(seconds) as seconds
    from insight_attempts_v2 where ${where(span, filter)}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`.execute(db);
  return rows;
}

/** Times by the way that completed a case. `percentile_disc`: a time that somebody really took. */
export async function timesByWay(db: Db, span: Span, filter: Filter): Promise<Times[]> {
  const times = sql`percentile_disc(array[0.5, 0.9]) within group (order by seconds) as seconds,
    percentile_disc(0.5) within group (order by seconds - wait_seconds) as active,
    percentile_disc(0.5) within group (order by wait_seconds) as wait`;
  const { rows } = await sql<Times>`
    select case when by_people then 'customer-service' else way_first end collate "C" as way, ${times}
    from insight_cases_v2
    where ${where(span, filter)} and ${recovered} and (people_asked or not by_people) group by 1
    union all
    select 'self-service', ${times} from insight_cases_v2
    where ${where(span, filter)} and ${recovered} and not by_people and way_first <> 'agent-review'`.execute(
    db,
  );
  return rows;
}

/** `bucket`: the number of the day in the period, from 1. */
export type DayRow = {
  bucket: number;
  cases: number;
  recovered: number;
  hostile: number;
  net: number;
  alone: number;
  disputed: number;
  seconds: number | null;
};

const sums = sql`count(*)::int as cases,
  count(*) filter (where ${recovered})::int as recovered,
  count(*) filter (where stopped or disputed)::int as hostile,
  count(*) filter (where ${recovered} and not stopped and not disputed)::int as net,
  count(*) filter (where ${recovered} and not by_people)::int as alone,
  count(*) filter (where disputed)::int as disputed`;
const median = sql`percentile_disc(0.5) within group (order by seconds) as seconds`;

/**
 * `starts`: the first moments of the days; days without a case have no row. Counted and timed apart: a count need
 * not be sorted.
 */
export async function countDays(
  db: Db,
  span: Span,
  starts: readonly Date[],
  filter: Filter,
): Promise<DayRow[]> {
  const bucket = sql`width_bucket(started_at, ${starts}::timestamptz[]) as bucket`;
  const [counts, times] = await Promise.all([
    sql<DayRow>`select ${bucket}, ${sums}
      from insight_cases_v2 where ${where(span, filter)} group by 1`.execute(db),
    sql<Pick<DayRow, "bucket" | "seconds">>`select ${bucket}, ${median}
      from insight_cases_v2 where ${where(span, filter)} and ${recovered} group by 1`.execute(db),
  ]);
  const seconds = new Map(times.rows.map((row) => [row.bucket, row.seconds]));
  return counts.rows.map((row) => ({ ...row, seconds: seconds.get(row.bucket) ?? null }));
}

export async function medianOf(db: Db, span: Span, filter: Filter): Promise<number | null> {
  const { rows } = await sql<{ seconds: number | null }>`select ${median}
    from insight_cases_v2 where ${where(span, filter)} and ${recovered}`.execute(db);
  return rows[0]?.seconds ?? null;
}

export type Open = { total: number; onTime: number; dueSoon: number; late: number; paused: number };

const casesWhere = ({ situation, locale, risk }: Filter) =>
  sql.join(
    [
      sql`true`,
      ...(situation ? [sql`situation = ${situation}`] : []),
      ...(locale ? [sql`locale = ${locale}`] : []),
      ...(risk ? [sql`risk_level = ${risk}`] : []),
    ],
    sql` and `,
  );

/** Cases that people have before them now, by their clock. */
export async function countOpen(db: Db, now: Date, filter: Filter): Promise<Open> {
  const soon = new Date(now.getTime() + 4 * 3_600_000);
  const { rows } = await sql<Open>`select count(*)::int as total,
      count(*) filter (where paused_at is not null)::int as paused,
      count(*) filter (where paused_at is null and due_at <= ${now})::int as late,
      count(*) filter (where paused_at is null and due_at > ${now} and due_at <= ${soon})::int as due_soon,
      count(*) filter (where paused_at is null and due_at > ${soon})::int as on_time
    from cases where closed_at is null and ${casesWhere(filter)}`.execute(db);
  return rows[0] as Open;
}

/** Cases by the moments between which they were opened and closed; `closed` null: they are open. */
export async function openedAndClosed(
  db: Db,
  moments: readonly Date[],
  filter: Filter,
): Promise<{ opened: number; closed: number | null; n: number }[]> {
  const first = moments[0] ?? new Date(0);
  const { rows } = await sql<{ opened: number; closed: number | null; n: number }>`
    select width_bucket(opened_at, ${moments}::timestamptz[]) as opened,
      width_bucket(closed_at, ${moments}::timestamptz[]) as closed, count(*)::int as n
    from cases where (closed_at is null or closed_at >= ${first}) and ${casesWhere(filter)}
    group by 1, 2`.execute(db);
  return rows;
}

/** How far attempts came, and what ended those that came no further. */
export type StepRow = {
  isSelf: boolean;
  selfStep: number;
  peopleStep: number | null;
  peopleAsked: boolean;
  reason: string;
  n: number;
};

export async function countSteps(db: Db, span: Span, filter: Filter): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    select way_first <> 'agent-review' as is_self, self_step, people_step, people_asked, reason, count(*)::int as n
    from insight_attempts_v2 where ${where(span, filter)} group by 1, 2, 3, 4, 5`.execute(db);
  return rows;
}

/** Days on which there was any attempt. */
export async function daysWithStarts(
  db: Db,
  span: Span,
  starts: readonly Date[],
): Promise<number[]> {
  const { rows } = await sql<{ bucket: number }>`
    select distinct width_bucket(started_at, ${starts}::timestamptz[]) as bucket
    from insight_facts where started_at >= ${span.from} and started_at < ${span.to}`.execute(db);
  return rows.map(({ bucket }) => bucket);
}

/** Policies that came into force in a period. */
export const policyChanges = (db: Db, { from, to }: Span) =>
  db
    .selectFrom("policyVersions")
    .select(["name", "version", "since"])
    .where("since", ">=", from)
    .where("since", "<", to)
    .orderBy("since")
    .execute();
