/**
 * The list of places against the tables that there are, and `migrate --citus` against what stands in for Citus
 * (`test/citus-stand-in.sql`). A real cluster is tried by `npm run test:citus`.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, beforeEach, describe, test } from "node:test";
import pg from "pg";
import { demandCitus, layOut, notLaidOut } from "../src/core/citus.ts";
import { byKey, distribution, local, ofAccounts, reference } from "../src/core/distribution.ts";
import { MigrationError } from "../src/core/migrate.ts";
import { testDatabase } from "./database.ts";

const base = {} as Awaited<ReturnType<typeof testDatabase>> & { client: pg.Client };
const ask = async <T extends pg.QueryResultRow>(sql: string): Promise<T[]> =>
  (await base.client.query<T>(sql)).rows;
const refuses = (code: string, says: RegExp) => (error: unknown) =>
  error instanceof MigrationError && error.code === code && says.test(error.message);

before(async () => {
  Object.assign(base, await testDatabase());
  base.client = new pg.Client(base.url);
  await base.client.connect();
});
after(async () => {
  await base.client.end();
  await base.drop();
});

describe("where each table lies", () => {
  test("every table of a migrated database has one place, and stands in the list once", async () => {
    const tables = await ask<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition
       and relnamespace = 'public'::regnamespace and relname <> 'migrations'`,
    );
    const placeless = tables.filter(({ name }) => !distribution.has(name));
    assert.deepEqual(placeless, [], "name them in src/core/distribution.ts");
    const all = [...ofAccounts, ...Object.keys(byKey), ...reference, ...local];
    assert.deepEqual(all.length, new Set(all).size);
  });

  test("a table with an account_id lies with its account, or is found by a name, or is small and copied", async () => {
    const rows = await ask<{ name: string }>(
      `select table_name as name from information_schema.columns
       where table_schema = 'public' and column_name = 'account_id'
         and table_name in (select relname from pg_class where relkind in ('r', 'p'))`,
    );
    const elsewhere = rows.map(({ name }) => name).filter((name) => !ofAccounts.includes(name));
    assert.deepEqual(elsewhere.sort(), ["contact_links", "identifiers", "links", "staff"]);
  });

  test("without Citus it is refused in one sentence, and nothing is asked of the database", async () => {
    await assert.rejects(demandCitus(base.url), refuses("no-citus", /create extension citus/));
    assert.deepEqual(await notLaidOut(base.url), []);
  });
});

describe("laying out", () => {
  const lines: string[] = [];
  const lay = () => layOut(base.url, (line) => lines.push(line));
  const calls = async () =>
    (await ask<{ call: string }>("select call from citus_calls order by n")).map(
      ({ call }) => call,
    );
  const count = (found: readonly string[], word: string) =>
    found.filter((call) => call.startsWith(word)).length;

  before(async () => {
    await base.client.query(await readFile("test/citus-stand-in.sql", "utf8"));
  });
  beforeEach(async () => {
    lines.length = 0;
    await base.client.query(
      "truncate pg_dist_partition, citus_calls, citus_faults; drop index if exists planted; truncate settings, policy_versions",
    );
  });

  test("every table comes to its place, accounts first, and a second run changes nothing", async () => {
    await demandCitus(base.url);
    const done = await lay();
    const made = await calls();
    assert.equal(made.length, done);
    assert.equal(made[0], "distribute accounts by account_id beside none");
    assert.equal(count(made, "distribute"), ofAccounts.length + Object.keys(byKey).length);
    assert.equal(count(made, "copy"), reference.length);
    assert.ok(made.includes("distribute jobs by account_id beside accounts"));
    assert.ok(made.includes("distribute identifiers by hash beside none"));
    assert.ok(made.includes("keep topic_posts on the coordinator"));
    assert.ok(lines.includes("jobs: by account_id"));
    assert.match(lines.at(-1) ?? "", new RegExp(`^Laid out: ${done} of ${done} tables`));
    lines.length = 0;
    assert.equal(await lay(), 0);
    assert.deepEqual(await calls(), made);
    assert.match(lines.join(), /^Nothing to lay out: all \d+ tables stand where they belong\.$/);
  });

  test("a run that broke off goes on where it stood", async () => {
    await base.client.query("insert into citus_faults values ('cases')");
    await assert.rejects(lay(), refuses("citus-refused", /cases.*remote node failed.*stand; run/));
    const first = await calls();
    assert.ok(first.length > 10);
    assert.ok((await notLaidOut(base.url)).includes("cases"));
    await base.client.query("delete from citus_faults");
    await lay();
    const all = await calls();
    assert.deepEqual(all.slice(0, first.length), first);
    assert.equal(new Set(all).size, all.length);
    assert.deepEqual(await notLaidOut(base.url), []);
  });

  test("what an upgrade adds is laid out alone", async () => {
    await lay();
    await base.client.query(
      "delete from pg_dist_partition where logicalrelid = 'nudges'::regclass; truncate citus_calls",
    );
    assert.deepEqual(await notLaidOut(base.url), ["nudges"]);
    assert.equal(await lay(), 1);
    assert.deepEqual(await calls(), ["distribute nudges by account_id beside accounts"]);
  });

  test("rows that were dealt out do not stay behind where no erasure finds them", async () => {
    await base.client.query("insert into settings (name, value) values ('a', 'b')");
    await base.client.query(
      "insert into policy_versions (name, version, body, since) values ('a', 1, '{}', now())",
    );
    await lay();
    const cleared = (await calls()).filter((call) => call.startsWith("truncate"));
    // Not those of the house: they are still where they were.
    assert.deepEqual(cleared, ["truncate policy_versions"]);
    assert.ok(lines.some((line) => line.startsWith("policy_versions: what was left")));
  });

  test("a key without the account is found before it comes to a cluster", async () => {
    await base.client.query("create unique index planted on jobs (id)");
    await assert.rejects(lay(), refuses("citus-refused", /jobs.*cannot create constraint/));
  });

  const otherwise: [what: string, row: string, says: RegExp][] = [
    [
      "by another column",
      "('jobs', 'h', 'id', 1, 's')",
      /jobs lies by id,.*wants it by account_id/,
    ],
    ["on every node", "('jobs', 'n', null, 0, 't')", /jobs lies on every node,.*by account_id/],
    ["by a range", "('jobs', 'r', 'account_id', 1, 's')", /jobs lies by a method of its own/],
    [
      "apart from its accounts",
      "('jobs', 'h', 'account_id', 2, 's'), ('accounts', 'h', 'account_id', 1, 's')",
      /jobs lies apart from accounts/,
    ],
  ];
  for (const [what, row, says] of otherwise)
    test(`a table that somebody laid out ${what} stops it before anything is changed`, async () => {
      await base.client.query(`insert into pg_dist_partition values ${row}`);
      await assert.rejects(lay(), refuses("laid-out-otherwise", says));
      assert.deepEqual(await calls(), []);
    });
});
