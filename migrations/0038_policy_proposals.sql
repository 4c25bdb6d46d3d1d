-- A policy that somebody of the desk wants: drafts tried on simulated people, and proposals that a second person
-- decides on. Rows of the house ('house:policies'), whose row of `accounts` is their lock and has their chain.
create table policy_trials (
  account_id text not null,
  id text not null,
  name text not null,
  -- The version in force that the draft was tried beside.
  base_version integer not null,
  -- Of the draft, whatever number it gets.
  digest text not null,
  draft text not null,
  seed integer not null,
  cases integer not null,
  sensitive boolean not null,
  state text not null,
  done integer not null,
  total integer not null,
  result text,
  asked_by text not null,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (account_id, id)
);
create index policy_trials_asked on policy_trials (account_id, asked_at);

create table policy_proposals (
  account_id text not null,
  id text not null,
  trial_id text not null,
  name text not null,
  base_version integer not null,
  digest text not null,
  draft text not null,
  why text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null,
  decided_by text,
  decided_at timestamptz,
  decided_why text,
  -- The number it got when it came into force.
  version integer,
  primary key (account_id, id)
);

-- Null: it came as a file with the installation.
alter table policy_versions add column proposal_id text;
-- When the chain of the policies was told of a file.
alter table policy_versions add column recorded_at timestamptz;
