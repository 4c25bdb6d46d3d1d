create table recoveries (
  account_id text not null,
  id text not null,
  token_hash text not null,
  state text not null,
  situation text not null,
  policy_name text not null,
  policy_version integer not null,
  identifier_kind text not null,
  identifier_tag text not null,
  -- What the claimant typed, sealed with the account's key.
  identifier text not null,
  device text not null,
  network text not null,
  locale text not null,
  risk_level text not null,
  risk_reasons jsonb not null,
  given jsonb not null,
  path text,
  money text,
  wait_hours integer,
  waiting_until timestamptz,
  contested boolean not null default false,
  ended_why text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  version integer not null default 0,
  primary key (account_id, id)
);
-- At most one recovery an account is past proving: the database is the judge of a race.
create unique index recoveries_one on recoveries (account_id) where state in ('waiting', 'ready');
create index recoveries_open on recoveries (expires_at) where ended_at is null;

create table challenges (
  account_id text not null,
  id text not null,
  -- What it is for: a recovery, a session of the owner, or a pending change.
  subject_id text not null,
  purpose text not null,
  proof text not null,
  method_id text,
  -- Keyed hash of where the code went.
  channel_tag text not null,
  code_hash text not null,
  tries_left integer not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  resend_after timestamptz not null,
  used_at timestamptz,
  superseded_at timestamptz,
  primary key (account_id, id)
);
create index challenges_subject on challenges (account_id, subject_id);

-- Codes that were really compared and found wrong, for the daily budget of the account.
create table wrong_codes (
  account_id text not null,
  id text not null,
  proof text not null,
  recognised boolean not null,
  at timestamptz not null,
  primary key (account_id, id)
);
create index wrong_codes_at on wrong_codes (account_id, at);

-- Codes that were asked for, by destination, for the budget of messages.
create table sends (
  destination text not null,
  id text not null,
  recognised boolean not null,
  at timestamptz not null,
  primary key (destination, id)
);
create index sends_at on sends (destination, at);

-- What an ended recovery leaves behind: how much money may move, until when.
create table money_limits (
  account_id text not null,
  id text not null,
  kind text not null,
  since timestamptz not null,
  until timestamptz not null,
  primary key (account_id, id)
);
