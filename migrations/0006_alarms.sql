-- Global budgets: counts in windows of several lengths, shared by all accounts.
create table windows (
  key text not null,
  closes_at timestamptz not null,
  count integer not null,
  primary key (key)
);

-- Codes compared over all accounts, right and wrong, by partition and window. Each process writes a row
-- of its own, so that no try waits for another's.
create table guesses (
  partition text not null,
  window_at timestamptz not null,
  process text not null,
  wrong integer not null,
  rights integer not null,
  primary key (partition, window_at, process)
);

-- What a person at the installation must hear of: the first of a window is the one that is told.
create table alarms (
  name text not null,
  partition text not null,
  window_at timestamptz not null,
  facts jsonb not null,
  raised_at timestamptz not null,
  told_at timestamptz,
  closed_at timestamptz,
  primary key (name, partition, window_at)
);
create index alarms_open on alarms (raised_at) where closed_at is null;
