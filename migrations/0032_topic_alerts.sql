-- A topic that spikes: told once, told again when it has grown, closed when it is quiet. House rows, no account.
create table topic_alerts (
  id text primary key,
  topic text not null,
  opened_at timestamptz not null,
  -- When it was last told, how often, and how high it stood then.
  told_at timestamptz not null,
  times_told integer not null,
  height integer not null,
  -- What it was raised on: counts, the days before, sources, titles of others as text.
  evidence jsonb not null,
  quiet_since timestamptz,
  closed_at timestamptz,
  -- Somebody of the desk has it; told again, it waits for somebody again.
  acknowledged_at timestamptz,
  acknowledged_by text
);
-- One open alert a topic: of two who judge the same hour one writes.
create unique index topic_alerts_open on topic_alerts (topic) where closed_at is null;
create index topic_alerts_opened on topic_alerts (opened_at);
