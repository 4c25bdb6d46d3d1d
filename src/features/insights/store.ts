/** Figures over all accounts, out of the versioned views: read without a lock, nothing is changed by them. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Counted, Period, Safety } from "./rules.ts";

/** By way. `percentile_disc`: a time that somebody really took. */
export async function countWays(db: Db, { from, to }: Period): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
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
      percentile_disc(0.5) within group (order by seconds)
        filter (where way_outcome = 'completed') as median_seconds,
      percentile_disc(0.9) within group (order by seconds)
        filter (where way_outcome = 'completed') as p90_seconds,
      percentile_disc(0.5) within group (order by seconds - wait_seconds)
        filter (where way_outcome = 'completed') as active_median_seconds,
      percentile_disc(0.5) within group (order by wait_seconds)
        filter (where way_outcome = 'completed') as wait_median_seconds
    from insight_ways_v1
    where started_at >= ${from} and started_at < ${to}
    group by way`.execute(db);
  return rows;
}

/** Populations, and how often somebody got in who should not have. */
export async function countSafety(db: Db, { from, to }: Period, now: Date): Promise<Safety> {
  const confirmed = new Date(now.getTime() - 30 * 86_400_000);
  const { rows } = await sql<Safety>`
    select
      (select count(*)::int from insight_starts_v1 s
        where s.created_at >= ${from} and s.created_at < ${to}) as starts,
      (select count(*)::int from insight_starts_v1 s
        where s.created_at >= ${from} and s.created_at < ${to} and s.has_account)
        as starts_with_account,
      count(*)::int as cases,
      count(*) filter (where outcome = 'recovered' and not disputed and not stopped
        and completed_at <= ${confirmed})::int as owners,
      count(*) filter (where stopped or disputed)::int as impostors,
      count(*) filter (where (stopped or disputed) and outcome = 'recovered')::int as accepted,
      count(*) filter (where disputed)::int as disputed
    from insight_cases_v1
    where started_at >= ${from} and started_at < ${to}`.execute(db);
  return rows[0] as Safety;
}
