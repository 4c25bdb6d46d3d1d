/** The key of one account: made with the account, sealed by the server's keys, gone with an erasure. */
import { open, seal } from "./crypto.ts";
import type { Db } from "./db.ts";
import { preparedOne } from "./prepared.ts";
import { NotFound } from "./problem.ts";
import { once } from "./unit.ts";
import type { World } from "./world.ts";

const context = (accountId: string) => `data-key:${accountId}`;

export const newAccountKey = (world: World, accountId: string) =>
  seal(world.keys, world, world.bytes(32), context(accountId));

export const openAccountKey = (world: World, accountId: string, sealed: string) =>
  open(world.keys, sealed, context(accountId));

/**
 * The account's row, locked until the transaction ends: the one lock of everything about it. Taken
 * once a transaction, whoever asks.
 */
export function lockAccountRow(world: World, accountId: string) {
  const locked = once(world, `lock:${accountId}`, () => lockRow(world.db, accountId));
  // What was read of it before it was locked may be old.
  world.unit?.read.set(`account:${accountId}`, locked);
  return locked;
}

const lockRow = preparedOne((db: Db, accountId: string) =>
  db.selectFrom("accounts").selectAll().where("accountId", "=", accountId).forUpdate(),
);
const findRow = preparedOne((db: Db, accountId: string) =>
  db.selectFrom("accounts").selectAll().where("accountId", "=", accountId),
);

/** The account's row, read once a transaction. */
export const accountRow = (world: World, accountId: string) =>
  once(world, `account:${accountId}`, () => findRow(world.db, accountId));

/** The account's key, opened. */
export const accountKey = (world: World, accountId: string): Promise<Buffer> =>
  once(world, `key:${accountId}`, async () => {
    const row = await accountRow(world, accountId);
    // Of an erased account the key is gone.
    if (!row || row.dataKey === "") throw NotFound();
    return openAccountKey(world, accountId, row.dataKey);
  });

/** To verify a chain: no key when the account was erased; a key that does not open was changed. */
export function chainKey(world: World, accountId: string, sealed: string) {
  try {
    const key = sealed === "" ? null : openAccountKey(world, accountId, sealed);
    return { key, isWrong: false };
  } catch {
    return { key: null, isWrong: true };
  }
}

/**
 * Key rotation: seals the account keys again that an older key sealed, a bounded batch at a time.
 * Returns how many were changed; 0 means that the older key can be taken out of the configuration.
 */
export async function resealAccountKeys(world: World, limit: number): Promise<number> {
  const current = world.keys.current("seal").id;
  const rows = await world.db
    .selectFrom("accounts")
    .select(["accountId", "dataKey"])
    .where("dataKey", "not like", `${current}.%`)
    .where("dataKey", "!=", "")
    .limit(limit)
    .execute();
  for (const { accountId, dataKey } of rows)
    await world.db
      .updateTable("accounts")
      .set({
        dataKey: seal(
          world.keys,
          world,
          openAccountKey(world, accountId, dataKey),
          context(accountId),
        ),
      })
      .where("accountId", "=", accountId)
      .where("dataKey", "=", dataKey)
      .execute();
  return rows.length;
}
