/** Figures over all accounts, out of the second views: read without a lock, nothing is changed by them. */
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Filter } from "./periods.ts";
import type { Counted, Safety, Span } from "./rules.ts";

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

/** By way. `percentile_disc`: a time that somebody really took. */
export async function countWays(db: Db, span: Span, filter: Filter = {}): Promise<Counted[]> {
  const { way, ...rest } = filter;
  const only = way ? sql` and way = ${way}` : sql``;
  const { rows } = await sql<
    Omit<Counted, "medianSeconds" | "p90Seconds"> & { times: number[] | null }
  >`
    select way,
      count(*)::int as n,
      count(*) filter (where way_outcome = 'completed')::int as "completed",
      count(*) filter (where way_outcome = 'other-way')::int as "other-way",
      count(*) filter (where way_outcome = 'cancelled')::int as "cancelled",
      count(*) filter (where way_outcome = 'refused')::int as "refused",
      count(*) filter (where way_outcome = 'abandoned')::int as "abandoned",
      count(*) filter (where way_outcome = 'expired')::int as "expired",
      count(*) filter (where way_outcome = 'error')::int as "error",
      count(*) filter (where way_outcome = 'open')::int as "open",
      count(*) filter (where way_outcome = 'completed' and first_try)::int as first_try,
      count(*) filter (where way_outcome = 'completed' and seconds <= 86400)::int as within_24h,
      count(*) filter (where way_outcome = 'completed' and seconds <= 604800)::int as within_7d,
      count(*) filter (where way_outcome = 'completed' and disputed)::int as disputed,
      percentile_disc(array[0.5, 0.9]) within group (order by seconds)
        filter (where way_outcome = 'completed') as times,
      avg(seconds) filter (where way_outcome = 'completed') as mean_seconds,
      percentile_disc(0.5) within group (order by seconds - wait_seconds)
        filter (where way_outcome = 'completed') as active_median_seconds,
      percentile_disc(0.5) within group (order by wait_seconds)
        filter (where way_outcome = 'completed') as wait_median_seconds
    from insight_ways_v2
    where ${where(span, rest)}${only}
    group by way`.execute(db);
  return rows.map(({ times, ...row }) => ({
    ...row,
    ...{ medianSeconds: times?.[0] ?? null, p90Seconds: times?.[1] ?? null },
  }));
}

/** Populations, and how often somebody got in who should not have. */
export async function countSafety(
  db: Db,
  span: Span,
  now: Date,
  filter: Filter = {},
): Promise<Safety> {
  const confirmed = new Date(now.getTime() - 30 * 86_400_000);
  const { rows } = await sql<Safety>`
    select
      coalesce(sum(starts), 0)::int as starts,
      coalesce(sum(starts) filter (where has_account), 0)::int as starts_with_account,
      count(*) filter (where has_account)::int as cases,
      count(*) filter (where has_account and outcome = 'recovered' and not disputed and not stopped
        and completed_at <= ${confirmed})::int as owners,
      count(*) filter (where has_account and (stopped or disputed))::int as impostors,
      count(*) filter (where has_account and (stopped or disputed) and outcome = 'recovered')::int as accepted,
      count(*) filter (where has_account and disputed)::int as disputed
    from insight_attempts_v2 where ${where(span, filter)}`.execute(db);
  return rows[0] as Safety;
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
  count(*) filter (where outcome = 'recovered')::int as recovered,
  count(*) filter (where stopped or disputed)::int as hostile,
  count(*) filter (where outcome = 'recovered' and not stopped and not disputed)::int as net,
  count(*) filter (where outcome = 'recovered' and not by_people)::int as alone,
  count(*) filter (where disputed)::int as disputed,
  percentile_disc(0.5) within group (order by seconds) filter (where outcome = 'recovered') as seconds`;

/** `starts`: the first moments of the days; days without a case have no row. */
export async function countDays(
  db: Db,
  span: Span,
  starts: readonly Date[],
  filter: Filter,
): Promise<DayRow[]> {
  const { rows } = await sql<DayRow>`
    select width_bucket(started_at, ${starts}::timestamptz[]) as bucket, ${sums}
    from insight_cases_v2 where ${where(span, filter)} group by 1`.execute(db);
  return rows;
}

export async function countAll(db: Db, span: Span, filter: Filter): Promise<DayRow> {
  const { rows } = await sql<DayRow>`select 0 as bucket, ${sums}
    from insight_cases_v2 where ${where(span, filter)}`.execute(db);
  return rows[0] as DayRow;
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
