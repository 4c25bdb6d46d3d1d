-- What a person at the desk said that a story is about. It wins over what a program says, now and for whoever tells it later.
create table topic_corrections (
  id text primary key,
  -- The post that was looked at.
  source text not null,
  key text not null,
  title text not null,
  lang text,
  -- Hash of its folded title; null: there is nothing in it to compare.
  wording text,
  was text not null,
  topic text not null,
  why text not null,
  made_by text not null,
  made_at timestamptz not null,
  -- Taken back, or followed by another about the same story.
  undone_at timestamptz,
  undone_by text
);
create index topic_corrections_made on topic_corrections (made_at desc, id);
create index topic_corrections_wording on topic_corrections (wording) where undone_at is null;

-- Words that are on the rise in posts which speak of accounts or scams and of none of our topics.
create table topic_proposals (
  id text primary key,
  -- The China week's first day.
  week date not null,
  words text not null,
  posts integer not null,
  before integer not null,
  titles jsonb not null,
  -- One of our topics that says nearly the same; null: none does.
  near text,
  -- open, accepted, dismissed.
  state text not null,
  note text,
  decided_by text,
  decided_at timestamptz,
  unique (week, words)
);
create index topic_posts_unsure on topic_posts (at) where topic = 'other' and matched_by = 'model';
