/**
 * Attempts of each kind and day, and where most came from, as number 1 of the definition counted them: out of all
 * claims of the period, every time. Number 2 has to say the same. One thing is its own, and so here: a filter is
 * applied last, because a burst is of a place and a day and not of what somebody looks at.
 */
import { sql } from "kysely";
import type { Db } from "../src/core/db.ts";
import { burstOf, CLUSTERS_MAX, REPORTED_FROM } from "../src/features/insights/abuse.ts";
import type { Asked } from "../src/features/insights/abuse-store.ts";

export async function firstAttacks(db: Db, asked: Asked) {
  const { from, to, zone, situation = null, locale = null, risk = null } = asked;
  const objectionsUntil = new Date(to.getTime() + 60 * 86_400_000);
  const { rows } = await sql<{ days: unknown[] | null; clusters: unknown[] | null }>`
    with disputed as materialized (
      select distinct d.account_id, d.id from insight_disputes_v1 d
      where d.created_at >= ${from} and d.created_at < ${to}
        and d.objected_at >= ${from} and d.objected_at < ${objectionsUntil}
    ),
    starts as materialized (
      select r.*, (r.created_at at time zone ${zone})::date as day from recoveries r
      where r.created_at >= ${from} and r.created_at < ${to}
    ),
    there as materialized (
      select 'device' as by, device as cluster, day, account_id, id, identifier_tag from starts where device <> ''
      union all
      select 'network', network, day, account_id, id, identifier_tag from starts where network <> ''
    ),
    bursts as materialized (
      select by, cluster, day from (
        select by, cluster, day, identifier_tag, count(*) as claims,
          count(*) filter (where account_id like 'shadow:%') as of_nobody
        from there group by by, cluster, day, identifier_tag
      ) names
      group by by, cluster, day
      having (by = 'device' and count(*) >= ${burstOf.device})
        or (by = 'network' and count(*) >= ${burstOf.network} and sum(of_nobody) * 2 >= sum(claims))
    ),
    signs as (
      select s.account_id, s.id, s.kind from insight_signs_v1 s
      where s.created_at >= ${from} and s.created_at < ${to}
      union
      select d.account_id, d.id, 'disowned-claim' from disputed d
      union
      select d.account_id, d.id, 'helper-collusion' from disputed d
      join recoveries r on r.account_id = d.account_id and r.id = d.id
      where r.given @> '[{"kind": "contact-approval"}]'
      union
      select f.account_id, f.subject_id, 'another-face' from face_sessions f
      where f.outcome = 'no-match' and f.purpose = 'recovery' and f.created_at >= ${from} and f.created_at < ${to}
      union
      select t.account_id, t.id, 'enumeration' from there t
      join bursts b on b.by = t.by and b.cluster = t.cluster and b.day = t.day
    ),
    attacks as materialized (
      select x.kind, s.account_id, s.id, s.device, s.network, s.identifier_tag,
        to_char(s.created_at at time zone ${zone}, 'YYYY-MM-DD') as day,
        case
          when s.ended_at is null then 'open'
          when s.state <> 'completed' then 'blocked'
          when (s.account_id, s.id) in (select account_id, id from disputed) then 'through'
          else 'unclear'
        end as came_to
      from signs x
      join starts s on s.account_id = x.account_id and s.id = x.id
      where (${situation}::text is null or s.situation = ${situation})
        and (${locale}::text is null or s.locale = ${locale}) and (${risk}::text is null or s.risk_level = ${risk})
    ),
    by_day as (
      select kind, day, count(*) as n,
        count(*) filter (where came_to = 'blocked') as blocked,
        count(*) filter (where came_to = 'through') as through,
        count(*) filter (where came_to = 'unclear') as unclear,
        count(*) filter (where came_to = 'open') as open
      from attacks group by kind, day
    ),
    places as (
      select 'device' as by, device as cluster, attacks.* from attacks where device <> ''
      union all
      select 'network', network, attacks.* from attacks where network <> ''
    ),
    by_place as (
      select by, cluster, array_agg(distinct kind order by kind) as kinds,
        count(distinct (account_id, id)) as attempts,
        count(distinct identifier_tag) as names,
        count(distinct account_id) filter (where account_id not like 'shadow:%') as accounts,
        count(distinct (account_id, id)) filter (where came_to = 'blocked') as blocked,
        count(distinct (account_id, id)) filter (where came_to = 'through') as through,
        min(day) as first, max(day) as last
      from places group by by, cluster
      having count(distinct (account_id, id)) >= ${REPORTED_FROM}
      order by attempts desc, through desc, by, cluster limit ${CLUSTERS_MAX}
    )
    select (select json_agg(d order by d.day, d.kind) from by_day d) as days,
      (select json_agg(p order by p.attempts desc, p.through desc, p.by, p.cluster) from by_place p) as clusters`.execute(
    db,
  );
  return { days: rows[0]?.days ?? [], clusters: rows[0]?.clusters ?? [] };
}
