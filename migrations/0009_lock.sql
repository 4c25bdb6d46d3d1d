-- The security lock: the owner's standing rules for money, and what waits to loosen them.
create table locks (
  account_id text primary key,
  rules jsonb not null,
  -- Rule -> what it becomes, when that was asked for and when it takes effect.
  pending jsonb not null default '{}',
  -- After a recovery: the rules before somebody tightened them in a window of changes, and until when.
  undo jsonb
);
-- What the lock was before each tightening, so that a recovery can offer it again.
create table lock_tightenings (
  account_id text not null,
  id text not null,
  at timestamptz not null,
  before jsonb not null,
  primary key (account_id, id)
);
create index lock_tightenings_at on lock_tightenings (account_id, at);

-- Money that a decision has permitted and nobody has reported yet. Amounts are in the smallest unit.
create table reservations (
  account_id text not null,
  id text not null,
  -- SHA-256 of action, amount, currency and payee: the same id never stands for something else.
  facts text not null,
  amount bigint not null,
  -- 'open', 'done' or 'freed'
  state text not null,
  decided_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, id)
);
create index reservations_open on reservations (account_id, expires_at) where state = 'open';

create table transactions (
  account_id text not null,
  id text not null,
  at timestamptz not null,
  -- When it counts against a limit: by our clock, not by the reporter's.
  counted_at timestamptz not null,
  direction text not null,
  amount bigint not null,
  currency text not null,
  payee_tag text not null,
  -- Sealed with the account's key.
  payee text not null,
  status text not null,
  primary key (account_id, id)
);
create index transactions_counted on transactions (account_id, counted_at);

-- Who was paid, or was to be: keyed hashes, and when that began.
create table payees (
  account_id text not null,
  tag text not null,
  seen_at timestamptz not null,
  paid_at timestamptz,
  primary key (account_id, tag)
);

-- Payments that the owner has to confirm one by one; what they were, so that nothing else is confirmed.
create table confirmations (
  account_id text not null,
  id text not null,
  facts text not null,
  -- Sealed: what the owner is shown.
  details text not null,
  asked_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (account_id, id)
);
