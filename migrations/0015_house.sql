-- Since when somebody of the desk has an interest in an account, and who said so.
alter table staff_ties add column since timestamptz;
alter table staff_ties add column said_by text;

-- When the drawn person first looked: how long a second verdict took is counted from there.
alter table case_draws add column seen_at timestamptz;
create index case_verdicts_second on case_verdicts (staff_id, at) where part = 'second';
