import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { sql } from "kysely";
import { lockAccountRow } from "../src/core/vault.ts";
import { faultsOf, indexedByState, overAccounts, portableOnly } from "./statements.ts";
import { testWorld } from "./world.ts";

const world = testWorld();

const portable = [
  'select * from "recoveries" where "account_id" = $1 and "id" = $2',
  'select * from "accounts" where "account_id" = $1 for update',
  `select "id" from "jobs" where "account_id" = $1 and "state" = 'due' and ("due_at" <= $2 or "kind" like $3) order by "key" limit $4 for update skip locked`,
  'select r."id" from "recoveries" as "r" inner join "accounts" as "a" on "a"."account_id" = "r"."account_id" where "r"."account_id" = $1',
  'insert into "events" ("account_id", "seq", "type") values ($1, $2, $3), ($4, $5, $6)',
  'insert into "devices" ("account_id", "tag") values ($1, $2) on conflict ("account_id", "tag") do update set "seen_at" = $3',
  'update "sessions" set "ended_at" = $1 where "account_id" = $2 and "ended_at" is null returning "id"',
  'update "devices" set "tag" = $1 where "account_id" = $2 and not exists (select "present"."id" from "devices" as "present" where "present"."account_id" = $3 and "present"."tag" = $4)',
  'select * from "links" where "hash" = $1',
  'insert into "reservations" ("account_id", "state") values ($1, $2) on conflict ("account_id") do update set "state" = $3',
  'with "own" as (insert into "guesses" ("partition") values ($1) returning "partition") select * from "guesses" where "partition" in ($2)',
  "select 'now() is only a word here' as \"word\"",
  'insert into "payees" ("account_id", "tag") values ($1, $2) on conflict ("account_id", "tag") do update set "paid_at" = greatest("payees"."paid_at", "excluded"."paid_at")',
  'select * from "staff" inner join "accounts" on "accounts"."account_id" = "staff"."account_id" where "staff"."account_id" = $1',
];
for (const statement of portable)
  test(`a statement that any engine runs is let through: ${statement.slice(0, 70)}`, () =>
    assert.deepEqual(faultsOf(statement), []));

const refused: [what: string, statement: string][] = [
  ["an advisory lock", "select pg_advisory_xact_lock($1)"],
  ["a table lock", 'lock table "jobs" in exclusive mode'],
  ["a savepoint", "savepoint a"],
  ["a trigger", 'create trigger t before insert on "events" execute function f()'],
  ["a temporary table", 'create temporary table "t" (a int)'],
  ["a notification", "notify jobs"],
  ["a setting of the session", "set local lock_timeout = 1000"],
  ["the database's clock", 'update "settings" set "value" = now()'],
  ["the database's chance", 'insert into "settings" ("name") values (gen_random_uuid())'],
  [
    "a changing CTE with two targets",
    'with a as (insert into "limits" ("key") values ($1) returning "key"), b as (delete from "windows" where "key" = $2 returning "key") select 1',
  ],
  ["a row of an account without its account", 'select * from "recoveries" where "id" = $1'],
  ["a change without its account", 'update "recoveries" set "state" = $1 where "id" = $2'],
  ["an insert without its account", 'insert into "events" ("seq") values ($1)'],
  [
    "an account that is one of two conditions",
    'select * from "methods" where "account_id" = $1 or "tag" = $2',
  ],
  ["a lock over several accounts", 'select * from "accounts" where "kind" = $1 for update'],
  [
    "a lock whose account comes from a sub-select",
    'select * from "jobs" where "account_id" = (select "account_id" from "identifiers" where "hash" = $1) for update',
  ],
  [
    "a join across accounts",
    'select * from "methods" as "m" inner join "devices" as "d" on "d"."tag" = "m"."tag" where "m"."account_id" = $1',
  ],
  [
    "a sub-select across accounts",
    'select * from "methods" where "account_id" = $1 and exists (select 1 from "devices" where "tag" = $2)',
  ],
  [
    "a row that moves to another account",
    'update "methods" set "account_id" = $1 where "account_id" = $2',
  ],
  ["a look-up row that moves", 'update "links" set "hash" = $1 where "hash" = $2'],
  [
    "rows of accounts beside a look-up table that lies elsewhere",
    'select * from "methods" inner join "identifiers" on "identifiers"."account_id" = "methods"."account_id" where "identifiers"."hash" = $1',
  ],
  [
    "a function in what an insert does to a row that is there",
    'insert into "limits" ("key", "at") values ($1, $2) on conflict ("key") do update set "at" = date_trunc($3, "excluded"."at")',
  ],
  [
    "a state that its index cannot know",
    'select "amount" from "reservations" where "account_id" = $1 and "state" = $2',
  ],
  [
    "a lock of a row found by something else",
    'select * from "limits" where "count" > $1 for update',
  ],
];
for (const [what, statement] of refused)
  test(`what other engines refuse is refused here: ${what}`, () =>
    assert.notDeepEqual(faultsOf(statement), []));

test("a statement over more than one account has a name and a reason, and locks nothing", () => {
  for (const { what, is, why } of overAccounts) {
    assert.ok(what.length > 8 && why.length > 20);
    assert.doesNotMatch(is.source, /for update/);
  }
  const due = `with "paused" as materialized (select "account_id", "kind", min(key) as "key" from "jobs" where "kind" like 'reader:%' group by "account_id", "kind") select "account_id" from "jobs" where "state" = 'due' and "kind" = any($1) limit $2`;
  assert.deepEqual(faultsOf(due), []);
  assert.notDeepEqual(faultsOf(`${due} for update skip locked`), []);
});

test("the tables whose states have an index of their own are known", async () => {
  const { rows } = await sql<{ tablename: string }>`
    select distinct tablename from pg_indexes where indexdef ~ 'state = ''|state <> ''' order by tablename
  `.execute(world.world.db);
  assert.deepEqual(
    rows.map(({ tablename }) => tablename),
    indexedByState,
  );
});

// Broken once: with `.where("accountId", "=", accountId)` taken out of `findRecovery`, every test of
// recoveries went red with the place and the statement.
test("the product's statements are looked at before they leave, a test's own are not", async () => {
  const { db } = world.world;
  await sql`select now()`.execute(db);
  await db.selectFrom("recoveries").selectAll().where("id", "=", "rec_x").execute();
  const found: Error[] = [];
  const looked = { ...world.world, db: db.withPlugin(portableOnly((fault) => found.push(fault))) };
  await lockAccountRow(looked, "acc_none");
  assert.deepEqual(found, []);
});

test("SQL leaves the product through one door, which is the one that is looked at", () => {
  const doors = globSync("src/**/*.ts")
    .filter((path) => !path.endsWith(".test.ts"))
    .filter((path) => /\.query\(|new pg\.|from "pg"/.test(readFileSync(path, "utf8")))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
  assert.deepEqual(doors, [
    // Looks a database over that may not be ours yet, and changes nothing.
    "src/commands/doctor/database.ts",
    // The operator's tools: COPY, a snapshot and one load, of which no request is made.
    ...["src/core/backup-dump.ts", "src/core/backup-epoch.ts", "src/core/backup-load.ts"],
    // The same: tables to their places on a cluster.
    "src/core/citus.ts",
    // Asks a server whether it takes writes, before anything is sent to it.
    "src/core/database-writer.ts",
    "src/core/db.ts",
    "src/core/driver.ts",
    "src/core/embedded.ts",
    "src/core/migrate-ahead.ts",
    "src/core/migrate.ts",
    // The driver's own: writes what the driver was asked for.
    "src/core/trip.ts",
  ]);
  const sentBy = (file: string) =>
    [...readFileSync(file, "utf8").matchAll(/\.say\("(\w+)"\)/g)].map(([, text]) => text);
  assert.deepEqual(sentBy("src/core/db.ts"), ["begin", "rollback"]);
  assert.deepEqual(sentBy("src/core/driver.ts"), ["commit"]);
});
