import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sql } from "kysely";
import { testWorld } from "../../test/world.ts";
import { errorCode, isDuplicate, reading, transact } from "./db.ts";
import { emit } from "./events.ts";
import { noWait, once } from "./unit.ts";
import { lockAccountRow } from "./vault.ts";
import type { World } from "./world.ts";

const world = testWorld();
let next = 0;
const key = () => `transactions:${++next}`;

const put = (world: World, key: string) =>
  world.db.insertInto("limits").values({ key, openedAt: world.now(), count: 1 }).execute();
const isThere = async (key: string) =>
  (await world.world.db.selectFrom("limits").select("key").where("key", "=", key).execute())
    .length === 1;

describe("a transaction", () => {
  test("keeps what it sent without waiting, and all of it", async () => {
    const keys = [key(), key(), key()];
    await transact(world.world, async (inside) => {
      for (const each of keys) noWait(inside, put(inside, each));
    });
    assert.deepEqual(await Promise.all(keys.map(isThere)), [true, true, true]);
  });

  // Broken once: with the answer of `commit` ignored this was told as done.
  test("is undone by a statement that nobody waited for, and says which", async () => {
    const [first, twice] = [key(), key()];
    const failing = transact(world.world, async (inside) => {
      noWait(inside, put(inside, first));
      noWait(inside, put(inside, twice));
      noWait(inside, put(inside, twice));
      // What comes behind fails only because of it; that is not the reason.
      return "done";
    });
    await assert.rejects(failing, (error) => isDuplicate(error));
    assert.equal(await isThere(first), false);
  });

  test("throws the first failure, not one that only follows from it", async () => {
    const twice = key();
    const failing = transact(world.world, async (inside) => {
      noWait(inside, put(inside, twice));
      noWait(inside, put(inside, twice));
      await put(inside, key());
    });
    await assert.rejects(failing, (error) => errorCode(error) === "23505");
  });

  test("keeps nothing of work that was broken off by a refusal", async () => {
    const one = key();
    const failing = transact(world.world, async (inside) => {
      noWait(inside, put(inside, one));
      throw new Error("refused");
    });
    await assert.rejects(failing, /refused/);
    assert.equal(await isThere(one), false);
  });

  test("reads what it asked for once, and its connection goes on to be used", async () => {
    let reads = 0;
    for (let turn = 0; turn < 40; turn++)
      await transact(world.world, async (inside) => {
        const read = () =>
          once(inside, "settings", () => {
            reads++;
            return inside.db.selectFrom("settings").selectAll().execute();
          });
        assert.deepEqual(
          await Promise.all([read(), read(), read()]).then(({ length }) => length),
          3,
        );
        if (turn % 2 === 1) throw new Error("broken off");
      }).catch((error: Error) => assert.equal(error.message, "broken off"));
    assert.equal(reads, 40);
  });

  test("numbers the events of an account without a gap when they are recorded at once", async () => {
    const id = await world.account("acc_at_once", { phone: "+8613900077001" });
    const before = (await world.events(id)).length;
    await transact(world.world, async (inside) => {
      noWait(inside, lockAccountRow(inside, id));
      const actor = { kind: "system", id: "test" } as const;
      await Promise.all([1, 2, 3].map((n) => emit(inside, actor, "test.happened", id, { n })));
    });
    const events = (await world.events(id)).slice(before);
    assert.deepEqual(
      events.map(({ seq }) => seq - before),
      [1, 2, 3],
    );
    assert.deepEqual(events.map(({ payload }) => payload.n).sort(), [1, 2, 3]);
  });
});

describe("several reads in one trip", () => {
  // Broken once: the server ended by an unhandled rejection when the database went away between the two.
  test("fail as one, and what nobody waited for any more is not left unheard", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    process.on("unhandledRejection", hear);
    try {
      const broken = { ...world.world, call: { network: "n", device: "", agent: "" } };
      const failing = reading(broken, async (inside) => {
        const one = inside.db
          .selectFrom("nowhere" as "limits")
          .selectAll()
          .execute();
        noWait(inside, one);
        await inside.db
          .selectFrom("neither" as "limits")
          .selectAll()
          .execute();
        return one;
      });
      await assert.rejects(failing, (error) => errorCode(error) === "42P01");
      await new Promise((done) => setTimeout(done, 20));
      assert.deepEqual(unheard, []);
    } finally {
      process.off("unhandledRejection", hear);
    }
  });
});

/** What a PostgreSQL of one server never says: raised at the commit of a row whose key begins with its code. */
const AT_COMMIT = sql`create function at_commit() returns trigger language plpgsql as $$ begin
  if new.key like '_____:%' then
    raise exception 'could not commit transaction for shard 102008 on at least one active node' using errcode = left(new.key, 5);
  end if;
  return null;
end $$`;
const DEFERRED = sql`create constraint trigger at_commit after insert on limits
  deferrable initially deferred for each row execute function at_commit()`;

describe("on a database of several nodes", () => {
  let tries = 0;
  const ending = (code: string) =>
    transact(world.world, async (inside) => {
      tries++;
      await put(inside, `${code}:${tries}`);
    });

  before(async () => {
    await AT_COMMIT.execute(world.world.db);
    await DEFERRED.execute(world.world.db);
  });

  test("a commit that broke off at one of them is told as not known, and is not tried again", async () => {
    tries = 0;
    await assert.rejects(ending("XX000"), (error) => errorCode(error) === "try-again");
    assert.equal(tries, 1);
  });

  test("a statement that the engine does not know is told at once", async () => {
    tries = 0;
    await assert.rejects(ending("0A000"), (error) => errorCode(error) === "0A000");
    assert.equal(tries, 1);
  });
});

describe("a migration beside a process of the version before", () => {
  const read = () =>
    transact(world.world, (inside) =>
      inside.db.selectFrom("brakes").selectAll().where("what", "=", "none").execute(),
    );
  const connections = () => Promise.all(Array.from({ length: 12 }, read));

  test("is not noticed: what was prepared for the older table is prepared anew", async () => {
    await connections();
    await sql`alter table brakes add column of_the_next text`.execute(world.world.db);
    await connections();
  });
});
