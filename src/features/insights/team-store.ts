/** What the desk promised, took and has before it, out of stored cases and clocks. Read without a lock. */
import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../core/db.ts";
import type { Asked } from "./abuse-store.ts";

/** `team`: also of this team alone; null: of a case that is nobody's yet. */
type OfTeam = { team: string | null };
type PromiseRow = OfTeam & { day: string; due: number; met: number };
type SpanRow = OfTeam & { day: string; oursSeconds: number; claimantSeconds: number };
type ReplyRow = OfTeam & { openedAt: Date; repliedAt: Date | null };
type BacklogRow = OfTeam & { age: number; waits: "ours" | "claimant"; n: number };
type FlowRow = OfTeam & { day: string; opened: number; closed: number };
type WaitRow = OfTeam & { what: string; n: number; oldestAt: Date | null };
type PersonRow = {
  id: string;
  firsts: number;
  seconds: number;
  sentBack: number;
  quick: number;
};

const dayAt = (at: RawBuilder<unknown>, zone: string) =>
  sql`to_char(${at} at time zone ${zone}, 'YYYY-MM-DD')`;
const narrowed = ({ situation, locale, risk }: Asked) =>
  sql.join(
    [
      sql`true`,
      ...(situation ? [sql`c.situation = ${situation}`] : []),
      ...(locale ? [sql`c.locale = ${locale}`] : []),
      ...(risk ? [sql`c.risk_level = ${risk}`] : []),
    ],
    sql` and `,
  );

/** Cases by the day on which they were due, until now: what is late and open counts as missed on that day. */
export async function countPromises(db: Db, asked: Asked, now: Date): Promise<PromiseRow[]> {
  const until = asked.to < now ? asked.to : now;
  const { rows } = await sql<PromiseRow>`
    select c.team, ${dayAt(sql`c.due_at`, asked.zone)} as day, count(*)::int as due,
      count(*) filter (where c.answered_at is not null and not c.broken)::int as met
    from insight_promises_v1 c
    where c.due_at >= ${asked.from} and c.due_at < ${until} and ${narrowed(asked)}
    group by 1, 2 order by 2`.execute(db);
  return rows;
}

/** Cases by the day on which they were closed, with how long each side was waited for. */
export async function listSpans(db: Db, asked: Asked): Promise<SpanRow[]> {
  const { rows } = await sql<SpanRow>`
    select c.team, ${dayAt(sql`c.closed_at`, asked.zone)} as day, c.ours_seconds, c.claimant_seconds
    from insight_clock_spans_v1 c
    where c.closed_at >= ${asked.from} and c.closed_at < ${asked.to} and ${narrowed(asked)}`.execute(
    db,
  );
  return rows;
}

/** Cases that were opened, each with the first word from a person. */
export async function listReplies(db: Db, asked: Asked): Promise<ReplyRow[]> {
  const { rows } = await sql<ReplyRow>`
    select c.team, c.opened_at, c.replied_at
    from insight_first_replies_v1 c
    where c.opened_at >= ${asked.from} and c.opened_at < ${asked.to} and ${narrowed(asked)}`.execute(
    db,
  );
  return rows;
}

/** Open cases now, by how long ago they were opened (which of `ages`, in hours) and whose turn it is. */
export async function countBacklog(
  db: Db,
  asked: Asked,
  ages: readonly number[],
  now: Date,
): Promise<BacklogRow[]> {
  const { rows } = await sql<BacklogRow>`
    select c.team,
      width_bucket(extract(epoch from ${now}::timestamptz - c.opened_at) / 3600, ${[...ages]}::float8[]) as age,
      case when c.paused_at is null then 'ours' else 'claimant' end as waits, count(*)::int as n
    from cases c where c.closed_at is null and ${narrowed(asked)}
    group by 1, 2, 3`.execute(db);
  return rows;
}

/** Opened and closed by day. */
export async function countFlow(db: Db, asked: Asked, from: Date, until: Date): Promise<FlowRow[]> {
  const { rows } = await sql<FlowRow>`
    select team, day, count(*) filter (where opens)::int as opened,
      count(*) filter (where not opens)::int as closed
    from (
      select c.team, ${dayAt(sql`c.opened_at`, asked.zone)} as day, true as opens
      from cases c where c.opened_at >= ${from} and c.opened_at < ${until} and ${narrowed(asked)}
      union all
      select c.team, ${dayAt(sql`c.closed_at`, asked.zone)}, false
      from cases c where c.closed_at >= ${from} and c.closed_at < ${until} and ${narrowed(asked)}
    ) flow group by 1, 2`.execute(db);
  return rows;
}

/** What waits for a second person now: verdicts by the team of whoever was drawn, changes of the house, glances. */
export async function countWaiting(db: Db, now: Date): Promise<WaitRow[]> {
  const { rows } = await sql<WaitRow>`
    select s.team, 'verdict' as what, count(*)::int as n, min(d.drawn_at) as oldest_at
    from case_draws d left join staff s on s.account_id = 'staff:' || d.staff_id
    where d.ended_at is null group by 1
    union all
    select s.team, 'glance', count(*)::int, min(g.asked_at)
    from face_glances g left join staff s on s.account_id = 'staff:' || g.staff_id
    where g.ended_at is null group by 1
    union all
    select null, 'change', count(*)::int, min(c.asked_at)
    from desk_changes c where c.decided_at is null and c.expires_at > ${now}
    having count(*) > 0`.execute(db);
  return rows;
}

/** Verdicts of one team's people; `quick`: second verdicts within so many seconds of the first look. */
export async function countPeople(
  db: Db,
  asked: Asked,
  ids: readonly string[],
  quickSeconds: number,
): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select v.staff_id as id,
      count(*) filter (where v.part = 'first')::int as firsts,
      count(*) filter (where v.part = 'second')::int as seconds,
      count(*) filter (where v.part = 'second' and v.outcome = 'return')::int as sent_back,
      count(*) filter (where v.part = 'second'
        and v.at < coalesce(d.seen_at, v.at) + ${quickSeconds} * interval '1 second')::int as quick
    from case_verdicts v
    left join case_draws d on d.account_id = v.account_id and d.case_id = v.case_id
      and d.round = v.round and d.staff_id = v.staff_id
    where v.staff_id = any(${[...ids]}) and v.at >= ${asked.from} and v.at < ${asked.to}
    group by 1`.execute(db);
  return rows;
}
