-- Claims that belong to a burst of names from one place, written down when their day is over
-- (docs/decisions/0053-bursts.md): the page of attacks need not read every claim of its period to find them. Rows
-- are few. Of the place nothing is kept here, so that no second copy of an address outlives the claim.
create table burst_claims (
  account_id text not null,
  id text not null,
  started_at timestamptz not null,
  primary key (account_id, id)
);
create index burst_claims_started on burst_claims (started_at);
