-- A claimant names a case by its reference, the end of its id.
create index cases_reference on cases (right(id, 6));

-- Whom accounts paid lately, by a hash that is the same for every account: what joins the victims of one
-- thief. A row is forgotten when its last payment is a month old; the payee's name is not in it.
create table shared_payees (
  account_id text not null,
  tag text not null,
  paid_at timestamptz not null,
  primary key (account_id, tag)
);
create index shared_payees_tag on shared_payees (tag, paid_at);
create index shared_payees_paid on shared_payees (paid_at);
