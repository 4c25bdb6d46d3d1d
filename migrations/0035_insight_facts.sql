-- What became of each case, written down by a reader of the events (features/insights/reading.ts): the views of
-- 0034 look at every claim of an account for each case, which is right and takes 0.2 ms a case. No personal data.
create table insight_facts (
  account_id text not null,
  -- The claim that opened the case.
  id text not null,
  -- Of a name without an account there is an attempt (N0) and no case (N1).
  has_account boolean not null,
  started_at timestamptz not null,
  situation text not null,
  risk_level text not null,
  locale text not null,
  policy_name text not null,
  policy_version integer not null,
  way_first text not null,
  starts integer not null,
  people_asked boolean not null,
  by_people boolean,
  completed_at timestamptz,
  path text,
  outcome text not null,
  seconds float8,
  wait_seconds float8,
  first_try boolean not null,
  stopped boolean not null,
  disputed boolean not null,
  -- How far the owner came alone: 0 started, 1 an account was named, 2 a first proof, 3 enough proofs, 4 the wait is
  -- over, 5 completed; and with people: 1 asked, 2 decided, 3 to 5 the same. Null: people were not asked.
  self_step smallint not null,
  people_step smallint,
  last_state text not null,
  last_why text,
  primary key (account_id, id)
);
create index insight_facts_started on insight_facts (started_at);

-- The definitions, number 2, told from the claims themselves: what is written into the table above. They say of a
-- case what those with number 1 say, and say more: how far it came, and what ended it.
create view insight_source_v2 as
with started as (
  select
    r.account_id, r.id, r.created_at, r.ended_at, r.state, r.ended_why, r.situation, r.risk_level, r.locale,
    r.policy_name, r.policy_version, r.path, r.wait_hours,
    r.account_id not like 'shadow:%' as has_account,
    c.id is not null as people_asked,
    coalesce(
      g.kind,
      case
        when c.id is not null then 'agent-review'
        when r.situation = 'forgot-password' and r.identifier_kind = 'phone' then 'sms-code'
        when r.situation <> 'account-stolen' then 'email-code'
        else 'none'
      end
    ) as way_first,
    -- How far this claim came: 3 enough proofs, 4 the wait is over, 5 completed.
    case
      when r.path is null then 0
      when r.state = 'completed' then 5
      when r.state = 'ready' then 4
      when r.ended_at is not null and (r.waiting_until is null or r.waiting_until <= r.ended_at) then 4
      else 3
    end as reached,
    coalesce(r.path like 'agent-review%', false) as by_people,
    g.kind is not null as has_proof,
    o.case_id is not null or r.state = 'denied' as is_decided,
    lag(r.created_at) over (partition by r.account_id order by r.created_at, r.id) as previous_at
  from recoveries r
  left join cases c on c.account_id = r.account_id and c.recovery_id = r.id
  left join case_outcomes o on o.account_id = c.account_id and o.case_id = c.id
  left join lateral (
    select p.proof ->> 'kind' as kind
    from jsonb_array_elements(r.given) with ordinality p (proof, place)
    where p.proof ->> 'kind' not in ('known-device', 'agent-review')
    order by p.place limit 1
  ) g on true
),
-- A further start within 7 days of the one before belongs to the same case.
numbered as (
  select s.*,
    count(*) filter (where s.previous_at is null or s.previous_at <= s.created_at - interval '168 hours')
      over (partition by s.account_id order by s.created_at, s.id) as case_number
  from started s
),
cased as (
  select
    n.account_id,
    (array_agg(n.id order by n.created_at, n.id))[1] as id,
    bool_and(n.has_account) as has_account,
    min(n.created_at) as started_at,
    (array_agg(n.situation order by n.created_at, n.id))[1] as situation,
    (array_agg(n.risk_level order by n.created_at, n.id))[1] as risk_level,
    (array_agg(n.locale order by n.created_at, n.id))[1] as locale,
    (array_agg(n.policy_name order by n.created_at, n.id))[1] as policy_name,
    (array_agg(n.policy_version order by n.created_at, n.id))[1] as policy_version,
    (array_agg(n.way_first order by n.created_at, n.id))[1] as way_first,
    count(*)::int as starts,
    bool_or(n.people_asked) as people_asked,
    min(n.ended_at) filter (where n.state = 'completed') as completed_at,
    (array_agg(n.path order by n.ended_at) filter (where n.state = 'completed'))[1] as path,
    (array_agg(n.wait_hours order by n.ended_at) filter (where n.state = 'completed'))[1] as wait_hours,
    bool_or(n.state = 'cancelled' and coalesce(n.ended_why, '') = 'owner') as stopped,
    bool_or(n.ended_at is null) as is_open,
    (array_agg(n.state order by n.created_at desc, n.id desc))[1] as last_state,
    (array_agg(n.ended_why order by n.created_at desc, n.id desc))[1] as last_why,
    (array_agg(n.path order by n.created_at desc, n.id desc))[1] as last_path,
    max(case
      when not n.has_account then 0
      when n.reached > 0 and not n.by_people then n.reached
      when n.has_proof then 2
      else 1
    end)::smallint as self_step,
    max(case
      when not n.people_asked then null
      when n.reached > 0 and n.by_people then n.reached
      when n.is_decided then 2
      else 1
    end)::smallint as people_step
  from numbered n
  group by n.account_id, n.case_number
)
select
  c.account_id, c.id, c.has_account, c.started_at, c.situation, c.risk_level, c.locale, c.policy_name,
  c.policy_version, c.way_first, c.starts, c.people_asked,
  c.path like 'agent-review%' as by_people,
  c.completed_at, c.path,
  case
    when c.completed_at is not null then 'recovered'
    when c.stopped then 'cancelled'
    when c.is_open then 'open'
    when c.last_state = 'denied' then 'refused'
    when c.last_why = 'restore' then 'error'
    when c.last_path is not null then 'expired'
    else 'abandoned'
  end as outcome,
  extract(epoch from c.completed_at - c.started_at)::float8 as seconds,
  least(
    c.wait_hours * 3600, extract(epoch from c.completed_at - c.started_at)
  )::float8 as wait_seconds,
  c.completed_at is not null and c.starts = 1 and not exists (
    select 1 from events e
    where e.account_id = c.account_id and e.type = 'recovery.proof-refused'
      and e.at >= c.started_at and e.at <= c.completed_at
  ) as first_try,
  c.stopped,
  c.completed_at is not null and (
    exists (
      select 1 from events e
      where e.account_id = c.account_id and e.type = 'owner.not-me'
        and e.at > c.completed_at and e.at <= c.completed_at + interval '720 hours'
    ) or exists (
      select 1 from holds h
      where h.account_id = c.account_id and h.reason = 'suspected-takeover'
        and h.placed_at > c.completed_at and h.placed_at <= c.completed_at + interval '720 hours'
    ) or exists (
      select 1 from recoveries l
      where l.account_id = c.account_id and l.situation = 'account-stolen'
        and l.created_at > c.completed_at and l.created_at <= c.completed_at + interval '720 hours'
    )
  ) as disputed,
  c.self_step, c.people_step, c.last_state, c.last_why
from cased c;

-- Every attempt (N0), with what it stopped at.
create view insight_attempts_v2 as
select f.*,
  case
    when not f.has_account then 'no-account'
    when f.outcome = 'open' then 'open'
    when f.stopped then 'owner-stopped'
    when f.last_state = 'denied' then 'refused'
    when f.last_why = 'restore' then 'restore'
    when f.last_why = 'deadline' then 'deadline'
    when f.last_why = 'claimant' then 'claimant-stopped'
    when f.last_why in ('superseded', 'another-completed', 'moved') then 'replaced'
    else 'other'
  end as reason
from insight_facts f;

-- One row a case (population N1).
create view insight_cases_v2 as
select * from insight_attempts_v2 where has_account;

-- One row a case and way, by intention to treat, as number 1 has it.
create view insight_ways_v2 as
select c.*, w.way,
  case
    when c.outcome = 'recovered' and w.is_people = c.by_people then 'completed'
    when c.outcome = 'recovered' then 'other-way'
    when c.people_asked and not w.is_people then 'other-way'
    else c.outcome
  end as way_outcome
from insight_cases_v2 c
cross join lateral (
  values
    ('self-service', false, c.way_first <> 'agent-review'),
    ('customer-service', true, c.people_asked),
    (c.way_first, false, c.way_first not in ('agent-review', 'none'))
) w (way, is_people, counts)
where w.counts;
