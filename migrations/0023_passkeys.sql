-- Passkeys of owners. The public key is no secret; the name is the owner's own word and sealed.
create table passkeys (
  account_id text not null,
  id text not null,
  -- Base64url of what names the credential, as the authenticator chose it, and its COSE key.
  credential text not null,
  public_key text not null,
  counter bigint not null,
  -- It cannot leave its authenticator (not backup eligible).
  device_bound boolean not null,
  -- The wallet's device that it lives on, where that is known (a keyed hash).
  device_tag text,
  -- What the authenticator answers for the account: chance of ours, no name.
  handle text not null,
  name text not null,
  since timestamptz not null,
  verified_at timestamptz not null,
  last_used_at timestamptz,
  removed_at timestamptz,
  primary key (account_id, id)
);
create unique index passkeys_credential on passkeys (account_id, credential);

-- Chance given out once and taken back once, for one claim or one session, ten minutes at most.
create table passkey_challenges (
  account_id text not null,
  hash text not null,
  subject_id text not null,
  purpose text not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, hash)
);
create index passkey_challenges_subject on passkey_challenges (account_id, subject_id);

-- Somebody who claims the account asks a device on which its owner is signed in.
create table approvals (
  account_id text not null,
  id text not null,
  recovery_id text not null,
  -- The number to match, and where the claim comes from; sealed with the account's key.
  facts text not null,
  tries_left integer not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_why text,
  primary key (account_id, id)
);
-- One live request a claim: the database is the judge of a race.
create unique index approvals_one on approvals (account_id, recovery_id) where ended_at is null;

-- At most one pending change a method; of passkeys several may be added and removed at once.
drop index changes_pending;
create unique index changes_pending on changes (account_id, method)
  where done_at is null and cancelled_at is null and method <> 'passkey';
