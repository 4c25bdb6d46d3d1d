-- What the operator said of a number, and when it was asked: one row an account and number. Sealed with the
-- account's key; of a name without an account too, so that both kinds of claim do the same work.
create table number_checks (
  account_id text not null,
  tag text not null,
  checked_at timestamptz not null,
  answer text not null,
  primary key (account_id, tag)
);

-- The operator said that it belongs to somebody else now: nothing is sent there any more, not even a notice.
alter table methods add column reassigned_at timestamptz;

-- Somebody who holds the number says that it is theirs now. Nothing is taken from the owner for that; it is a
-- reason to be careful, until the owner answers or 30 days have passed.
alter table methods add column disputed_at timestamptz;
alter table methods add column dispute_ended_at timestamptz;

-- ISO 3166, as the proxy in front said when the claim began.
alter table recoveries add column country text;
