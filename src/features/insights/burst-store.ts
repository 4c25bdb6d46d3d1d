/**
 * Bursts of names: one browser or network that claims for many names in a day. Found among all claims of whole
 * days, and written down as the claims that belong to one (`burst_claims`). Over all accounts, without a lock.
 */
import { sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { burstOf } from "./abuse.ts";

/** From the first moment of a day of `zone` to that of another, which is not in it. */
export type Days = { from: Date; to: Date; zone: string };

/** `account_id, id, started_at` of the claims in a burst, as a query. It reads every claim of these days. */
export const claimsInBursts = ({ from, to, zone }: Days) => sql`
  with starts as materialized (
    select account_id, id, created_at, device, network, identifier_tag, (created_at at time zone ${zone})::date as day
    from recoveries where created_at >= ${from} and created_at < ${to}
  ),
  -- Nearly all places have too few claims to be a burst on any day: they go before anything is sorted.
  busy as materialized (
    select 'device' as by, device as place, day from starts where device <> ''
    group by device, day having count(*) >= ${burstOf.device}
    union all
    select 'network', network, day from starts where network <> ''
    group by network, day having count(*) >= ${burstOf.network}
  ),
  there as materialized (
    select b.by, b.place, b.day, s.account_id, s.id, s.created_at, s.identifier_tag
    from busy b join starts s on b.by = 'device' and s.device = b.place and s.day = b.day
    union all
    select b.by, b.place, b.day, s.account_id, s.id, s.created_at, s.identifier_tag
    from busy b join starts s on b.by = 'network' and s.network = b.place and s.day = b.day
  ),
  bursts as (
    select by, place, day from there group by by, place, day
    having (by = 'device' and count(distinct identifier_tag) >= ${burstOf.device})
      or (by = 'network' and count(distinct identifier_tag) >= ${burstOf.network}
        and count(*) filter (where account_id like 'shadow:%') * 2 >= count(*))
  )
  select distinct t.account_id, t.id, t.created_at as started_at
  from there t join bursts b on b.by = t.by and b.place = t.place and b.day = t.day`;

/** Writes down what is missing of these days. Returns how many rows it wrote. */
export async function addBursts(db: Db, days: Days): Promise<number> {
  const written = await sql`insert into burst_claims (account_id, id, started_at)
    select account_id, id, started_at from (${claimsInBursts(days)}) found
    on conflict (account_id, id) do nothing`.execute(db);
  return Number(written.numAffectedRows ?? 0);
}

/** Writes these days anew; done twice it changes nothing. Returns how many rows it changed. */
export async function writeBursts(db: Db, days: Days): Promise<number> {
  const gone = await sql`delete from burst_claims w
    where w.started_at >= ${days.from} and w.started_at < ${days.to}
      and (w.account_id, w.id) not in (select account_id, id from (${claimsInBursts(days)}) found)`.execute(
    db,
  );
  return Number(gone.numAffectedRows ?? 0) + (await addBursts(db, days));
}

/**
 * Claims in a burst of these days that are not written down. One that is written and in no burst any more is no
 * fault: the claims of an account that was erased, or that are kept no longer, were part of it.
 */
export async function countUnwritten(db: Db, days: Days): Promise<number> {
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from (${claimsInBursts(days)}) found
    where not exists (
      select 1 from burst_claims w where w.account_id = found.account_id and w.id = found.id
    )`.execute(db);
  return rows[0]?.n ?? 0;
}
