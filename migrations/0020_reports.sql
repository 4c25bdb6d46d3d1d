-- What an owner reported to the police, a bank or the wallet, as they noted it. Days are days of the
-- installation's calendar, as YYYY-MM-DD: what is promised is promised for a day.
create table reports (
  account_id text not null,
  id text not null,
  place text not null,
  state text not null,
  outcome text,
  reported_on text not null,
  -- The promise: so many working days, or the day that was named; null is none.
  working_days integer,
  due_on text,
  remind boolean not null,
  -- Which station, which number, what else was noted; sealed with the account's key.
  said text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  primary key (account_id, id)
);
