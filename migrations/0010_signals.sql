-- Who is told: a stream of OpenID Shared Signals ('push', 'poll') or a plain 'webhook'. Belongs to no
-- account; its lease keeps one process at a time delivering to it.
create table subscribers (
  id text primary key,
  -- The name of the service key that made it: a key that replaces a lost one has the same name.
  owner text not null,
  kind text not null,
  status text not null,
  status_reason text,
  url text,
  -- Null: every kind of event.
  events_requested jsonb,
  description text,
  -- Authorization header of a push, secrets of a webhook: sealed by the server's keys.
  secret text not null,
  failures integer not null default 0,
  failing_since timestamptz,
  next_try_at timestamptz,
  verified_at timestamptz,
  leased_by text,
  leased_until timestamptz,
  created_at timestamptz not null
);
create index subscribers_owner on subscribers (owner);

-- What is on its way, a row for each subscriber, written in the account's own transaction. The id is the
-- `jti` or `webhook-id`: made from the event, so that it is the same however often it is made, and in
-- the order of the account's events. Holds nothing personal but the account's id.
create table signals (
  account_id text not null,
  subscriber_id text not null,
  id text not null,
  type text not null,
  facts text not null,
  txn text not null,
  issued_at timestamptz not null,
  due_at timestamptz not null,
  state text not null default 'due',
  attempts integer not null default 0,
  tried_at timestamptz,
  answer integer,
  last_error text,
  primary key (account_id, subscriber_id, id)
);
create index signals_due on signals (subscriber_id, id) where state = 'due';
create index signals_ended on signals (subscriber_id, issued_at) where state != 'due';

-- Accounts that a subscriber wants to hear nothing of any more, and from when.
create table removed_subjects (
  account_id text not null,
  subscriber_id text not null,
  ends_at timestamptz not null,
  primary key (account_id, subscriber_id)
);

-- Holds that were signalled and stand: an account is enabled again when the last of them ends.
create table signalled_holds (
  account_id text not null,
  hold_id text not null,
  scope text not null,
  primary key (account_id, hold_id)
);

-- Keys that sign security event tokens. The private half is sealed by the server's keys.
create table signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  sealed text not null,
  created_at timestamptz not null
);
