import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { testWorld } from "../../test/world.ts";
import { lockAccount } from "../features/accounts/index.ts";
import { transact } from "./db.ts";
import { emit, readEvents, verifyChain } from "./events.ts";
import type { Actor } from "./world.ts";

const world = testWorld();
const actor: Actor = { kind: "system", id: "test" };
let next = 0;

/** An account with a chain of five events. */
async function chain() {
  const id = await world.account(`acc_chain_${++next}`, { phone: `+86139000${70000 + next}` });
  for (let turn = 0; turn < 4; turn++) await record(id, `thing.${turn}`, { turn });
  assert.equal(await verifyChain(world.world, id), null);
  return id;
}

const record = (id: string, type: string, payload: Record<string, unknown>) =>
  transact(world.world, async (inside) => {
    await lockAccount(inside, id);
    await emit(inside, actor, type, id, payload);
  });

const run = (text: string, id: string) =>
  sql.raw(text.replaceAll("$id", `'${id}'`)).execute(world.world.db);

describe("the record of an account", () => {
  test("reads back in order, with what was said", async () => {
    const id = await chain();
    const events = await readEvents(world.world, id);
    assert.deepEqual(
      events.map(({ seq, type }) => [seq, type]),
      [
        [1, "account.created"],
        [2, "thing.0"],
        [3, "thing.1"],
        [4, "thing.2"],
        [5, "thing.3"],
      ],
    );
    assert.deepEqual(events[4]?.payload, { turn: 3 });
    assert.equal((await readEvents(world.world, id, 3, 1))[0]?.seq, 4);
  });

  // Broken once, each: `row.hash !== linkHash(...)`, the commitment, and the comparison with the head
  // were taken out of verifyChain in turn; "edited", "payload" and "cut tail" went red.
  const tampering: [what: string, sql: string, at: number][] = [
    ["an edited type", "update events set type = 'x' where account_id = $id and seq = 3", 3],
    ["an edited actor", "update events set actor = 'x' where account_id = $id and seq = 2", 2],
    [
      "an edited time",
      "update events set at = at + interval '1 ms' where account_id = $id and seq = 4",
      4,
    ],
    [
      "a payload of another event",
      "update events set payload = (select payload from events where account_id = $id and seq = 2) where account_id = $id and seq = 3",
      3,
    ],
    [
      "a payload of nonsense",
      "update events set payload = 'AAAA' where account_id = $id and seq = 5",
      5,
    ],
    [
      "an edited commitment",
      "update events set commitment = 'x' where account_id = $id and seq = 3",
      3,
    ],
    ["a removed event", "delete from events where account_id = $id and seq = 3", 3],
    ["a removed first event", "delete from events where account_id = $id and seq = 1", 1],
    ["a cut tail", "delete from events where account_id = $id and seq > 3", 4],
    ["everything removed", "delete from events where account_id = $id", 1],
    [
      "an inserted event",
      "insert into events select account_id, 6, id || 'x', type, at, actor, commitment, payload, hash from events where account_id = $id and seq = 5",
      6,
    ],
    [
      "two events in each other's place",
      "update events set seq = case seq when 3 then 4 else 3 end where account_id = $id and seq in (3, 4)",
      3,
    ],
    ["a head set back", "update accounts set chain_seq = 4 where account_id = $id", 6],
  ];
  for (const [what, text, at] of tampering)
    test(`shows ${what}`, async () => {
      const id = await chain();
      // PostgreSQL checks a primary key row by row: a swap goes by way of free numbers.
      if (what.startsWith("two")) {
        await run("update events set seq = -seq where account_id = $id and seq in (3, 4)", id);
        await run(
          "update events set seq = case seq when -3 then 4 else 3 end where account_id = $id and seq < 0",
          id,
        );
      } else await run(text, id);
      assert.equal(await verifyChain(world.world, id), at);
    });

  test("of one account cannot be passed off as another's", async () => {
    const [one, two] = [await chain(), await chain()];
    await run(`delete from events where account_id = $id`, two);
    await run(
      `insert into events select '${two}', seq, id, type, at, actor, commitment, payload, hash from events where account_id = $id`,
      one,
    );
    assert.equal(await verifyChain(world.world, two), 1);
  });

  // Broken once: with a plain read in place of lockAccount's row lock this failed on the primary key.
  test("stays one gapless chain when fifty things happen at once", async () => {
    const id = await world.account("acc_busy", { phone: "+8613900079999" });
    await Promise.all(Array.from({ length: 50 }, (_, turn) => record(id, "thing.done", { turn })));
    const events = await readEvents(world.world, id);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      Array.from({ length: 51 }, (_, index) => index + 1),
    );
    assert.equal(new Set(events.map(({ payload }) => payload.turn)).size, 51);
    assert.equal(await verifyChain(world.world, id), null);
  });

  test("stays verifiable, and unreadable, when the account's key has been erased", async () => {
    const id = await chain();
    await run("update accounts set data_key = '' where account_id = $id", id);
    assert.equal(await verifyChain(world.world, id), null);
    await assert.rejects(readEvents(world.world, id));
    await run("update events set type = 'x' where account_id = $id and seq = 2", id);
    assert.equal(await verifyChain(world.world, id), 2);
  });

  test("holds nothing in clear text, and equal things do not look equal", async () => {
    const id = await world.account("acc_sealed", { phone: "+8613900078888" });
    await record(id, "thing.said", { said: "canary-sentence" });
    await record(id, "thing.said", { said: "canary-sentence" });
    const rows = await world.world.db
      .selectFrom("events")
      .selectAll()
      .where("accountId", "=", id)
      .where("type", "=", "thing.said")
      .execute();
    assert.doesNotMatch(JSON.stringify(rows), /canary/);
    assert.notEqual(rows[0]?.commitment, rows[1]?.commitment);
  });
});

describe("those who listen", () => {
  test("are given an event with its transaction, or not at all", async () => {
    const id = await chain();
    const heard = { ...world.world, readers: { "thing.heard": ["notices", "ways"] } };
    const jobs = () =>
      world.world.db
        .selectFrom("jobs")
        .select(["kind", "key"])
        .where("accountId", "=", id)
        .where("kind", "like", "reader:%")
        .orderBy("kind")
        .execute();
    const work = (fails: boolean) =>
      transact(heard, async (inside) => {
        await lockAccount(inside, id);
        await emit(inside, actor, "thing.heard", id, {});
        if (fails) throw new Error("the power went out");
      });
    await assert.rejects(work(true), /power/);
    assert.deepEqual(await jobs(), []);
    assert.equal((await readEvents(world.world, id)).length, 5);
    await work(false);
    assert.deepEqual(await jobs(), [
      { kind: "reader:notices", key: "000000006" },
      { kind: "reader:ways", key: "000000006" },
    ]);
    assert.equal(await verifyChain(world.world, id), null);
  });
});
