-- Alerts: how each rule stands, what it fired, and what its looks are held against. House rows, no account.
create table alert_states (
  rule text primary key,
  -- Looks in a row that were true, and that were false: several before it fires, more before it clears.
  true_runs integer not null default 0,
  false_runs integer not null default 0,
  evaluated_at timestamptz,
  -- What was seen at the last look, in words; null: never looked.
  reading jsonb,
  -- After an acknowledgement nothing is told for a while.
  quiet_until timestamptz,
  silenced_until timestamptz,
  silenced_by text,
  silenced_why text
);

create table alert_firings (
  id text primary key,
  rule text not null,
  -- Fired by a person who wants to see the way that an alert goes.
  is_test boolean not null,
  tested_by text,
  fired_at timestamptz not null,
  -- Null: fired while it was silenced or quiet, and not told yet.
  told_at timestamptz,
  times_told integer not null default 0,
  cleared_at timestamptz,
  -- What it fired on, in words.
  says jsonb not null,
  acknowledged_at timestamptz,
  acknowledged_by text
);
-- One open alert a rule, and one open test: of two who judge the same minute one writes.
create unique index alert_firings_open on alert_firings (rule, is_test) where cleared_at is null;
create index alert_firings_fired on alert_firings (fired_at);

-- Tries of each proof in a minute, and how many passed: four weeks of them are what is usual.
create table alert_tries (
  proof text not null,
  slot_at timestamptz not null,
  tries integer not null,
  passed integer not null,
  primary key (proof, slot_at)
);
create index alert_tries_slot on alert_tries (slot_at);

-- What an alert looks for each minute over all accounts. Ranges a block, and the few rows that wait: an
-- account's own work pays next to nothing for them.
create index holds_placed on holds using brin (placed_at) with (pages_per_range = 16, autosummarize = on);
create index evidence_files_checking on evidence_files (received_at) where state = 'checking';

-- W3C traceparent of the event that is told, when traces are made: a webhook's receiver may go on with it.
alter table signals add column trace text;
