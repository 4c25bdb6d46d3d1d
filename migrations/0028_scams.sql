-- The same host, the same number, nearly the same words. Nobody's data: no account, no text as it was sent.
create table scam_clusters (
  id text primary key,
  kind text not null,
  value text not null,
  imitates text,
  -- What the shield said at the newest report.
  verdict text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- What staff noted of it, by whom, when and why.
  mark text,
  marked_by text,
  marked_at timestamptz,
  mark_reason text
);
create table scam_bands (band text not null, cluster_id text not null, primary key (band, cluster_id));
-- Who reported a cluster, as keyed hashes of this cluster alone; 90 days.
create table scam_reporters (
  cluster_id text not null,
  reporter text not null,
  network text not null,
  signed_in boolean not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  clicked boolean not null,
  paid boolean not null,
  gave_code boolean not null,
  primary key (cluster_id, reporter)
);
create index scam_reporters_last on scam_reporters (last_at);
create table scam_days (
  cluster_id text not null,
  day text not null,
  reports integer not null,
  reporters integer not null,
  primary key (cluster_id, day)
);

-- What owners and strangers report as scams. Of an owner under their account; of a stranger under the row of
-- the house, so that one table holds both and an erasure takes the owner's.
create table scam_reports (
  account_id text not null,
  id text not null,
  kind text not null,
  verdict text not null,
  imitates text,
  clicked boolean not null,
  paid boolean not null,
  gave_code boolean not null,
  -- The text as it was sent, with its sender; sealed with the account's key, and empty after its 90 days.
  said text not null,
  created_at timestamptz not null,
  primary key (account_id, id)
);
create index scam_reports_said on scam_reports (created_at) where said <> '';
-- Which clusters a report speaks of: the message, and each link and number in it.
create table scam_report_parts (
  account_id text not null,
  report_id text not null,
  cluster_id text not null,
  -- Host and path, number in E.164, address, or the masked words.
  indicator text not null,
  primary key (account_id, report_id, cluster_id)
);
create index scam_report_parts_cluster on scam_report_parts (cluster_id);

-- What two people of the desk put into the shield's own list, with those that were taken out again.
create table scam_listings (
  id text primary key,
  cluster_id text not null,
  kind text not null,
  value text not null,
  since timestamptz not null,
  added_by text not null,
  ended_at timestamptz,
  ended_by text
);
create unique index scam_listings_live on scam_listings (kind, value) where ended_at is null;
