-- Where posts come from: feeds that are fetched, keys that push, and the house's own cases and reports.
create table topic_sources (
  id text primary key,
  kind text not null,
  name_en text not null,
  name_zh text not null,
  -- Null: nothing is fetched.
  url text,
  config jsonb not null,
  every_seconds integer not null,
  enabled boolean not null,
  etag text,
  last_modified text,
  last_tried_at timestamptz,
  -- When it last gave us something to read.
  last_body_at timestamptz,
  next_at timestamptz not null,
  failures integer not null default 0,
  empties integer not null default 0,
  -- fresh, stale, empty or failing, since when, and in one word why.
  state text not null,
  state_at timestamptz not null,
  fault text,
  version integer not null default 1
);
create index topic_sources_next on topic_sources (next_at);

-- The last body of a source that held something, as it came: what there is to look at when it fails.
create table topic_bodies (source text primary key, body bytea not null, type text not null, at timestamptz not null);

-- How many items each fetch gave, a week long: what a source is expected to give.
create table topic_fetches (source text not null, at timestamptz not null, items integer not null, primary key (source, at));

-- A post counts once: by its source and key. A partition for each China day, made ahead and dropped after
-- retention; what belongs to a day without one is in the last.
create table topic_posts (
  day date not null,
  source text not null,
  key text not null,
  at timestamptz not null,
  title text not null,
  text text,
  url text,
  lang text,
  category text,
  -- A keyed hash; null: not known.
  author text,
  topic text not null,
  matched_by text not null,
  version integer not null,
  -- Whose readings are its discussions; null: it is one discussion itself.
  counter text,
  -- Hash of the folded title; null where a post is about none of our topics, or says nothing.
  wording text,
  story text,
  -- The first telling of its story: nothing like it in the 72 h before.
  begins boolean not null,
  -- False: its author had their share of this topic and day already.
  counts boolean not null,
  primary key (source, key, day)
) partition by range (day);
create table topic_posts_rest partition of topic_posts default;
-- Of the posts that are about a topic, one in a hundred: by time, by wording, by story, by author.
create index topic_posts_topic on topic_posts (topic, at) where topic <> 'other';
create index topic_posts_wording on topic_posts (wording, at) where wording is not null;
create index topic_posts_begins on topic_posts (wording, at) where wording is not null and begins;
create index topic_posts_story on topic_posts (story) where story is not null;
create index topic_posts_author on topic_posts (author, topic) where author is not null and topic <> 'other' and counts;

-- What a counter of a source stood at, only where it rose above all that was read of earlier times: so the
-- rows are the same in whatever order readings come. The growth is the difference to the row before.
create table topic_readings (
  source text not null,
  counter text not null,
  at timestamptz not null,
  value bigint not null,
  growth bigint not null,
  topic text not null,
  key text not null,
  primary key (source, counter, at)
);
create index topic_readings_at on topic_readings (topic, at) where topic <> 'other';

-- Wordings that are compared: each with its 16 bands (core/minhash.ts).
create table topic_stories (band text not null, wording text not null, words text not null, seen_at timestamptz not null, primary key (band, wording));

-- What the table sums up. Few rows that change all the time: room for their next versions on the same page,
-- and a vacuum that comes early, keep them few.
create table topic_hours (
  topic text not null,
  hour timestamptz not null,
  source text not null,
  items integer not null,
  stories integer not null,
  discussions bigint not null,
  primary key (topic, hour, source)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 200);
