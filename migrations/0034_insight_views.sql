-- What is measured, as views. A definition never changes: another one is a view with the next number, and a
-- series of its own (docs/decisions/0044-insights.md). They know no time of day: whoever asks names a period.

-- One row a start.
create view insight_starts_v1 as
select
  r.account_id,
  r.id,
  r.created_at,
  r.ended_at,
  r.state,
  r.ended_why,
  r.situation,
  r.risk_level,
  r.locale,
  r.policy_name,
  r.policy_version,
  r.path,
  r.wait_hours,
  -- Of a name without an account there is a start (population N0) and no case (N1).
  r.account_id not like 'shadow:%' as has_account,
  -- A further start within 7 days of the one before belongs to the same case.
  not exists (
    select 1 from recoveries e
    where e.account_id = r.account_id and e.created_at < r.created_at
      and e.created_at > r.created_at - interval '168 hours'
  ) as opens_case,
  exists (
    select 1 from cases c where c.account_id = r.account_id and c.recovery_id = r.id
  ) as people_asked,
  -- The way first taken: the first proof that was given, known devices aside, since nobody chooses them. Who
  -- gave none counts for the code that is offered first for what they typed, so that codes which never
  -- arrived count against the code; or for people, when these were asked.
  coalesce(
    (
      select g.proof ->> 'kind' from jsonb_array_elements(r.given) with ordinality g (proof, place)
      where g.proof ->> 'kind' not in ('known-device', 'agent-review')
      order by g.place limit 1
    ),
    case
      when exists (
        select 1 from cases c where c.account_id = r.account_id and c.recovery_id = r.id
      ) then 'agent-review'
      when r.situation = 'forgot-password' and r.identifier_kind = 'phone' then 'sms-code'
      when r.situation <> 'account-stolen' then 'email-code'
      else 'none'
    end
  ) as way_first
from recoveries r;

-- One row a case (population N1): an account's first start with all further ones that follow it.
create view insight_cases_v1 as
select
  s.account_id,
  s.id,
  s.created_at as started_at,
  s.situation,
  s.risk_level,
  s.locale,
  s.policy_name,
  s.policy_version,
  s.way_first,
  t.starts,
  t.people_asked,
  t.completed_at,
  t.path,
  t.path like 'agent-review%' as by_people,
  -- Sums to 100 %.
  case
    when t.completed_at is not null then 'recovered'
    when t.stopped then 'cancelled'
    when t.open then 'open'
    when t.last_state = 'denied' then 'refused'
    when t.last_why = 'restore' then 'error'
    when t.last_path is not null then 'expired'
    else 'abandoned'
  end as outcome,
  -- To an account that can be used, by the wall clock; and how much of that the policy demanded.
  extract(epoch from t.completed_at - s.created_at)::float8 as seconds,
  least(
    t.wait_hours * 3600, extract(epoch from t.completed_at - s.created_at)
  )::float8 as wait_seconds,
  -- At the first attempt: one start, and no proof that was refused.
  t.completed_at is not null and t.starts = 1 and not exists (
    select 1 from events e
    where e.account_id = s.account_id and e.type = 'recovery.proof-refused'
      and e.at >= s.created_at and e.at <= t.completed_at
  ) as first_try,
  t.stopped,
  -- Within 30 days of the end: "this wasn't me", a hold for a takeover, a claim that it was stolen.
  t.completed_at is not null and (
    exists (
      select 1 from events e
      where e.account_id = s.account_id and e.type = 'owner.not-me'
        and e.at > t.completed_at and e.at <= t.completed_at + interval '720 hours'
    ) or exists (
      select 1 from holds h
      where h.account_id = s.account_id and h.reason = 'suspected-takeover'
        and h.placed_at > t.completed_at and h.placed_at <= t.completed_at + interval '720 hours'
    ) or exists (
      select 1 from recoveries l
      where l.account_id = s.account_id and l.situation = 'account-stolen'
        and l.created_at > t.completed_at and l.created_at <= t.completed_at + interval '720 hours'
    )
  ) as disputed
from insight_starts_v1 s
cross join lateral (
  select
    count(*)::int as starts,
    bool_or(m.people_asked) as people_asked,
    min(m.ended_at) filter (where m.state = 'completed') as completed_at,
    (array_agg(m.path order by m.ended_at) filter (where m.state = 'completed'))[1] as path,
    (array_agg(m.wait_hours order by m.ended_at) filter (where m.state = 'completed'))[1] as wait_hours,
    bool_or(m.state = 'cancelled' and m.ended_why = 'owner') as stopped,
    bool_or(m.ended_at is null) as open,
    (array_agg(m.state order by m.created_at desc, m.id desc))[1] as last_state,
    (array_agg(m.ended_why order by m.created_at desc, m.id desc))[1] as last_why,
    (array_agg(m.path order by m.created_at desc, m.id desc))[1] as last_path
  from insight_starts_v1 m
  where m.account_id = s.account_id and m.created_at >= s.created_at
    and m.created_at < coalesce(
      (
        select min(n.created_at) from insight_starts_v1 n
        where n.account_id = s.account_id and n.created_at > s.created_at and n.opens_case
      ),
      'infinity'
    )
) t
where s.opens_case and s.has_account;

-- One row a case and way, by intention to treat: a case counts for the way that was taken first, for all
-- self-service unless people were asked at once, and for the desk when people were asked. `completed`: by
-- this way; `other-way`: what ended it, or goes on with it, is another.
create view insight_ways_v1 as
select c.*, w.way,
  case
    when c.outcome = 'recovered' and w.by_people = c.by_people then 'completed'
    when c.outcome = 'recovered' then 'other-way'
    when c.people_asked and not w.by_people then 'other-way'
    else c.outcome
  end as way_outcome
from insight_cases_v1 c
cross join lateral (
  values
    ('self-service', false, c.way_first <> 'agent-review'),
    ('customer-service', true, c.people_asked),
    (c.way_first, false, c.way_first not in ('agent-review', 'none'))
) w (way, by_people, counts)
where w.counts;
