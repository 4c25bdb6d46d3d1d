-- A court, or the police in writing, wants an account kept as it is: nothing of it is deleted while one
-- stands. Known to the desk only.
create table legal_holds (
  account_id text not null,
  id text not null,
  -- Whose wish it is, as the file of the case has it; sealed with the account's key.
  reference text not null,
  placed_by text not null,
  placed_at timestamptz not null,
  released_at timestamptz,
  -- The two who agreed.
  released_by text,
  primary key (account_id, id)
);
create index legal_holds_standing on legal_holds (account_id) where released_at is null;

-- Erasures: asked for, waiting, stopped or done. What remains of an erased account is this row, its row
-- without a key, and its chain.
create table erasures (
  account_id text not null,
  id text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  effective_at timestamptz not null,
  cancelled_at timestamptz,
  why text,
  done_at timestamptz,
  primary key (account_id, id)
);
-- At most one that waits: the database is the judge of a race.
create unique index erasures_pending on erasures (account_id)
  where cancelled_at is null and done_at is null;
