-- The desk: how staff show who they are, what they change by four eyes, what they looked at, and the
-- checkpoints of every chain of events.

-- Who they are at the house's own identity provider (issuer and subject), sealed.
alter table staff add column oidc text;
-- Files that were opened before this do not count any more: a second person has agreed to more.
alter table staff add column cleared_at timestamptz;

create table staff_passkeys (
  account_id text not null,
  id text not null,
  credential text not null,
  -- COSE, base64url. Public.
  public_key text not null,
  counter bigint not null,
  since timestamptz not null,
  used_at timestamptz,
  removed_at timestamptz,
  primary key (account_id, id)
);
create unique index staff_passkeys_once on staff_passkeys (account_id, credential);

-- A one-time way to bind a first passkey. `code_hash`: the half that another admin holds.
create table staff_invites (
  account_id text not null,
  id text not null,
  token_hash text not null,
  code_hash text,
  tries_left integer not null,
  made_by text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, id)
);

-- Challenges that were given out and not answered yet: of nobody, until they are answered.
create table staff_challenges (
  hash text primary key,
  purpose text not null,
  expires_at timestamptz not null
);
create index staff_challenges_expired on staff_challenges (expires_at);

-- What one asks for and another agrees to. All lie under one row of ours, which is their lock.
create table desk_changes (
  account_id text not null,
  id text not null,
  kind text not null,
  -- Whom or what it changes; at most one change of it is being done at a time.
  target text not null,
  facts text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  outcome text,
  done_at timestamptz,
  code_hash text,
  primary key (account_id, id)
);

-- What is switched off, for everybody.
create table brakes (
  what text primary key,
  set_by text not null,
  reason text not null,
  set_at timestamptz not null
);

-- Files that somebody of the desk has opened lately; older ones are deleted.
create table desk_views (
  account_id text not null,
  subject text not null,
  seen_at timestamptz not null,
  primary key (account_id, subject)
);

create table agent_codes (
  account_id text not null,
  id text not null,
  code_hash text not null,
  made_by text not null,
  purpose text not null,
  expires_at timestamptz not null,
  primary key (account_id, id)
);
create index agent_codes_expired on agent_codes (expires_at);

-- Signed lines about the heads of all chains that grew, on their way to where nobody here can change them.
create table checkpoints (
  seq integer primary key,
  at timestamptz not null,
  line text not null,
  filed_at timestamptz,
  posted_at timestamptz
);
-- How far each chain stands in a checkpoint.
create table anchored_chains (
  account_id text primary key,
  seq integer not null
);

-- What somebody of the desk did, over all accounts. Only their events are in it: owners' cost nothing.
create index events_of_staff on events (actor, at) where actor like 'agent:%';
