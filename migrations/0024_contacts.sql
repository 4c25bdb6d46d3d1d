-- Recovery contacts: people whom an owner trusts to say that it is really them who ask.
create table contacts (
  account_id text not null,
  id text not null,
  kind text not null check (kind in ('phone', 'email')),
  -- Sealed with the account's key: the owner's name for them, their address, and by which name the owner
  -- introduces themself to them.
  data text not null,
  -- Keyed hash of the address.
  tag text not null,
  locale text not null,
  asked_at timestamptz not null,
  -- When the change took effect; null while it waits.
  since timestamptz,
  invites integer not null default 0,
  confirmed_at timestamptz,
  -- They do not want to be asked.
  declined_at timestamptz,
  removed_at timestamptz,
  reminded_at timestamptz,
  primary key (account_id, id)
);
create unique index contacts_once on contacts (account_id, tag)
  where removed_at is null and declined_at is null;

-- What a contact's messages lead to, found by the hash of what only the message holds.
create table contact_links (
  hash text not null,
  account_id text not null,
  contact_id text not null,
  -- Of one request to speak with the owner; null: their own page.
  round_id text,
  expires_at timestamptz not null,
  primary key (hash, account_id)
);
create index contact_links_expired on contact_links (expires_at);
create index contact_links_account on contact_links (account_id, contact_id);

-- All contacts of an account asked at once, for one claim.
create table contact_rounds (
  account_id text not null,
  id text not null,
  recovery_id text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (account_id, id)
);
-- At most one open a claim: the database is the judge of a race.
create unique index contact_rounds_open on contact_rounds (account_id, recovery_id) where ended_at is null;

create table contact_asks (
  account_id text not null,
  id text not null,
  round_id text not null,
  recovery_id text not null,
  contact_id text not null,
  asked_at timestamptz not null,
  answer text check (answer in ('yes', 'no', 'unsure')),
  answered_at timestamptz,
  -- Keyed hash of the code that they read out.
  code_hash text,
  code_until timestamptz,
  tries_left integer not null,
  entered_at timestamptz,
  primary key (account_id, id),
  unique (account_id, round_id, contact_id)
);
create index contact_asks_of_recovery on contact_asks (account_id, recovery_id);
