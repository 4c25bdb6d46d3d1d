-- The same sums for whole days in China, each beginning at its first hour: a window of ten days reads ten rows a
-- topic and source in place of 240. Written with the hours, always.
create table topic_days (
  topic text not null,
  hour timestamptz not null,
  source text not null,
  items integer not null,
  stories integer not null,
  discussions bigint not null,
  primary key (topic, hour, source)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
insert into topic_days (topic, hour, source, items, stories, discussions)
  select topic, date_trunc('day', hour + interval '8 hours', 'UTC') - interval '8 hours', source, sum(items), sum(stories), sum(discussions)
  from topic_hours group by 1, 2, 3;
