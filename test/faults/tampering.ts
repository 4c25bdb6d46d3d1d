/** What a thief who owns the database can do to the audit, and how it is all undone afterwards. */
import { sql } from "kysely";
import { transact } from "../../src/core/db.ts";
import { nextRow, noHead, readChain } from "../../src/core/events.ts";
import type { Tables } from "../../src/core/tables.ts";
import { openAccountKey } from "../../src/core/vault.ts";
import type { World } from "../../src/core/world.ts";

const owned = ["events", "accounts", "anchoredChains"] as const;
type Owned = (typeof owned)[number];

/** Keeps the rows of some accounts and all checkpoints as they are now; what it returns puts them back. */
export async function keepRows(world: World, ids: readonly string[]): Promise<() => Promise<void>> {
  const kept = new Map<Owned, unknown[]>();
  for (const table of owned) kept.set(table, await rowsOf(world, table, ids).execute());
  const checkpoints = await world.db.selectFrom("checkpoints").selectAll().execute();
  return () =>
    transact(world, async ({ db }) => {
      for (const [table, rows] of kept) {
        await db
          .deleteFrom(table as "events")
          .where("accountId", "in", ids)
          .execute();
        for (const row of rows) await put(db, table, row);
      }
      await db.deleteFrom("checkpoints").execute();
      for (const row of checkpoints) await put(db, "checkpoints", row);
    });
}

const rowsOf = ({ db }: World, table: Owned, ids: readonly string[]) =>
  db
    .selectFrom(table as "events")
    .selectAll()
    .where("accountId", "in", ids);

const asJson = new Set(["passwordHistory", "notices"]);
const put = (db: World["db"], table: keyof Tables, row: unknown) =>
  db
    .insertInto(table)
    .values(
      Object.fromEntries(
        Object.entries(row as object).map(([column, value]) => [
          column,
          asJson.has(column) ? JSON.stringify(value) : value,
        ]),
      ) as never,
    )
    .execute();

type Deed = (at: {
  world: World;
  id: string;
  other: string;
  length: number;
  pick(n: number): number;
}) => Promise<unknown>;

const event = ({ db }: World, id: string, seq: number) =>
  db.updateTable("events").where("accountId", "=", id).where("seq", "=", seq);

/** Renumbers by way of free numbers: a primary key is checked row by row. */
const swap = async ({ db }: World, id: string, a: number, b: number) => {
  const move = (from: number, to: number) =>
    db
      .updateTable("events")
      .set({ seq: to })
      .where("accountId", "=", id)
      .where("seq", "=", from)
      .execute();
  await move(a, -a);
  await move(b, a);
  await move(-a, b);
};

/** The head row is made to fit the last event that is left, and so are the rows that say what was anchored. */
async function coverUp({ db }: World, id: string) {
  const last = await db
    .selectFrom("events")
    .select(["seq", "hash"])
    .where("accountId", "=", id)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  const { seq, hash } = last ?? { seq: 0, hash: "" };
  await db
    .updateTable("accounts")
    .set({ chainSeq: seq, chainHead: hash })
    .where("accountId", "=", id)
    .execute();
  await db.updateTable("anchoredChains").set({ seq, hash }).where("accountId", "=", id).execute();
}

async function rewrite(world: World, id: string, from: number) {
  const { events } = await readChain(world, id);
  const { dataKey } = await world.db
    .selectFrom("accounts")
    .select("dataKey")
    .where("accountId", "=", id)
    .executeTakeFirstOrThrow();
  const key = openAccountKey(world, id, dataKey);
  const kept = await world.db
    .selectFrom("events")
    .select(["seq", "hash"])
    .where("accountId", "=", id)
    .where("seq", "=", from - 1)
    .executeTakeFirst();
  let head = kept ? { chainSeq: kept.seq, chainHead: kept.hash } : noHead;
  for (const { seq, ...fact } of events.slice(from - 1)) {
    const payload = seq === from ? { ...fact.payload, changed: true } : fact.payload;
    const row = nextRow(world, key, head, { ...fact, payload });
    await event(world, id, seq).set(row).execute();
    head = { chainSeq: row.seq, chainHead: row.hash };
  }
  await coverUp(world, id);
}

/** Every class of tampering. `length`: of the chain of `id`; `pick(n)`: 1 to n by chance. */
const deeds: Readonly<Record<string, Deed>> = {
  payload: ({ world, id, length, pick }) => {
    const seq = pick(length);
    return event(world, id, seq).set({ payload: sql`reverse(payload)` }).execute();
  },
  "payload of another event": async ({ world, id, length, pick }) => {
    const seq = pick(length);
    const { payload } = await world.db
      .selectFrom("events")
      .select("payload")
      .where("accountId", "=", id)
      .where("seq", "=", (seq % length) + 1)
      .executeTakeFirstOrThrow();
    await event(world, id, seq).set({ payload }).execute();
  },
  type: ({ world, id, length, pick }) =>
    event(world, id, pick(length)).set({ type: "thing.else" }).execute(),
  actor: ({ world, id, length, pick }) =>
    event(world, id, pick(length)).set({ actor: "agent:somebody" }).execute(),
  time: ({ world, id, length, pick }) =>
    event(world, id, pick(length)).set({ at: sql`at - interval '1 hour'` }).execute(),
  commitment: ({ world, id, length, pick }) =>
    event(world, id, pick(length))
      .set({ commitment: "x".repeat(43) })
      .execute(),
  hash: ({ world, id, length, pick }) =>
    event(world, id, pick(length))
      .set({ hash: "x".repeat(43) })
      .execute(),
  "delete inside": ({ world, id, length, pick }) =>
    world.db
      .deleteFrom("events")
      .where("accountId", "=", id)
      .where("seq", "=", pick(length - 1))
      .execute(),
  "delete inside and renumber": async ({ world, id, length, pick }) => {
    const gone = pick(length - 1);
    await world.db
      .deleteFrom("events")
      .where("accountId", "=", id)
      .where("seq", "=", gone)
      .execute();
    for (let seq = gone + 1; seq <= length; seq++)
      await event(world, id, seq)
        .set({ seq: seq - 1 })
        .execute();
    await coverUp(world, id);
  },
  insert: async ({ world, id, length, pick }) => {
    const at = pick(length);
    for (let seq = length; seq > at; seq--)
      await event(world, id, seq)
        .set({ seq: seq + 1 })
        .execute();
    await sql`insert into events select account_id, seq + 1, id || 'x', type, at, actor, commitment, payload, hash
      from events where account_id = ${id} and seq = ${at}`.execute(world.db);
    await coverUp(world, id);
  },
  "insert behind the end": ({ world, id, length }) =>
    sql`insert into events select account_id, seq + 1, id || 'x', type, at, actor, commitment, payload, hash
      from events where account_id = ${id} and seq = ${length}`.execute(world.db),
  reorder: async ({ world, id, length, pick }) => {
    const a = pick(length);
    await swap(world, id, a, (a % length) + 1);
  },
  "tail alone": ({ world, id, length, pick }) =>
    world.db
      .deleteFrom("events")
      .where("accountId", "=", id)
      .where("seq", ">", length - pick(length - 1))
      .execute(),
  tail: async ({ world, id, length, pick }) => {
    await world.db
      .deleteFrom("events")
      .where("accountId", "=", id)
      .where("seq", ">", length - pick(length - 1))
      .execute();
    await coverUp(world, id);
    await world.db.deleteFrom("checkpoints").execute();
  },
  rewrite: async ({ world, id, length, pick }) => {
    await rewrite(world, id, pick(length));
    await world.db.deleteFrom("checkpoints").execute();
  },
  "rewrite under its checkpoints": ({ world, id, length, pick }) =>
    rewrite(world, id, pick(length)),
  "whole chain": async ({ world, id }) => {
    await world.db.deleteFrom("events").where("accountId", "=", id).execute();
    await coverUp(world, id);
    await world.db.deleteFrom("anchoredChains").where("accountId", "=", id).execute();
  },
  account: async ({ world, id }) => {
    for (const table of owned)
      await world.db
        .deleteFrom(table as "events")
        .where("accountId", "=", id)
        .execute();
    await world.db.deleteFrom("checkpoints").execute();
  },
  "account row": ({ world, id }) =>
    world.db.deleteFrom("accounts").where("accountId", "=", id).execute(),
  "move to another account": async ({ world, id, other, length }) => {
    const { chainSeq } = await world.db
      .selectFrom("accounts")
      .select("chainSeq")
      .where("accountId", "=", other)
      .executeTakeFirstOrThrow();
    await event(world, id, length)
      .set({ accountId: other, seq: chainSeq + 1 })
      .execute();
    await coverUp(world, id);
    await coverUp(world, other);
  },
  "change places between accounts": async ({ world, id, other, pick }) => {
    const seq = pick(2);
    const move = (from: string, to: string) =>
      event(world, from, seq).set({ accountId: to }).execute();
    await move(id, "acc_between");
    await move(other, id);
    await move("acc_between", other);
  },
  "head row": ({ world, id, pick }) =>
    world.db
      .updateTable("accounts")
      .set(pick(2) === 1 ? { chainHead: "x".repeat(43) } : { chainSeq: sql`chain_seq - 1` })
      .where("accountId", "=", id)
      .execute(),
  "account key": ({ world, id }) =>
    world.db
      .updateTable("accounts")
      .set({ dataKey: sql`reverse(data_key)` })
      .where("accountId", "=", id)
      .execute(),
  "checkpoint gone": ({ world }) =>
    sql`delete from checkpoints where seq = (select max(seq) from checkpoints)`.execute(world.db),
  "checkpoint changed": ({ world }) =>
    sql`update checkpoints set line = replace(line, '"at":"2', '"at":"3') where seq = 1`.execute(
      world.db,
    ),
};

export const ways = Object.keys(deeds);

/** Tampers in this way with the chain of `id`; returns how to undo it. `chance`: 0 to 1. */
export async function tamper(
  world: World,
  way: string,
  id: string,
  chance: () => number,
  other = id,
): Promise<() => Promise<void>> {
  const deed = deeds[way];
  if (!deed) throw new Error(`There is no such way to tamper: ${way}.`);
  const undo = await keepRows(world, [id, other]);
  const { verifiedTo: length } = await readChain(world, id);
  const pick = (n: number) => 1 + Math.floor(chance() * n);
  await deed({ world, id, other, length, pick });
  return undo;
}
