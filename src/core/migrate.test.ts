import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { testDatabase } from "../../test/database.ts";
import { MigrationError, migrate } from "./migrate.ts";
import { buildAhead, indexesOf } from "./migrate-ahead.ts";

const NOW = new Date("2026-03-02T00:00:00Z");
const base = {} as Awaited<ReturnType<typeof testDatabase>> & { folder: string; client: pg.Client };
const step = (name: string, sql: string) => writeFile(join(base.folder, name), sql);
const run = (patience = { waitMs: 5_000, tries: 3, pauseMs: 0 }) =>
  migrate(base.url, base.folder, NOW, undefined, patience);
const columns = async () =>
  (
    await base.client.query<{ name: string }>(
      "select column_name as name from information_schema.columns where table_name = 't' order by 1",
    )
  ).rows.map(({ name }) => name);
const is = (code: string) => (error: unknown) =>
  error instanceof MigrationError && error.code === code;

before(async () => {
  Object.assign(base, await testDatabase(true), {
    folder: await mkdtemp(join(tmpdir(), "steps-")),
  });
  base.client = new pg.Client(base.url);
  await base.client.connect();
  await step("0001_t.sql", "create table t (id text primary key);");
  await run();
});
after(async () => {
  await base.client.end();
  await rm(base.folder, { recursive: true });
  await base.drop();
});

describe("a migration", () => {
  test("that does not get its table gives way, keeps nothing, and comes again", async () => {
    await step(
      "0002_a.sql",
      "create table u (id text primary key); alter table t add column a text;",
    );
    await base.client.query("begin");
    await base.client.query("select * from t");
    const patience = { waitMs: 20, tries: 2, pauseMs: 0 };
    await assert.rejects(run(patience), is("tables-in-use"));
    await base.client.query("commit");
    assert.deepEqual(await columns(), ["id"]);
    const { rows } = await base.client.query("select to_regclass('u') is null as gone");
    assert.equal(rows[0].gone, true);
    assert.deepEqual(await run(), ["0002_a.sql"]);
    assert.deepEqual(await columns(), ["a", "id"]);
  });

  test("that was edited after it was applied is refused", async () => {
    await step("0001_t.sql", "create table t (id text primary key, more text);");
    await assert.rejects(run(), is("edited"));
    await step("0001_t.sql", "create table t (id text primary key);");
    assert.deepEqual(await run(), []);
  });
});

describe("indexes of an upgrade", () => {
  const later = `-- create index if not exists t_comment on t (a);
create table v (id text primary key);
create index if not exists v_id on v (id);
alter table t add column b text;
create index if not exists t_b on t (b);
create index if not exists t_a on t (a) where a is not null;`;

  test("are read out of its steps, and built in another way only", () => {
    assert.deepEqual(
      indexesOf(later).map(({ name, table }) => `${name} on ${table}`),
      ["v_id on v", "t_b on t", "t_a on t"],
    );
    assert.equal(
      indexesOf(later)[2]?.concurrently,
      "create index concurrently t_a on t (a) where a is not null;",
    );
  });

  test("are built ahead where their tables are, and the step then finds them", async () => {
    await step("0003_later.sql", later);
    assert.deepEqual(await buildAhead(base.url, base.folder), ["t_a"]);
    const valid = async () =>
      (
        await base.client.query<{ name: string }>(
          "select indexrelid::regclass::text as name from pg_index where indrelid = 't'::regclass and indisvalid order by 1",
        )
      ).rows.map(({ name }) => name);
    assert.deepEqual(await valid(), ["t_a", "t_pkey"]);
    assert.deepEqual(await buildAhead(base.url, base.folder), []);
    // What a build that was broken off leaves behind.
    await base.client.query(
      "update pg_index set indisvalid = false where indexrelid = 't_a'::regclass",
    );
    assert.deepEqual(await buildAhead(base.url, base.folder), ["t_a"]);
    assert.deepEqual(await run(), ["0003_later.sql"]);
    assert.deepEqual(await valid(), ["t_a", "t_b", "t_pkey"]);
    assert.deepEqual(await buildAhead(base.url, base.folder), []);
  });
});
