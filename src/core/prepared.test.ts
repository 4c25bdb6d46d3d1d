import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { testWorld } from "../../test/world.ts";
import { transact } from "./db.ts";
import { isTime, prepared, together } from "./prepared.ts";

const world = testWorld();

describe("reads in one statement", () => {
  // Broken once: with `hour` left out of `isTime` the table of budgets was named.
  test("know a column with a time by its name, in every table", async () => {
    const { rows } = await sql<{ column: string; type: string }>`
      select table_name || '.' || column_name as column, data_type as type
      from information_schema.columns where table_schema = 'public'`.execute(world.world.db);
    assert.ok(rows.length > 500);
    const wrong = rows.filter(({ column, type }) => {
      const name = column.split(".")[1] ?? "";
      return isTime(name) !== (type === "timestamp with time zone");
    });
    assert.deepEqual(wrong, []);
  });

  test("give what each gives alone: times, amounts, documents, nothing, many", async () => {
    const { db } = world.world;
    const at = new Date("2026-03-01T23:59:59.123Z");
    const [accountId, long] = ["together-1", new Date("1999-12-31T00:00:00Z")];
    const rules = { singleLimit: "5.00", nightLock: true, at: "2026-03-01T00:00:00Z" };
    await db
      .insertInto("locks")
      .values({ accountId, rules: JSON.stringify(rules) })
      .execute();
    const reserved = { accountId, facts: "f", state: "open", decidedAt: at, expiresAt: long };
    for (const [id, amount] of [
      ["2026-03-01T00:00:00Z", 999_999_999_999_99],
      ['"quoted" \\ 引号 \u{20BB7}', 1],
    ] as const)
      await db
        .insertInto("reservations")
        .values({ ...reserved, id, amount })
        .execute();
    const locks = (within: typeof db, id: string) =>
      within
        .selectFrom("locks")
        .select(["locks.rules", "pending as waiting", "undo"])
        .where("accountId", "=", id);
    const reservations = (within: typeof db, id: string, from: number) =>
      within
        .selectFrom("reservations")
        .select(["id", "amount", "facts", "state", "decidedAt", "expiresAt as keptUntil"])
        .where("accountId", "=", id)
        .where("amount", ">=", from)
        .orderBy("amount");
    const all = together({ locks, few: reservations, many: reservations, none: locks } as never);
    const given = {
      ...{ locks: [accountId], few: [accountId, 2], many: [accountId, 0], none: ["nobody"] },
    };
    const alone = {
      locks: await prepared(locks as never)(db, accountId),
      few: await prepared(reservations as never)(db, accountId, 2),
      many: await prepared(reservations as never)(db, accountId, 0),
      none: [],
    };
    assert.equal(alone.many.length, 2);
    assert.deepEqual(await all(db, given as never), alone);
    await transact(world.world, async (inside) => {
      assert.deepEqual(await all(inside.db, given as never), alone, "compiled once, asked again");
    });
  });

  test("are refused when one does not say which columns it reads", () => {
    const all = (within: typeof world.world.db) => within.selectFrom("locks").selectAll();
    return assert.rejects(together({ all } as never)(world.world.db, { all: [] } as never), {
      message: "A read that is sent with others names its columns.",
    });
  });
});
