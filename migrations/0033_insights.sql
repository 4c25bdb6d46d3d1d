-- Claims by the time at which they began: what is measured is a period of all accounts. A range a block
-- costs a claim next to nothing; a tree would cost each one a page.
create index recoveries_created on recoveries using brin (created_at) with (pages_per_range = 16, autosummarize = on);
