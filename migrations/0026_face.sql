-- The face check. Consent is a record of its own, apart from every other; withdrawn, all below is deleted at once.
create table face_consents (
  account_id text not null,
  id text not null,
  -- Which text it was, in which language, and whether pictures were to leave the operator's machines.
  version integer not null,
  locale text not null,
  leaves boolean not null,
  given_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (account_id, id)
);

-- What an enrolment leaves: numbers of one model, and one picture for a person who compares. Both sealed with the
-- account's key. A template of another model is never compared.
create table face_templates (
  account_id text not null,
  id text not null,
  consent_id text not null,
  verifier text not null,
  template text not null,
  picture bytea not null,
  created_at timestamptz not null,
  primary key (account_id, id)
);
alter table face_templates alter column picture set storage external;

-- One check: what is to be done in which order, once, within seconds, for one claim or one set-up.
create table face_sessions (
  account_id text not null,
  id text not null,
  subject_id text not null,
  purpose text not null,
  -- Steps and what the browser was given; sealed.
  asked text not null,
  nonce_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  outcome text,
  -- Distances, limits and versions, for people of the desk; sealed.
  report text,
  -- Of every frame that came: the same frame never counts in a second check.
  digests text not null default '[]',
  primary key (account_id, id)
);

-- The one picture of a check that a person compares; its days count from here.
create table face_pictures (
  account_id text not null,
  -- That of the check.
  id text not null,
  bytes bytea not null,
  taken_at timestamptz not null,
  primary key (account_id, id)
);
alter table face_pictures alter column bytes set storage external;

-- One person's look at both pictures. A row for each who was drawn; nobody: a person was alarmed.
create table face_glances (
  account_id text not null,
  id text not null,
  recovery_id text not null,
  session_id text not null,
  template_id text not null,
  staff_id text,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  until timestamptz not null,
  seen_at timestamptz,
  ended_at timestamptz,
  outcome text,
  reason text,
  device text,
  primary key (account_id, id)
);
create index face_glances_open on face_glances (staff_id) where ended_at is null;
