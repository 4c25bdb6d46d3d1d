/** Attempts to get into other people's accounts, as far as rows tell. Read over all accounts, without a lock. */
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import { type DayCount, FROZEN_BY_ONE, REPORTED_FROM } from "./abuse.ts";
import { claimsInBursts } from "./burst-store.ts";

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

/** Claims in a burst: written down for days that are over, found among all claims of the days since. */
function inBursts({ from, to, zone }: Asked, writtenUpTo: Date | null) {
  const live = writtenUpTo && writtenUpTo > from ? writtenUpTo : from;
  const written = sql`select account_id, id, 'enumeration' as kind from burst_claims
    where started_at >= ${from} and started_at < ${live < to ? live : to}`;
  if (live >= to) return written;
  return sql`${written} union
    select account_id, id, 'enumeration' from (${claimsInBursts({ from: live, to, zone })}) found`;
}

/**
 * `attacks`: one row a claim and kind, with what came of it. It begins at what is rare (signs, objections, checks
 * that saw another face, bursts), each by an index of its own; of other claims it reads those of days of which
 * bursts are not written down: today's, and yesterday's for an hour. Claims are looked up by their key (`offset 0`):
 * joined as a whole, all claims of the period would be read for the few that something speaks against. What is
 * disputed is as in `insight_disputes_v1`.
 */
const attacks = (asked: Asked, writtenUpTo: Date | null) => sql`
  disputed as materialized (
    select distinct r.account_id, r.id from insight_objections_v1 o
    cross join lateral (
      select c.account_id, c.id from recoveries c
      where c.account_id = o.account_id and c.state = 'completed'
        and o.at > c.ended_at and o.at <= c.ended_at + interval '720 hours'
        and c.created_at >= ${asked.from} and c.created_at < ${asked.to}
      offset 0
    ) r
    where o.at >= ${asked.from} and o.at < ${objectionsUntil(asked)}
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
    ${inBursts(asked, writtenUpTo)}
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
    cross join lateral (
      select r.* from recoveries r where r.account_id = x.account_id and r.id = x.id offset 0
    ) s
    where s.created_at >= ${asked.from} and s.created_at < ${asked.to} and ${narrowed(asked, "s")}
  )`;

/**
 * Attempts of each kind and day; and the browsers and networks that most came from, where a claim counts once.
 * `writtenUpTo`: bursts before it are written down; null: none is.
 */
export async function countAttacks(
  db: Db,
  asked: Asked,
  writtenUpTo: Date | null,
  clustersMax: number,
): Promise<{ days: DayCount[]; clusters: ClusterRow[] }> {
  const { rows } = await sql<{ days: DayCount[] | null; clusters: ClusterRow[] | null }>`
    with ${attacks(asked, writtenUpTo)},
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
    -- Nearly all places have too few to be told: they go before anything is sorted.
    busy as (
      select by, cluster from places group by by, cluster having count(*) >= ${REPORTED_FROM}
    ),
    by_place as (
      select by, cluster, array_agg(distinct kind order by kind) as kinds,
        count(distinct (account_id, id)) as attempts,
        count(distinct identifier_tag) as names,
        count(distinct account_id) filter (where account_id not like 'shadow:%') as accounts,
        count(distinct (account_id, id)) filter (where came_to = 'blocked') as blocked,
        count(distinct (account_id, id)) filter (where came_to = 'through') as through,
        min(day) as first, max(day) as last
      from places join busy using (by, cluster) group by by, cluster
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
