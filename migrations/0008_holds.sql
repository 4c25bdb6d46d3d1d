-- Holds: what freezes an account. Several may stand at once; the account is as restricted as their union.
create table holds (
  account_id text not null,
  id text not null,
  reason text not null,
  scope text not null,
  -- Who placed it, as the audit names actors.
  placed_by text not null,
  -- What was said about it, sealed with the account's key.
  note text,
  placed_at timestamptz not null,
  expires_at timestamptz,
  renewals integer not null default 0,
  -- When the wallet's own system had it too; null while that is pending.
  enforced_at timestamptz,
  released_at timestamptz,
  released_by text,
  released_why text,
  primary key (account_id, id)
);
-- At most one standing hold an account, scope and reason: the database is the judge of a race.
create unique index holds_standing on holds (account_id, scope, reason) where released_at is null;
create index holds_id on holds (id);
create index holds_since on holds (account_id, placed_at);
