-- Where a name that a claimant types leads. Keyed hashes only; one number may name two accounts.
create table identifiers (
  hash text not null,
  account_id text not null,
  kind text not null,
  primary key (hash, account_id)
);
create index identifiers_account on identifiers (account_id);

-- The ways back in, one row a method that was ever bound (kept after removal: it still cancels and
-- still counts for 7 days).
create table methods (
  account_id text not null,
  id text not null,
  kind text not null,
  -- Sealed with the account's key: number, address, authenticator secret.
  data text not null,
  -- Keyed hash of the number, mailbox or device, so that two proofs that share one are found.
  tag text not null,
  since timestamptz not null,
  verified_at timestamptz,
  removed_at timestamptz,
  -- Last time step accepted (authenticator), so that a code is good once.
  last_step integer,
  primary key (account_id, id)
);
create unique index methods_live on methods (account_id, kind, tag) where removed_at is null;

create table recovery_codes (
  account_id text not null,
  slot integer not null,
  id text not null,
  hash text not null,
  since timestamptz not null,
  used_at timestamptz,
  -- Replaced or dropped: still good for recovery for 7 days, so that a thief cannot take it away.
  removed_at timestamptz,
  primary key (account_id, id)
);
create unique index recovery_codes_live on recovery_codes (account_id, slot)
  where removed_at is null;

create table devices (
  account_id text not null,
  id text not null,
  tag text not null,
  name text not null,
  bound_at timestamptz not null,
  seen_at timestamptz not null,
  removed_at timestamptz,
  primary key (account_id, id)
);
create unique index devices_tag on devices (account_id, tag);

create table sessions (
  account_id text not null,
  id text not null,
  kind text not null,
  token_hash text not null,
  device_tag text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  -- A proof given within this session that is not the hand-off itself (5 minutes).
  fresh_until timestamptz,
  ended_at timestamptz,
  ended_why text,
  primary key (account_id, id)
);

-- A change of the ways back in that has been asked for and not yet taken effect.
create table changes (
  account_id text not null,
  id text not null,
  method text not null,
  change text not null,
  data text not null,
  asked_at timestamptz not null,
  effective_at timestamptz not null,
  done_at timestamptz,
  cancelled_at timestamptz,
  primary key (account_id, id)
);
-- At most one pending change a method.
create unique index changes_pending on changes (account_id, method)
  where done_at is null and cancelled_at is null;
