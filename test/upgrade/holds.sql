-- Holds as 0008 had them, for accounts of first-schema.sql: one that stands without an end, one that ends, one that was
-- lifted. Written by hand; nothing but their shape is of that time.
insert into holds (account_id, id, reason, scope, placed_by, note, placed_at, expires_at, renewals, enforced_at, released_at, released_by, released_why) values
  ('acc_0005', 'hld_upgrade1', 'suspected-takeover', 'everything', 'system:wallet', null, '2026-03-01 10:00:00+00', null, 0, '2026-03-01 10:00:01+00', null, null, null),
  ('acc_0001', 'hld_upgrade2', 'wallet', 'outgoing', 'system:wallet', null, '2026-03-01 10:00:00+00', '2026-03-05 10:00:00+00', 0, '2026-03-01 10:00:01+00', null, null, null),
  ('acc_0002', 'hld_upgrade3', 'wallet', 'outgoing', 'system:wallet', null, '2026-02-01 10:00:00+00', '2026-02-03 10:00:00+00', 0, '2026-02-01 10:00:01+00', '2026-02-02 10:00:00+00', 'system:wallet', 'mistake');
