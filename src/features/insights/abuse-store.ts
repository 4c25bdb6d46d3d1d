/** Attempts to get into other people's accounts, as far as rows tell. Read over all accounts, without a lock. */
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { burstOf, type DayCount, FROZEN_BY_ONE, REPORTED_FROM } from "./abuse.ts";

export type Asked = {
  from: Date;
  to: Date;
  zone: string;
  situation?: string | undefined;
  locale?: string | undefined;
  risk?: string | undefined;
};
type ClusterRow = {
  by: "device" | "network";
  cluster: string;
  kinds: string[];
  attempts: number;
  names: number;
  accounts: number;
  blocked: number;
  through: number;
  first: string;
  last: string;
};

const dayAt = (at: RawBuilder<unknown>, zone: string) =>
  sql`to_char(${at} at time zone ${zone}, 'YYYY-MM-DD')`;
const narrowed = (
  { situation, locale, risk }: Pick<Asked, "situation" | "locale" | "risk">,
  table: string,
) =>
  sql.join(
    [
      sql`true`,
      ...(situation ? [sql`${sql.ref(`${table}.situation`)} = ${situation}`] : []),
      ...(locale ? [sql`${sql.ref(`${table}.locale`)} = ${locale}`] : []),
      ...(risk ? [sql`${sql.ref(`${table}.risk_level`)} = ${risk}`] : []),
    ],
    sql` and `,
  );

/** So long after the end of a claim an objection counts. */
const objectionsUntil = ({ to }: Asked) => new Date(to.getTime() + 60 * 86_400_000);

/**
 * `attacks`: one row a claim and kind, with what came of it. It begins at what is rare (signs, objections, checks
 * that saw another face), each by an index of its own; only bursts of names read every claim of the period.
 */
const attacks = (asked: Asked) => sql`
  disputed as materialized (
    select distinct d.account_id, d.id, d.created_at from insight_disputes_v1 d
    where d.created_at >= ${asked.from} and d.created_at < ${asked.to}
      and d.objected_at >= ${asked.from} and d.objected_at < ${objectionsUntil(asked)}
  ),
  starts as materialized (
    select r.account_id, r.id, r.created_at, r.device, r.network, r.identifier_tag, r.state, r.ended_at
    from recoveries r
    where r.created_at >= ${asked.from} and r.created_at < ${asked.to} and ${narrowed(asked, "r")}
  ),
  -- Nearly all places have too few claims to be a burst on any day: they go before anything is sorted.
  busy as materialized (
    select 'device' as by, device as cluster from starts where device <> ''
    group by device having count(*) >= ${burstOf.device}
    union all
    select 'network', network from starts where network <> ''
    group by network having count(*) >= ${burstOf.network}
  ),
  there as materialized (
    select b.by, b.cluster, (s.created_at at time zone ${asked.zone})::date as day,
      s.account_id, s.id, s.identifier_tag
    from busy b join starts s on b.by = 'device' and s.device = b.cluster
    union all
    select b.by, b.cluster, (s.created_at at time zone ${asked.zone})::date,
      s.account_id, s.id, s.identifier_tag
    from busy b join starts s on b.by = 'network' and s.network = b.cluster
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
    where s.created_at >= ${asked.from} and s.created_at < ${asked.to}
    union
    select d.account_id, d.id, 'disowned-claim' from disputed d
    union
    select d.account_id, d.id, 'helper-collusion' from disputed d
    join recoveries r on r.account_id = d.account_id and r.id = d.id
    where r.given @> '[{"kind": "contact-approval"}]'
    union
    select f.account_id, f.subject_id, 'another-face' from face_sessions f
    where f.outcome = 'no-match' and f.purpose = 'recovery'
      and f.created_at >= ${asked.from} and f.created_at < ${asked.to}
    union
    select t.account_id, t.id, 'enumeration' from there t
    join bursts b on b.by = t.by and b.cluster = t.cluster and b.day = t.day
  ),
  attacks as materialized (
    select x.kind, s.account_id, s.id, s.device, s.network, s.identifier_tag,
      ${dayAt(sql`s.created_at`, asked.zone)} as day,
      case
        when s.ended_at is null then 'open'
        when s.state <> 'completed' then 'blocked'
        when (s.account_id, s.id) in (select account_id, id from disputed) then 'through'
        else 'unclear'
      end as came_to
    from signs x
    join starts s on s.account_id = x.account_id and s.id = x.id
  )`;

/** Attempts of each kind and day; and the browsers and networks that most came from, where a claim counts once. */
export async function countAttacks(
  db: Db,
  asked: Asked,
  clustersMax: number,
): Promise<{ days: DayCount[]; clusters: ClusterRow[] }> {
  const { rows } = await sql<{ days: DayCount[] | null; clusters: ClusterRow[] | null }>`
    with ${attacks(asked)},
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
      order by attempts desc, through desc, by, cluster limit ${clustersMax}
    )
    select (select json_agg(d order by d.day, d.kind) from by_day d) as days,
      (select json_agg(p order by p.attempts desc, p.through desc, p.by, p.cluster) from by_place p) as clusters`.execute(
    db,
  );
  return { days: rows[0]?.days ?? [], clusters: rows[0]?.clusters ?? [] };
}

/** Accounts frozen by claims from one browser that froze several in a day: whose owners asked for none of it. */
export async function countFreezes(db: Db, asked: Asked): Promise<DayCount[]> {
  const { rows } = await sql<DayCount>`
    with placed as (
      select ${dayAt(sql`h.placed_at`, asked.zone)} as day, r.device, h.account_id
      from holds h
      join recoveries r on r.account_id = h.account_id and 'claimant:' || r.id = h.placed_by
      where h.placed_by like 'claimant:%' and h.placed_at >= ${asked.from} and h.placed_at < ${asked.to}
        and r.device <> '' and ${narrowed(asked, "r")}
    )
    select 'serial-freeze' as kind, day, sum(accounts)::int as n, 0 as blocked,
      sum(accounts)::int as through, 0 as unclear, 0 as open
    from (
      select day, device, count(distinct account_id) as accounts from placed
      group by day, device having count(distinct account_id) >= ${FROZEN_BY_ONE}
    ) each group by day order by day`.execute(db);
  return rows;
}

/** What people of the desk tried and were refused. */
export async function countRefusals(db: Db, asked: Asked): Promise<DayCount[]> {
  const { rows } = await sql<DayCount>`
    select 'agent-misuse' as kind, ${dayAt(sql`at`, asked.zone)} as day, count(*)::int as n,
      count(*)::int as blocked, 0 as through, 0 as unclear, 0 as open
    from events
    where type in ('case.attempt-refused', 'staff.attempt-refused', 'glance.attempt-refused',
        'staff.viewing-refused', 'staff.reveal-refused', 'desk.change-self-approval')
      and at >= ${asked.from} and at < ${asked.to}
    group by 2 order by 2`.execute(db);
  return rows;
}
