/** Every migration against the rules of an upgrade without a stop; the rules against planted faults first. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { faultsOf, tablesOf } from "./rules.ts";

const names = readdirSync("migrations").sort();
const sqlOf = (name: string) => readFileSync(`migrations/${name}`, "utf8");

/** Name -> what the rules say against it. */
function judged() {
  const there = new Set<string>();
  const faults: Record<string, string[]> = {};
  for (const name of names) {
    const found = faultsOf(sqlOf(name), there);
    if (found.length > 0) faults[name] = found.map((each) => each.replace(/:.*/, ""));
    for (const table of tablesOf(sqlOf(name))) there.add(table);
  }
  return faults;
}

/**
 * What stands against the rules and was done all the same. Up to 0038 they landed before there were rules, and before
 * anybody ran this: left as they are. A later one says above its line how one upgrades through it.
 */
const asTheyAre: Record<string, string[]> = {
  // Indexes that were built under a lock. From 0039 on they are built ahead.
  "0007_sweeps.sql": [
    "create index accounts_shadows on accounts (seen_at) where ki",
    "create index challenges_expired on challenges (expires_at)",
    "create index sends_old on sends (at)",
    "create index wrong_codes_old on wrong_codes (at)",
    "create index limits_old on limits (opened_at)",
  ],
  "0013_desk.sql": ["create index events_of_staff on events (actor, at) where act"],
  "0014_case_returns.sql": ["create index cases_reference on cases (right(id, 6))"],
  "0015_house.sql": ["create index case_verdicts_second on case_verdicts (staff_id"],
  "0016_audit.sql": [
    "create index checkpoints_unfiled on checkpoints (seq) where ",
    "create index checkpoints_unposted on checkpoints (seq) where",
    "create index events_at on events using brin (at) with (pages",
    "create index events_of_desk on events (at, account_id, seq) ",
    // Events of names without an account that were forgotten: few.
    "delete from events where account_id like '' and not exists (",
  ],
  "0019_packs.sql": ["create index transactions_at on transactions (account_id, at"],
  // In one step, and the new one asks less than the old one did.
  "0023_passkeys.sql": [
    "drop index changes_pending",
    "create unique index changes_pending on changes (account_id, ",
  ],
  // Sums of hours: some thousand rows at most.
  "0030_topic_days.sql": ["insert into topic_days (topic, hour, source, items, stories,"],
  "0031_topic_labels.sql": ["create index topic_posts_unsure on topic_posts (at) where to"],
  "0033_insights.sql": ["create index recoveries_created on recoveries using brin (cr"],
  "0036_insights_abuse.sql": [
    "create index recoveries_suspect on recoveries (created_at) w",
    "create index events_of_objection on events (at) where type =",
    "create index events_of_refusal on events (at) where type in ",
    "create index holds_of_claims on holds (placed_at) where plac",
    "create index holds_of_takeovers on holds (placed_at) where r",
    "create index face_sessions_other on face_sessions (created_a",
    "create index cases_due on cases (due_at)",
    "create index cases_opened on cases (opened_at)",
    "create index case_verdicts_staff on case_verdicts (staff_id,",
  ],
  "0037_alerts.sql": [
    "create index holds_placed on holds using brin (placed_at) wi",
    "create index evidence_files_checking on evidence_files (rece",
  ],
};

const there = new Set(["accounts", "cases", "jobs"]);
const stops: string[] = [
  "alter table accounts drop column name;",
  "alter table accounts rename column name to called;",
  "alter table accounts rename to people;",
  "alter table accounts alter column chain_seq type bigint;",
  "alter table accounts alter chain_seq set data type bigint;",
  "alter table accounts alter column name set not null;",
  "alter table accounts alter column locale drop default;",
  "alter table accounts add column a text not null;",
  "alter table accounts add column a text, add column b integer not null;",
  "alter table accounts add column a text unique;",
  "alter table accounts add column a uuid default gen_random_uuid();",
  "alter table accounts add column a int generated always as (1) stored;",
  "alter table accounts add column a integer check (a > 0);",
  "alter table accounts add constraint a check (chain_seq > 0);",
  "alter table accounts add primary key (account_id);",
  "create index a on cases (state);",
  "create unique index if not exists a on cases (account_id, state);",
  "create index concurrently if not exists a on cases (state);",
  "drop index cases_id;",
  "drop table cases;",
  "drop view insight_cases_v1;",
  "create or replace view v as select 1;",
  "update cases set state = 'x';",
  "delete from jobs;",
  "insert into jobs (id) select id from cases;",
  "truncate jobs;",
  "lock table jobs;",
];
const goesOn: string[] = [
  "alter table accounts add column a text;",
  "alter table accounts add column a text not null default '', add column b jsonb not null default '[]';",
  "alter table accounts alter column name drop not null;",
  "create table t (id text primary key, at timestamptz not null); create index t_at on t (at); create unique index t_id on t (id);",
  "create table t (id text primary key); alter table t add column a text not null;",
  "create index if not exists cases_state on cases (state) where closed_at is null;",
  "create view v as select account_id from accounts;",
  "insert into settings (name, value) values ('a', 'b; drop table cases');",
  "-- drop table cases;\nalter table cases alter column story set storage external;",
];

describe("a migration while the version before goes on working", () => {
  for (const sql of stops)
    test(`does not do this: ${sql}`, () => assert.notDeepEqual(faultsOf(sql, there), []));
  for (const sql of goesOn)
    test(`may do this: ${sql.replaceAll("\n", " ")}`, () =>
      assert.deepEqual(faultsOf(sql, there), []));
  test("every migration keeps to it, but for those that are named", () =>
    assert.deepEqual(judged(), asTheyAre));
});
