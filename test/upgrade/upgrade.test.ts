/**
 * From the first version's schema, with rows that the first version's own code wrote, to this one: everything is still
 * there, and today's actions go on where that version stopped. How the rows were made stands in first-schema.sql.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { migrate } from "../../src/core/migrate.ts";
import { verifyAudit } from "../../src/features/audit/index.ts";
import { claimOf, deviceToken, signIn, startClaim } from "../claimant.ts";
import { testDatabase } from "../database.ts";
import { makeWorld, START, type TestWorld } from "../world.ts";

const PASSWORD = "old harbour lantern 42";
const NEW = "seven slow paper boats";

/** Whom first-schema.sql is about, and what only they knew. */
const people = {
  own: {
    id: "acc_0001",
    phone: "+8613900000001",
    typed: "139 0000 0001",
    session: "ses_06eaqp1r0383yhwsjy9sscj5tg",
  },
  done: { id: "acc_0002" },
  rich: {
    recovery: "rec_06eaqp1r02n73s0vebyy0b0djw",
    token:
      "t1.uFptKiWxazMervBq6SiN4aKKB5bdYw2atXVQbTdUX6Ym7ZzIxGHjnnjT5BqMEIotC0kUB243xS4ENR7wZ3GuWcfAG969nnU9T7M663ZJSOMUZygzC_NFJ8gLYXZKE7YFMoSHCaW16LivXhAW0638XNDuUFCR-hRB-Db_P1px5TcvV8Jp7rLoLXLo8atp___86Id5JkwkxRJlSN4zZOGpyLgZUZ_NEl_HbjsMGTeTFERNXEYxq6NCkLXIU0FW7H1n28zJy80NzCoEkanTssKL_zSOXiFZi-aBgDm8p7wWX6Z5ZUYs_Z474k8u3FOm3G3kqEvsbomoQyPDjV3XjOnGkwvz2e5j31BkYNg7bGHKyCA2suIkklFbkdl6w2vnEpimiWVVK3ovEIDUstUJpBF7ZG2XCDnao6QIEGdH6lwJ0G1H8fwCOsUJemo0nCwSDOkNXDqtmO0zZTDdE8g7",
  },
  young: {
    id: "acc_0004",
    recovery: "rec_06eaqp1r007be4qt21nyxg7jy8",
    token:
      "t1.M25J45Nko9BOYen3aDfuKIHiHQWH_nBg0p738Ig6bljJfsP6Zcc6Yq6mZaEAEnP9IJcAwr_0pwDB7jScfeOxH6h0U3gCp12ELRNrgmc2eqpXbAfVN64M8Ga4iGq6ORr6swmSNhfzNFtwTMV4bWgsnqgvTexrsyw7sqQ6Duw6YQyGREYr85buXZdt_UKVi1e1A-xj2kUADRWiuHYLIy-CDrurNLC41k3xbEGwETeU3BfQqraafJGG7b689ICQ36Kqz-Owd0_irRDfJovsfXYPDk3qBlmGyfdIYbHCB-k1FG66dHzsccWsR1tBVeH9yEi0diPFsIo1X3HFD5S7ulCn4SPdFqRQkMWuHL1QQbfWRZQnLMY0XrFRY0vbzI7Xd5V0P7y_axLpVjZYXG40NGygOaiMW9DroRH7gYN9IArnszDvjLqY2NxDOBmcx3RJJ2wyp8xLUlvIyemRTTk5",
    code: "835523",
  },
  frozen: { id: "acc_0005", typed: "139 0000 0005" },
};

const files = readdirSync("migrations").sort();
const upTo = (number: string) => files.filter((name) => name < `${number}_~`);
const first = upTo("0005");

type Table = { name: string; columns: string };
type Seen = Record<string, string[]>;

/** The tables there are, each with its columns as SQL. */
async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'migrations'
     group by 1`,
  );
  return rows;
}

/** Every row of these tables, in these columns only. */
async function rowsOf(client: pg.Client, tables: readonly Table[]): Promise<Seen> {
  const seen: Seen = {};
  for (const { name, columns } of tables) {
    const { rows } = await client.query<{ row: string }>(
      `select row(${columns})::text as row from ${name} order by 1`,
    );
    seen[name] = rows.map(({ row }) => row);
  }
  return seen;
}

const open = async (url: string) => {
  const client = new pg.Client({ connectionString: url, options: "-c TimeZone=UTC" });
  await client.connect();
  return client;
};
const play = async (client: pg.Client, file: string) =>
  client.query(await readFile(`test/upgrade/${file}`, "utf8"));

describe("an installation of the first version that is brought to this one", () => {
  const world = {} as TestWorld;
  const seen = {} as { before: Seen; after: Seen };

  before(async () => {
    const database = await testDatabase(true);
    await migrate(database.url, "migrations", START, first);
    const client = await open(database.url);
    await play(client, "first-schema.sql");
    const tables = await tablesOf(client);
    await migrate(database.url, "migrations", START, upTo("0008"));
    await play(client, "holds.sql");
    tables.push(...(await tablesOf(client)).filter(({ name }) => name === "holds"));
    seen.before = await rowsOf(client, tables);
    await migrate(database.url, "migrations", START);
    seen.after = await rowsOf(client, tables);
    await client.end();
    Object.assign(world, await makeWorld({}, database));
    world.skip(60);
  });
  after(() => world.end());

  const wallet = () => world.as(world.serviceKey);

  test("has every row that it had, in every column that it had", () => {
    const filled = Object.entries(seen.before).filter(([, rows]) => rows.length > 0);
    assert.ok(filled.length >= 15, filled.map(([name]) => name).join());
    assert.deepEqual(seen.after, seen.before);
  });

  test("an owner of that time signs in with the password of that time, and their session goes on", async () => {
    const { id, typed, session } = people.own;
    const path = `/v1/accounts/${id}/sign-ins/${session}`;
    assert.equal((await wallet().get(path)).status, 200);
    assert.equal((await signIn(world, typed, PASSWORD, "phone-1")).status, 201);
  });

  test("an owner of that time begins and completes a recovery", async () => {
    const { id, phone, typed } = people.own;
    const claim = await startClaim(world, typed, {
      deviceToken: await deviceToken(world, "phone-1"),
    });
    const given = await claim.prove("sms-code", phone);
    assert.equal(given.body.recovery.state, "ready", JSON.stringify(given.body));
    assert.equal((await claim.complete(NEW)).body.recovery.state, "completed");
    assert.equal((await signIn(world, typed, NEW)).status, 201);
    assert.ok((await world.events(id)).some(({ type }) => type === "recovery.completed"));
  });

  test("a code that was sent before is good after, and the claim goes on by its old token", async () => {
    const { id, recovery, token, code } = people.young;
    const claim = claimOf(world, { recovery: { id: recovery }, token });
    const given = await claim.give("sms-code", code);
    assert.equal(given.body.recovery?.state, "ready", JSON.stringify(given.body));
    assert.equal((await claim.complete(NEW)).body.recovery.state, "completed", id);
  });

  test("a wait that began before ends on its day, under the policy that it began under", async () => {
    const { recovery, token } = people.rich;
    const claim = claimOf(world, { recovery: { id: recovery }, token });
    assert.equal((await claim.now()).state, "waiting");
    await world.pass(12);
    assert.equal((await claim.now()).state, "ready");
    assert.equal((await claim.complete(NEW)).body.recovery.state, "completed");
  });

  test("a hold of that time still holds, an ended one does not", async () => {
    const may = async (id: string) => {
      const { status, body } = await wallet().post("/access/v1/evaluation", {
        subject: { type: "account", id },
        action: { name: "transfer" },
        resource: {
          ...{ type: "payment", id: `pay-${id}` },
          properties: { amount: "1.00", currency: "CNY", payee: "shop" },
        },
        context: {},
      });
      assert.equal(status, 200, JSON.stringify(body));
      return [body.decision, body.context.code];
    };
    assert.deepEqual((await may(people.frozen.id))[0], false);
    assert.equal((await signIn(world, people.frozen.typed, PASSWORD)).status, 409);
    const { body } = await wallet().get(`/v1/accounts/${people.own.id}/holds`);
    assert.deepEqual(
      body.holds.map(({ id }: { id: string }) => id),
      ["hld_upgrade2"],
    );
    const ended = await wallet().get(`/v1/accounts/${people.done.id}/holds`);
    assert.deepEqual(ended.body.holds, []);
  });

  test("every chain of events of that time verifies, with what was added to it since", async () => {
    const report = await verifyAudit(world.world);
    assert.deepEqual(report.findings, []);
    assert.ok(report.chains >= 5 && report.events > 20, JSON.stringify(report));
  });

  test("what a process of the first version writes beside this one, the newest schema takes", async () => {
    const database = await testDatabase();
    const client = await open(database.url);
    await play(client, "first-schema.sql");
    const { rows } = await client.query("select count(*)::int as n from events");
    assert.ok(rows[0].n > 20);
    await client.end();
    await database.drop();
  });
});
