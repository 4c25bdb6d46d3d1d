-- Cases: claims that people review. Each belongs to the account that is claimed (or to the stand-in row of
-- a name without one), and changes under that row's lock only.
create table cases (
  account_id text not null,
  id text not null,
  -- Null: an agent opened it for a caller who has not come to the portal yet.
  recovery_id text,
  state text not null,
  situation text not null,
  risk_level text not null,
  locale text not null,
  -- Staff id of the agent who opened it for a caller; null: the claimant did.
  opened_by text,
  team text,
  -- What the claimant tells, and where to reach them; sealed with the account's key.
  story text not null,
  contact text,
  -- Counts up whenever there is something new to judge by; the hash says what was counted.
  evidence_version integer not null,
  evidence_hash text not null,
  -- One round is a first verdict and what becomes of it.
  round integer not null,
  -- Staff ids that decide on this case no more: who disagreed, or decided the case that is appealed.
  excluded jsonb not null,
  appeal_of text,
  is_theft boolean not null,
  -- Keyed hashes of the claimant's browser and of what was typed, to find cases that belong together.
  device text not null,
  identifier_tag text not null,
  policy_name text not null,
  policy_version integer not null,
  -- Our clock: what was promised, when that runs out, and what is left of it while it stands still.
  promise_ms bigint not null,
  due_at timestamptz not null,
  left_ms bigint,
  paused_at timestamptz,
  claimant_ms bigint not null,
  breached_at timestamptz,
  -- Out of the queue until then, and whom we wait for.
  snoozed_until timestamptz,
  snoozed_for text,
  taken_by text,
  taken_until timestamptz,
  last_type text not null,
  last_at timestamptz not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (account_id, id)
);
create index cases_id on cases (id);
create index cases_queue on cases (due_at) where closed_at is null;
create index cases_closed on cases (closed_at);
create index cases_last on cases (last_at);
create index cases_device on cases (device);
create index cases_identifier on cases (identifier_tag);
-- One case a claim, one appeal a case: the database is the judge of a race.
create unique index cases_recovery on cases (account_id, recovery_id);
create unique index cases_appeal on cases (account_id, appeal_of);

-- What started, paused, resumed and ended a clock, with the due time and the policy of that moment: every
-- figure about time can be computed again from these.
create table case_clocks (
  account_id text not null,
  case_id text not null,
  seq integer not null,
  clock text not null,
  event text not null,
  at timestamptz not null,
  due_at timestamptz,
  left_ms bigint,
  policy_name text not null,
  policy_version integer not null,
  primary key (account_id, case_id, seq)
);

-- What each person who decides has checked; nobody sees another's before their own verdict.
create table case_checks (
  account_id text not null,
  case_id text not null,
  round integer not null,
  staff_id text not null,
  item text not null,
  answer text not null,
  note text,
  at timestamptz not null,
  primary key (account_id, case_id, round, staff_id, item)
);

create table case_notes (
  account_id text not null,
  case_id text not null,
  id text not null,
  staff_id text not null,
  text text not null,
  at timestamptz not null,
  primary key (account_id, case_id, id)
);

-- Verdicts: in each round one first and one second, by two people.
create table case_verdicts (
  account_id text not null,
  case_id text not null,
  round integer not null,
  part text not null,
  staff_id text not null,
  team text not null,
  outcome text not null,
  reason text not null,
  note text,
  evidence_version integer not null,
  -- Keyed hash of the browser it was given in: a second account of the same person has the same one.
  device text not null,
  at timestamptz not null,
  primary key (account_id, case_id, round, part)
);
create unique index case_verdicts_person on case_verdicts (account_id, case_id, round, staff_id);

-- Whom the system drew as the second person.
create table case_draws (
  account_id text not null,
  case_id text not null,
  id text not null,
  round integer not null,
  staff_id text not null,
  drawn_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz,
  ended_why text,
  primary key (account_id, case_id, id)
);
create unique index case_draws_live on case_draws (account_id, case_id) where ended_at is null;
create index case_draws_person on case_draws (staff_id) where ended_at is null;

-- How a case was decided: once, and by two people of two teams, whatever the program believes.
create table case_outcomes (
  account_id text not null,
  case_id text not null,
  outcome text not null,
  reason text not null,
  first_id text not null,
  first_team text not null,
  second_id text not null,
  second_team text not null,
  evidence_version integer not null,
  at timestamptz not null,
  primary key (account_id, case_id),
  check (first_id <> second_id),
  check (first_team <> second_team)
);

-- Questions about the account's own transactions. What is right is sealed and shown to nobody.
create table case_questions (
  account_id text not null,
  case_id text not null,
  id text not null,
  kind text not null,
  asked text not null,
  answer text,
  result text,
  asked_at timestamptz not null,
  answered_at timestamptz,
  primary key (account_id, case_id, id)
);

-- Accounts in which somebody of the desk has an interest: their own, their family's.
create table staff_ties (
  account_id text not null,
  tied_account_id text not null,
  primary key (account_id, tied_account_id)
);

-- A number that a claimant has proven to hold, bound when the recovery is completed; sealed.
alter table recoveries add column new_phone text;

-- A number that its owner reported lost and replaced: from then on it is told, and counts for nothing.
alter table methods add column distrusted_at timestamptz;

-- "Somebody is guiding me": until then nothing of what was said is loosened. Said in one claim it holds that
-- claim; said by somebody who has proven something, or is signed in, it holds the whole account.
create table guided (
  account_id text not null,
  -- The claim it was said in, or "owner".
  said_in text not null,
  is_wide boolean not null,
  said_at timestamptz not null,
  until timestamptz not null,
  primary key (account_id, said_in)
);
