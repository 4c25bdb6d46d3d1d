import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { sql } from "kysely";
import pg from "pg";
import { testDatabase } from "../../test/database.ts";
import { connect } from "./db.ts";
import { Connection, isStale } from "./driver.ts";
import { names } from "./names.ts";
import { type Answered, type Asked, Statement, Trip } from "./trip.ts";

const base = {} as { client: pg.Client; url: string; drop(): Promise<void> };
/** How often the server described an answer, and how often it said that it was ready for more. */
const heard = { described: 0, ready: 0 };

before(async () => {
  const { url, drop } = await testDatabase(true);
  // As `connect` in `db.ts` opens them.
  const client = new pg.Client({
    connectionString: url,
    pipeline: true,
    options: "-c TimeZone=UTC",
  } as pg.ClientConfig);
  await client.connect();
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.on("rowDescription", () => heard.described++);
  connection.on("readyForQuery", () => heard.ready++);
  Object.assign(base, { client, url, drop });
});
after(async () => {
  await base.client.end();
  await base.drop();
});

let next = 0;
type Ask = [text: string, values?: readonly unknown[], name?: string];
/** Several statements in one trip. */
function askAll(asks: readonly Ask[]): Promise<Answered>[] {
  const statements: Statement[] = [];
  const answers = asks.map(
    ([text, values, name]) =>
      new Promise<Answered>((done, fail) => {
        const asked: Asked = { text, values, name, columnName: names.of };
        const told = (error: Error | null, answered?: Answered) =>
          error ? fail(error) : done(answered as Answered);
        statements.push(new Statement(asked, told));
      }),
  );
  base.client.query(new Trip(statements) as unknown as pg.Query);
  return answers;
}
const ask = (...asked: Ask) => askAll([asked])[0] as Promise<Answered>;
const ends = async (answers: readonly Promise<Answered>[]) =>
  (await Promise.allSettled(answers)).map((end) =>
    end.status === "fulfilled" ? (end.value.rows[0] ?? end.value.command) : end.reason.code,
  );

/** The same statement three times: as it is made, as it is known, and both in one trip. */
async function thrice(text: string, values: readonly unknown[]) {
  const name = `s${++next}`;
  const first = await ask(text, values, name);
  const again: Ask = [text, values, name];
  return [first, ...(await Promise.all(askAll([again, again])))];
}

describe("a statement", () => {
  // Broken once: with nothing remembered it was described eleven times.
  test("is described once a connection, and answers alike each time", async () => {
    heard.described = 0;
    const text = "select n as row_number, $1::text as given_name from generate_series(1, $2) n";
    for (let turn = 0; turn < 11; turn++)
      assert.deepEqual(await ask(text, ["李明", 2], "once"), {
        command: "SELECT",
        rowCount: 2,
        rows: [
          { rowNumber: 1, givenName: "李明" },
          { rowNumber: 2, givenName: "李明" },
        ],
      });
    assert.equal(heard.described, 1);
    await ask(text, ["", 0], "another name");
    assert.equal(heard.described, 2);
  });

  test("without a name or without values is forgotten, and its columns have our names too", async () => {
    heard.described = 0;
    for (const values of [[7], undefined] as const)
      for (let turn = 0; turn < 2; turn++) {
        const text = `select ${values ? "$1::int" : "7"} as how_many`;
        assert.deepEqual((await ask(text, values)).rows, [{ howMany: 7 }]);
      }
    assert.equal(heard.described, 4);
  });

  test("says how many rows it changed, and gives back what was asked for", async () => {
    await ask("create table counted (id int primary key, at timestamptz)");
    const counts = async (text: string, values?: unknown[]) => {
      const { command, rowCount, rows } = await ask(text, values, values && `s${++next}`);
      return [command, rowCount, rows.length];
    };
    assert.deepEqual(await counts("begin"), ["BEGIN", 0, 0]);
    const insert = "insert into counted select n, null from generate_series(1, $1::int) n";
    assert.deepEqual(await counts(insert, [3]), ["INSERT", 3, 0]);
    const back = "update counted set at = now() where id > $1 returning id";
    assert.deepEqual(await counts(back, [1]), ["UPDATE", 2, 2]);
    assert.deepEqual(await counts("delete from counted where id = $1", [9]), ["DELETE", 0, 0]);
    assert.deepEqual(await counts("commit"), ["COMMIT", 0, 0]);
  });

  test("writes and reads every kind of value as pg does by itself", async () => {
    const moments = [
      ...["0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2026-03-29T01:30:00.001Z"],
      ...["9999-12-31T23:59:59.999Z", "+010000-01-01T00:00:00.000Z", "+012026-11-30T00:00:00.000Z"],
      "-000043-03-15T12:00:00.000Z",
    ].map((text) => new Date(text));
    const each = (type: string, values: readonly unknown[]) =>
      values.map((value) => ({ type, value }));
    const cases = [
      ...each("timestamptz", [...moments, null]),
      ...each("text", ["", "0", "'; drop table x; --", "\u{20BB7}\n\t\\", "null", null, undefined]),
      ...each("int4", [0, -1, 2 ** 31 - 1]),
      ...each("int8", [2 ** 53 - 1, null]),
      ...[...each("float8", [0.1]), ...each("numeric", [1.5])],
      ...[...each("bool", [true, false]), ...each("date", ["2026-02-28"])],
      ...each("bytea", [Buffer.from([0, 255, 39, 92])]),
      ...each("text[]", [["a", "", null, 'b"\\,{}', "李"], []]),
      ...each("jsonb", [{ many: [1, { deep: null }] }, JSON.stringify([1, "two"]), null]),
    ];
    for (const { type, value } of cases) {
      const text = `select $1::${type} as value`;
      const { rows } = await base.client.query({ text, values: [value] });
      for (const answer of await thrice(text, [value]))
        assert.deepEqual(answer.rows, rows, `${type} ${String(value)}`);
    }
    for (const at of moments)
      for (const { rows } of await thrice("select $1::timestamptz as at", [at]))
        assert.deepEqual(rows, [{ at }]);
  });

  // Broken once: without the Close in front of it the statement was there already (42P05).
  test("that fails the first time is prepared again, also twice in one trip", async () => {
    await ask("create table once_only (id int primary key)");
    const insert: Ask = ["insert into once_only values ($1)", [1], "once_only"];
    assert.deepEqual(await ends(askAll([insert, insert])), ["23505", "23505"]);
    assert.deepEqual(await ends(askAll([insert])), ["INSERT"]);
    const divide = (by: number): Ask => ["select 10 / $1::int as result", [by], "divide"];
    assert.deepEqual(await ends([ask(...divide(0)), ask(...divide(5))]), ["22012", { result: 2 }]);
    assert.deepEqual(await ends(askAll([divide(2), divide(1)])), [{ result: 5 }, { result: 10 }]);
  });

  // Both broken once: without the count of columns the second read a time as a name.
  test("whose columns have changed is refused as stale, by the server or by their number", async () => {
    await ask("create table shifting (id int, name text)");
    await ask("insert into shifting values (1, 'one')");
    const all = "select * from shifting where id = $1";
    assert.deepEqual((await ask(all, [1], "all")).rows, [{ id: 1, name: "one" }]);
    await ask("alter table shifting add column at timestamptz");
    await assert.rejects(ask(all, [1], "all"), isStale);

    // What a pooler does that prepares it again on another connection: the name is the same, the plan is new.
    const known = "select * from shifting as known where id = $1";
    assert.equal((await ask(known, [1], "known")).rows.length, 1);
    await ask("alter table shifting drop column name");
    await ask("deallocate known");
    await ask(`prepare known as ${known}`);
    await assert.rejects(ask(known, [1], "known"), isStale);
    assert.deepEqual((await ask("select $1::int as one", [1], "after")).rows, [{ one: 1 }]);
  });

  test("of Kysely's own look at the tables keeps the database's names", async () => {
    const db = connect({ url: base.url, connections: 1 });
    try {
      const tables = () =>
        sql<{ tableName: string }>`select table_name from information_schema.tables`;
      await sql`create view some_view as select 1 as one_column`.execute(db);
      const seen = (await db.introspection.getTables()).find(({ name }) => name === "some_view");
      assert.deepEqual([seen?.isView, seen?.columns[0]?.name], [true, "one_column"]);
      assert.equal(typeof (await tables().execute(db)).rows[0]?.tableName, "string");
      const plain = await tables().execute(db.withoutPlugins());
      assert.deepEqual(Object.keys(plain.rows[0] ?? {}), ["table_name"]);
    } finally {
      await db.destroy();
    }
  });
});

describe("a trip", () => {
  // Broken once: with a Sync behind each the server said that it was ready before all were answered.
  test("is one answer, whether its statements are known or not", async () => {
    const asks: Ask[] = [1, 2, 3, 4].map((n) => ["select $1::int as n", [n], `of ${n % 2}`]);
    for (let turn = 0; turn < 2; turn++) {
      heard.ready = 0;
      assert.deepEqual(await ends(askAll(asks)), [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
      assert.equal(heard.ready, 1);
    }
  });

  test("without a transaction of its own keeps all or nothing, and says so of each", async () => {
    await ask("create table whole (id int primary key)");
    const insert = (id: number): Ask => ["insert into whole values ($1)", [id], "whole"];
    const all = "select coalesce(array_agg(id order by id), '{}') as ids from whole";
    assert.deepEqual(await ends(askAll([insert(1), insert(1), insert(2)])), Array(3).fill("23505"));
    assert.deepEqual(await ends([ask(all)]), [{ ids: [] }]);
    assert.deepEqual(await ends(askAll([insert(1), insert(2)])), ["INSERT", "INSERT"]);
    assert.deepEqual(await ends([ask(all)]), [{ ids: [1, 2] }]);
  });

  test("that fails leaves those behind it their own answers", async () => {
    const plain: Ask = ["select $1::text as said", ["on"], "plain"];
    const trips = [
      [plain],
      [plain, ["select * from nowhere where id = $1", [1], "nowhere"]],
      [plain],
    ];
    const answers = trips.flatMap((asks) => askAll(asks as Ask[]));
    assert.deepEqual(await ends(answers), [{ said: "on" }, "42P01", "42P01", { said: "on" }]);
  });

  // Broken once: without the catch the error ended the process.
  test("that cannot be put into messages is told so, and the next one goes", async () => {
    const odd = Object.assign(() => {}, { toString: () => 5 });
    const found = await Promise.allSettled(askAll([["select 1 as n"], ["select $1::int", [odd]]]));
    assert.deepEqual(
      found.map((end) => end.status === "rejected" && end.reason instanceof TypeError),
      [true, true],
    );
    assert.deepEqual(await ends(askAll([["select 2 as n"]])), [{ n: 2 }]);
  });

  test("of nothing but a word, or of no word at all, is answered too", async () => {
    assert.deepEqual(await ends(askAll([[""], ["begin"], [""], ["commit"]])), [
      "",
      "BEGIN",
      "",
      "COMMIT",
    ]);
  });

  test("leaves without a statement that cannot be written, which is told so", async () => {
    const pool = new pg.Pool({ connectionString: base.url, pipeline: true } as pg.PoolConfig);
    const connection = new Connection(await pool.connect());
    const round: { self?: object } = {};
    round.self = round;
    const answers = [1, round, 2].map((value) =>
      connection.query("select $1::text as said", [value], true),
    );
    const found = await Promise.allSettled(answers);
    assert.deepEqual(
      found.map((end) => (end.status === "fulfilled" ? end.value.rows[0] : end.reason.name)),
      [{ said: "1" }, "TypeError", { said: "2" }],
    );
    assert.match(String(connection.failed), /circular/);
    await connection.release();
    await pool.end();
  });

  // Broken once: in one trip for both the count of a failed turn was 0.
  test("is each statement by itself outside of a transaction, and all of them within one", async () => {
    await ask("create table counter (n int)");
    const pool = new pg.Pool({ connectionString: base.url, pipeline: true } as pg.PoolConfig);
    const turn = async (isTransaction: boolean) => {
      const connection = new Connection(await pool.connect());
      if (isTransaction) void connection.say("begin");
      const read = connection.query("select 1 / $1::int as n", [0], true);
      const count = connection.query("insert into counter values ($1)", [1], true);
      const found = (await Promise.allSettled([read, count])).map(({ status }) => status);
      if (isTransaction) void connection.say("rollback");
      await connection.release();
      return [...found, (await ask("select count(*) as n from counter")).rows[0]?.n];
    };
    assert.deepEqual(await turn(true), ["rejected", "rejected", 0]);
    assert.deepEqual(await turn(false), ["rejected", "fulfilled", 1]);
    await pool.end();
  });
});
