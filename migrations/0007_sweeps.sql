-- What is swept each minute is found by its age, not by reading a table from end to end: measured with a
-- million accounts, where each sweep read all of them.
create index accounts_shadows on accounts (seen_at) where kind = 'shadow';
create index challenges_expired on challenges (expires_at);
create index sends_old on sends (at);
create index wrong_codes_old on wrong_codes (at);
create index limits_old on limits (opened_at);
