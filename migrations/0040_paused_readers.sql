-- Readers that wait before they try again: whoever looks for what is due looks here for what must not be overtaken
-- (src/core/due.ts). A reader's first try is not in it, so it costs nothing and is nearly always empty.
create index if not exists jobs_paused on jobs (account_id, kind, key)
  where state = 'due' and attempts > 0 and kind like 'reader:%';
