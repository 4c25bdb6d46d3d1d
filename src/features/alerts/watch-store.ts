/** What each look counts, over all accounts: reads without a lock, bounded by time; nothing is changed by them. */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";

const before = (now: Date, ms: number) => new Date(now.getTime() - ms);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

async function one<T>(query: { execute(db: Db): Promise<{ rows: T[] }> }, db: Db): Promise<T> {
  return (await query.execute(db)).rows[0] as T;
}

/** Codes that were asked for in ten minutes, and messages that were not handed over in 30 seconds. */
export async function countCodes(db: Db, now: Date) {
  const since = before(now, 10 * MINUTE);
  const { sent } = await one(
    sql<{ sent: number }>`select count(*)::int as sent from sends where at >= ${since}`,
    db,
  );
  const { late } = await one(
    sql<{ late: number }>`select count(*)::int as late from jobs
      where kind in ('send-sms', 'send-email') and created_at >= ${since}
        and ((state = 'due' and created_at <= ${before(now, 30_000)}) or state = 'dead')`,
    db,
  );
  return { sent, late };
}

export const countFreezes = (db: Db, now: Date) =>
  one(
    sql<{ n: number; p95Seconds: number | null; waiting: number }>`
      select count(*) filter (where placed_at >= ${before(now, 15 * MINUTE)})::int as n,
        percentile_disc(0.95) within group (order by extract(epoch from enforced_at - placed_at)::float8)
          filter (where placed_at >= ${before(now, 15 * MINUTE)} and enforced_at is not null) as p95_seconds,
        count(*) filter (where enforced_at is null and released_at is null
          and placed_at <= ${before(now, MINUTE)})::int as waiting
      from holds where placed_at >= ${before(now, 7 * DAY)} and placed_at <= ${now}`,
    db,
  );

/** Outgoing money that the wallet booked while a freeze of payments was in force, reported within the hour. */
export async function countPaymentsAfter(db: Db, now: Date) {
  const since = before(now, HOUR);
  const { n } = await one(
    sql<{ n: number }>`
      select count(distinct (t.account_id, t.id))::int as n from holds h
      join transactions t on t.account_id = h.account_id and t.counted_at >= ${since}
      where (h.released_at is null or h.released_at >= ${since}) and h.placed_at >= ${before(now, 30 * DAY)}
        and h.scope in ('outgoing', 'everything') and h.enforced_at is not null
        and t.direction = 'out' and t.status = 'completed'
        and t.at > h.enforced_at and (h.released_at is null or t.at < h.released_at)
        and (h.expires_at is null or t.at < h.expires_at)`,
    db,
  );
  return n;
}

/** Owners who said "this wasn't me" of a claim that had given the account away. */
export async function countWrong(db: Db, now: Date) {
  const { n } = await one(
    sql<{ n: number }>`
      select count(distinct e.account_id)::int as n from events e
      where e.at >= ${before(now, DAY)} and e.at <= ${now} and e.type = 'owner.not-me'
        and exists (
          select 1 from recoveries r where r.account_id = e.account_id and r.state = 'completed'
            and r.ended_at < e.at and r.ended_at >= ${before(now, 31 * DAY)}
        )`,
    db,
  );
  return n;
}

/** The most names of one browser or network in an hour, and what one has in an hour of the day before. */
export async function countNames(db: Db, now: Date, kind: "device" | "network") {
  const column = sql.ref(kind);
  const { most } = await one(
    sql<{ most: number }>`select coalesce(max(n), 0)::int as most from (
      select count(distinct identifier_tag) as n from recoveries
      where created_at >= ${before(now, HOUR)} and created_at <= ${now} and ${column} <> ''
      group by ${column}) as sources`,
    db,
  );
  const { usual } = await one(
    sql<{ usual: number }>`select coalesce(avg(n), 0)::float8 as usual from (
      select count(distinct identifier_tag) as n from recoveries
      where created_at >= ${before(now, 25 * HOUR)} and created_at < ${before(now, HOUR)} and ${column} <> ''
      group by ${column}, floor(extract(epoch from created_at) / 3600)) as sources`,
    db,
  );
  return { kind, most, usual };
}

/** Claims of a day on numbers whose SIM card was just changed, and the mean of the seven days before. */
export const countSwaps = (db: Db, now: Date) =>
  one(
    sql<{ n: number; perDay: number }>`
      select count(*) filter (where created_at >= ${before(now, DAY)})::int as n,
        (count(*) filter (where created_at < ${before(now, DAY)}) / 7.0)::float8 as per_day
      from recoveries where created_at >= ${before(now, 8 * DAY)} and created_at <= ${now}
        and risk_reasons @> '["sim-swapped"]'`,
    db,
  );

/** Of one browser or network: the most accounts that its claims froze within an hour. */
export async function countFrozen(db: Db, now: Date) {
  const { victims } = await one(
    sql<{ victims: number }>`
      select coalesce(max(n), 0)::int as victims from (
        select count(distinct h.account_id) as n from holds h
        join recoveries r on r.account_id = h.account_id and h.placed_by = 'claimant:' || r.id
        cross join lateral (values ('device:' || r.device), ('network:' || r.network)) as place (name)
        where h.placed_at >= ${before(now, HOUR)} and h.placed_at <= ${now}
          and place.name not in ('device:', 'network:')
        group by place.name) as places`,
    db,
  );
  return victims;
}

type Steps = { started: number; proven: number; passed: number };
const COMING_MS = 15 * MINUTE;

/** Claims that began in this hour, less the newest quarter of one; how many have a proof, and enough of them. */
export async function countSteps(db: Db, at: Date): Promise<Steps> {
  const to = before(at, COMING_MS);
  return one(
    sql<Steps>`
      select count(*)::int as started,
        count(*) filter (where given <> '[]' or path is not null)::int as proven,
        count(*) filter (where path is not null)::int as passed
      from recoveries where created_at >= ${before(to, HOUR)} and created_at < ${to}
        and account_id not like 'shadow:%'`,
    db,
  );
}

// The desk, and the house ------------------------------------------------------------------------------

export const countClocks = (db: Db, now: Date) =>
  one(
    sql<{ open: number; due: number; closedInDay: number }>`
      select (select count(*)::int from cases where closed_at is null) as open,
        (select count(*)::int from cases where closed_at is null and paused_at is null
          and due_at <= ${new Date(now.getTime() + 4 * HOUR)}) as due,
        (select count(*)::int from cases where closed_at >= ${before(now, DAY)}) as closed_in_day`,
    db,
  );

/** Untouched: never taken, noted, checked or judged by anybody. */
export async function countThefts(db: Db, now: Date) {
  const { n } = await one(
    sql<{ n: number }>`
      select count(*)::int as n from cases c
      where c.closed_at is null and c.is_theft and c.state = 'open' and c.taken_by is null
        and c.opened_at <= ${before(now, 10 * MINUTE)} and c.snoozed_until is null
        and c.last_type not in ('case.taken', 'case.given-back', 'case.woken', 'case.transferred', 'case.asked')
        and not exists (select 1 from case_notes x where x.account_id = c.account_id and x.case_id = c.id)
        and not exists (select 1 from case_checks x where x.account_id = c.account_id and x.case_id = c.id)
        and not exists (select 1 from case_verdicts x where x.account_id = c.account_id and x.case_id = c.id)`,
    db,
  );
  return n;
}

export async function countBacklog(db: Db, now: Date) {
  const hour = async (n: number) => {
    const [from, to] = [before(now, (n + 1) * HOUR), before(now, n * HOUR)];
    return one(
      sql<{ came: number; went: number }>`
        select (select count(*)::int from cases where opened_at > ${from} and opened_at <= ${to}) as came,
          (select count(*)::int from cases where closed_at > ${from} and closed_at <= ${to}) as went`,
      db,
    );
  };
  const age = async (at: Date) =>
    (
      await one(
        sql<{ hours: number | null }>`
          select percentile_disc(0.9) within group
            (order by extract(epoch from ${at}::timestamptz - opened_at)::float8 / 3600) as hours
          from cases where opened_at <= ${at} and (closed_at is null or closed_at > ${at})`,
        db,
      )
    ).hours;
  const hours = [await hour(0), await hour(1), await hour(2)];
  return { hours, p90Hours: await age(now), p90Before: await age(before(now, 3 * HOUR)) };
}

/** Readers of events: due for more than ten minutes, or given up. */
export const countLateReaders = (db: Db, now: Date) =>
  one(
    sql<{ late: number; dead: number }>`
      select count(*) filter (where state = 'due' and created_at <= ${before(now, 10 * MINUTE)})::int as late,
        count(*) filter (where state = 'dead')::int as dead
      from jobs where kind like 'reader:%'
        and ((state = 'due' and due_at <= ${now}) or state = 'dead')`,
    db,
  );

export async function countUnchecked(db: Db, now: Date) {
  const { n } = await one(
    sql<{ n: number }>`select count(*)::int as n from evidence_files
      where state = 'checking' and received_at <= ${before(now, 5 * MINUTE)}`,
    db,
  );
  return n;
}
