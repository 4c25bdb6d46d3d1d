-- The demo's outbox: what would have been sent. Empty, and never written to, outside of demo mode.
create table demo_messages (
  id text primary key,
  to_address text not null,
  channel text not null,
  subject text,
  body text not null,
  sent_at timestamptz not null
);
create index demo_messages_to on demo_messages (to_address, sent_at);
