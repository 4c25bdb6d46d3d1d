-- Files of a case: what a claimant shows. Each belongs to the account that is claimed, as its case does.
create table evidence_files (
  account_id text not null,
  id text not null,
  case_id text not null,
  kind text not null,
  state text not null,
  -- Its name as the claimant has it, and by what their browser knows it again; sealed with the account's key.
  said text not null,
  size_bytes bigint not null,
  received_bytes bigint not null,
  parts integer not null,
  -- By its content. Null: not known yet, or nothing that we take.
  type text,
  -- Of the original, and a keyed hash of the same that finds it in other cases.
  sha256 text,
  same_tag text,
  -- What the file says of itself; sealed.
  facts text,
  pages integer not null,
  created_at timestamptz not null,
  received_at timestamptz,
  checked_at timestamptz,
  -- The bytes are gone; the hash and what happened stay.
  deleted_at timestamptz,
  primary key (account_id, id)
);
create index evidence_files_same on evidence_files (same_tag);

-- The bytes, in sealed pieces of a megabyte at most, so that no process holds what another lacks and one
-- backup holds everything. `copy`: the original, or what people look at.
create table evidence_parts (
  account_id text not null,
  file_id text not null,
  copy text not null,
  page integer not null,
  seq integer not null,
  bytes bytea not null,
  primary key (account_id, file_id, copy, page, seq)
);
-- Sealed bytes do not get smaller; trying costs time.
alter table evidence_parts alter column bytes set storage external;

-- Who opened what: no picture leaves without its row here.
create table evidence_views (
  account_id text not null,
  id text not null,
  file_id text not null,
  staff_id text not null,
  seen_at timestamptz not null,
  until timestamptz not null,
  primary key (account_id, id)
);

-- What each person who decides thinks of a file.
create table evidence_verdicts (
  account_id text not null,
  file_id text not null,
  staff_id text not null,
  verdict text not null,
  note text,
  at timestamptz not null,
  primary key (account_id, file_id, staff_id)
);

-- A digest of the files that came in, as part of what a verdict is bound to; and the file that the claimant
-- is asked for again.
alter table cases add column files_hash text not null default '';
alter table cases add column asked text;
