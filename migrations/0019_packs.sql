-- Evidence packs for the police: asked for by the owner, built as a job, kept for a few days.
create table packs (
  account_id text not null,
  id text not null,
  state text not null,
  -- What the owner chose and wrote; sealed with the account's key, and emptied when the pack is gone.
  wish text not null,
  -- Which try made the parts that count.
  build text not null,
  done integer not null,
  total integer not null,
  downloads integer not null,
  asked_at timestamptz not null,
  ready_at timestamptz,
  expires_at timestamptz,
  -- Of the whole file, in hexadecimal.
  sha256 text,
  size_bytes bigint,
  -- Of the key that signed it.
  fingerprint text,
  primary key (account_id, id)
);

-- The bytes, in sealed pieces of a megabyte at most. A try that was cut off leaves pieces that the next removes.
create table pack_parts (
  account_id text not null,
  pack_id text not null,
  build text not null,
  seq integer not null,
  bytes bytea not null,
  primary key (account_id, pack_id, build, seq)
);
alter table pack_parts alter column bytes set storage external;

-- Payments of a period, in their order: a pack and its draft ask for them.
create index transactions_at on transactions (account_id, at, id);
