-- "This wasn't me": a short one-time name in a message, kept as a hash.
create table links (
  hash text not null,
  account_id text not null,
  kind text not null,
  subject text not null,
  -- The channel that it was sent to: what it may do depends on how old that channel is.
  channel_tag text not null,
  expires_at timestamptz not null,
  primary key (hash, account_id)
);
create index links_expired on links (expires_at);
