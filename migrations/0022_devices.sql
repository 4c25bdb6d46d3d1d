-- Where a device was last used, in the wallet's own word for it (a city). Sealed with the account's key.
alter table devices add column city text;
-- Why it counts for nothing any more: its owner signed it out from elsewhere, or does not know it.
alter table devices add column removed_why text;

-- What was seen of a password when it was last typed, never the password: a kind of weakness or none. Sealed
-- with the account's key, so that a stolen database does not say whose password is worth guessing first.
create table password_verdicts (
  account_id text primary key,
  -- Which password it is about: when that one was set.
  changed_at timestamptz not null,
  judged_at timestamptz not null,
  verdict text not null
);
