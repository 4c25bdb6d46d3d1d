-- What the claimant of a case and the desk write to each other. `seq` counts within a case without gaps, so
-- that whoever was away can say what they have and be given the rest.
create table case_messages (
  account_id text not null,
  case_id text not null,
  seq integer not null,
  -- "claimant" or "desk": nobody of the desk is named to the claimant.
  side text not null,
  author text not null,
  -- What its sender calls it: sent again it is the same message.
  client_id text not null,
  -- Sealed with the account's key.
  text text not null,
  at timestamptz not null,
  primary key (account_id, case_id, seq)
);
-- A lost answer and a second try are one message: the database is the judge of that race.
create unique index case_messages_once on case_messages (account_id, case_id, author, client_id);

-- The claimant's side of a chat: up to which message it has reached their page, until when that page is known
-- to be open, and about which message they were told elsewhere.
create table case_chats (
  account_id text not null,
  case_id text not null,
  seen_seq integer not null,
  told_seq integer not null,
  open_until timestamptz not null,
  primary key (account_id, case_id)
);
