-- What every feature stands on. Every account-owned table leads with account_id, so that one
-- transaction touches one account, on one machine or on many.

-- One row is the lock of everything that concerns an account (kind 'account'), or of a name that
-- belongs to no account (kind 'shadow'): a stranger's claim costs the same work as an owner's.
create table accounts (
  account_id text primary key,
  kind text not null,
  -- The account's own key, sealed by the server's. Everything personal is sealed with it.
  data_key text not null,
  name text,
  birthday text,
  locale text not null,
  time_zone text not null,
  password_hash text,
  password_changed_at timestamptz,
  password_compromised boolean not null default false,
  password_history jsonb not null default '[]',
  balance_high boolean not null default false,
  notices jsonb not null default '{}',
  -- Head of this account's event chain.
  chain_seq integer not null default 0,
  chain_head text not null default '',
  created_at timestamptz not null,
  seen_at timestamptz not null
);

create table events (
  account_id text not null,
  seq integer not null,
  id text not null,
  type text not null,
  at timestamptz not null,
  actor text not null,
  -- SHA-256 over a salt and the payload; the salt is inside the sealed payload, so erasing the
  -- account's key erases the payload and leaves the chain verifiable.
  commitment text not null,
  payload text not null,
  hash text not null,
  primary key (account_id, seq)
);

create table jobs (
  account_id text not null,
  id text not null,
  kind text not null,
  -- One effect once: a second job of the same kind and key is not added.
  key text not null,
  payload text not null,
  due_at timestamptz not null,
  state text not null default 'due',
  attempts integer not null default 0,
  leased_until timestamptz,
  last_error text,
  created_at timestamptz not null,
  primary key (account_id, id)
);
create unique index jobs_once on jobs (account_id, kind, key);
create index jobs_due on jobs (due_at) where state = 'due';

create table idempotency (
  scope text not null,
  key text not null,
  request_hash text not null,
  status integer,
  answer text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (scope, key)
);
create index idempotency_expired on idempotency (expires_at);

-- Counts in windows, for limits that belong to no account (networks, devices, prefixes).
create table limits (
  key text not null,
  opened_at timestamptz not null,
  count integer not null,
  primary key (key)
);

create table settings (
  name text primary key,
  value text not null
);

create table service_keys (
  id text primary key,
  hash text not null,
  name text not null,
  scopes jsonb not null,
  created_at timestamptz not null,
  ends_at timestamptz
);
create unique index service_keys_hash on service_keys (hash);

-- Every version of a policy that was ever in force: a recovery keeps the one it began under.
create table policy_versions (
  name text not null,
  version integer not null,
  body text not null,
  since timestamptz not null,
  primary key (name, version)
);
