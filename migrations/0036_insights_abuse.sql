-- Attacks as they can be told, promises kept, and who could get back in without their phone. Each definition is a
-- view with a number (docs/decisions/0047-abuse-team-share.md); whoever asks names the period.

-- Claims that something speaks against: few, and found by their time without reading all the others.
create index recoveries_suspect on recoveries (created_at)
  where situation = 'account-stolen' or state = 'denied' or (state = 'cancelled' and ended_why = 'owner')
    or risk_reasons ?| array['sim-swapped', 'number-elsewhere', 'bad-device'];
-- Rare events; all others pay nothing for these.
create index events_of_objection on events (at) where type = 'owner.not-me';
create index events_of_refusal on events (at)
  where type in ('case.attempt-refused', 'staff.attempt-refused', 'glance.attempt-refused',
    'staff.viewing-refused', 'staff.reveal-refused', 'desk.change-self-approval');
create index holds_of_claims on holds (placed_at) where placed_by like 'claimant:%';
create index holds_of_takeovers on holds (placed_at) where reason = 'suspected-takeover';
create index face_sessions_other on face_sessions (created_at) where outcome = 'no-match';

create index cases_due on cases (due_at);
create index cases_opened on cases (opened_at);
create index case_verdicts_staff on case_verdicts (staff_id, at);

-- "This wasn't me", a hold for a takeover, a claim that it was stolen: as in insight_cases_v1.
create view insight_objections_v1 as
select account_id, at from events where type = 'owner.not-me'
union all
select account_id, placed_at from holds where reason = 'suspected-takeover'
union all
select account_id, created_at from recoveries where situation = 'account-stolen';

-- Somebody got in, and within 30 days it was objected to.
create view insight_disputes_v1 as
select r.account_id, r.id, r.created_at, o.at as objected_at
from insight_objections_v1 o
join recoveries r on r.account_id = o.account_id
where r.state = 'completed' and o.at > r.ended_at and o.at <= r.ended_at + interval '720 hours';

-- One row a claim and sign that it carries.
create view insight_signs_v1 as
select r.account_id, r.id, r.created_at, k.kind
from recoveries r
cross join lateral (
  values
    ('sim-swap', r.risk_reasons ?| array['sim-swapped', 'number-elsewhere']),
    ('stopped-device', r.risk_reasons ?| array['bad-device']),
    ('disowned-claim', r.state = 'cancelled' and r.ended_why = 'owner'),
    (
      'helper-collusion',
      r.state = 'cancelled' and r.ended_why = 'owner' and r.given @> '[{"kind": "contact-approval"}]'
    )
) k (kind, holds)
where k.holds
  and (r.situation = 'account-stolen' or r.state = 'denied' or (r.state = 'cancelled' and r.ended_why = 'owner')
    or r.risk_reasons ?| array['sim-swapped', 'number-elsewhere', 'bad-device']);

-- Our promise of each case: answered is closed, or handed to the claimant; broken is later than promised.
create view insight_promises_v1 as
select c.account_id, c.id, c.team, c.situation, c.locale, c.risk_level, c.opened_at, c.due_at,
  coalesce(c.closed_at, c.paused_at) as answered_at,
  c.breached_at is not null or coalesce(coalesce(c.closed_at, c.paused_at) > c.due_at, false) as broken
from cases c;

-- What a person of the desk first did that the claimant could see.
create view insight_first_replies_v1 as
select c.account_id, c.id, c.team, c.situation, c.locale, c.risk_level, c.opened_at,
  least(m.at, q.at, v.at, p.at) as replied_at
from cases c
cross join lateral (
  select min(x.at) as at from case_messages x
  where x.account_id = c.account_id and x.case_id = c.id and x.side = 'desk'
) m
cross join lateral (
  select min(x.asked_at) as at from case_questions x
  where x.account_id = c.account_id and x.case_id = c.id
) q
cross join lateral (
  select min(x.at) as at from case_verdicts x
  where x.account_id = c.account_id and x.case_id = c.id and x.part = 'second' and x.outcome <> 'return'
) v
cross join lateral (
  select min(x.at) as at from case_clocks x
  where x.account_id = c.account_id and x.case_id = c.id and x.clock = 'ours' and x.event = 'pause'
) p;

-- How long each side was waited for, out of the clock's own record.
create view insight_clock_spans_v1 as
select c.account_id, c.id, c.team, c.situation, c.locale, c.risk_level, c.closed_at, s.ours_seconds, s.claimant_seconds
from cases c
cross join lateral (
  select
    coalesce(sum(extract(epoch from x.until - x.at)) filter (where x.event in ('start', 'resume')), 0)::float8
      as ours_seconds,
    coalesce(sum(extract(epoch from x.until - x.at)) filter (where x.event = 'pause'), 0)::float8
      as claimant_seconds
  from (
    select k.event, k.at, coalesce(lead(k.at) over (order by k.seq), c.closed_at, k.at) as until
    from case_clocks k
    where k.account_id = c.account_id and k.case_id = c.id and k.clock = 'ours' and k.event <> 'breach'
  ) x
) s;

-- Who could get back in without their phone: all accounts judged once a day by the policy in force. No account is
-- in it. `cursor`: how far the counting of this day has come; `done_at`: it is whole.
create table recoverable_days (
  day date primary key,
  policy_name text not null,
  policy_version integer not null,
  definition integer not null,
  cursor text not null,
  accounts integer not null,
  recoverable integer not null,
  -- They hold enough, and part of it is too young to count.
  soon integer not null,
  -- By the path that is walked soonest with its proofs, and by what is missing: {"name": accounts}.
  paths jsonb not null,
  missing jsonb not null,
  begun_at timestamptz not null,
  done_at timestamptz
);

-- The card that says what to add: when it was shown to an owner, and when they put it away.
create table nudges (
  account_id text not null,
  id text not null,
  missing text not null,
  shown_at timestamptz not null,
  dismissed_at timestamptz,
  primary key (account_id, id)
);
create index nudges_shown on nudges (shown_at);
