-- What stands at the head of each chain in its last checkpoint.
alter table anchored_chains add column hash text not null default '';
-- Lines that have not yet left.
create index checkpoints_unfiled on checkpoints (seq) where filed_at is null;
create index checkpoints_unposted on checkpoints (seq) where posted_at is null;

-- Which chains grew since a time. A block range index: a summary for every 16 pages, some kilobytes for
-- millions of events, and nothing to insert with an event (events are added in the order of their time).
create index events_at on events using brin (at) with (pages_per_range = 16, autosummarize = on);
-- The desk's deeds by time, whoever did them. Only theirs are in it: owners' cost nothing.
create index events_of_desk on events (at, account_id, seq) where actor like 'agent:%';

-- Events that were left behind when a name without an account was forgotten stand in its way when it is asked
-- about again.
delete from events where account_id like 'shadow:%' and not exists
  (select 1 from accounts where accounts.account_id = events.account_id);
