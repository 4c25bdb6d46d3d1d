-- Staff: whoever decides at the desk. Each is a row of `accounts` too (kind 'staff', an id with a colon,
-- which no wallet's id has): its own key, its own lock and its own chain of events, as owners have.
create table staff (
  account_id text primary key,
  role text not null,
  -- Whom the second person may not share; null for those who decide no case.
  team text,
  created_at timestamptz not null,
  ended_at timestamptz
);
