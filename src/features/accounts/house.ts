/** Rows of our own among the accounts: each has a key, a lock and a chain as owners have. */
import { sealWith } from "../../core/crypto.ts";
import { forget } from "../../core/unit.ts";
import { accountRow, newAccountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { type LockedAccount, lockAccount } from "./actions.ts";
import * as store from "./store.ts";

/** Somebody of the desk, who has a key, a lock and a chain as owners have, and no name to look up by. */
export async function ensureStaffRow(
  world: World,
  accountId: string,
  { name, locale }: { name: string; locale: string },
): Promise<void> {
  const now = world.now();
  await store.insertAccount(world.db, {
    ...{ accountId, kind: "staff", dataKey: newAccountKey(world, accountId), birthday: null },
    ...{ name: null, locale, timeZone: world.config.timeZone, createdAt: now, seenAt: now },
  });
  const { key } = await lockAccount(world, accountId);
  forget(world, `account:${accountId}`);
  const sealed = sealWith(key, world, name, `name:${accountId}`);
  await store.updateAccount(world.db, accountId, { name: sealed, seenAt: now });
}

/** A row of the house itself, for what belongs to nobody: its key, its lock and its chain. Locked. */
export async function lockHouse(
  world: World,
  accountId: `house:${string}`,
): Promise<LockedAccount> {
  if (!(await accountRow(world, accountId))) {
    const now = world.now();
    await store.insertAccount(world.db, {
      ...{ accountId, kind: "house", dataKey: newAccountKey(world, accountId), birthday: null },
      ...{ name: null, locale: "en", timeZone: world.config.timeZone, createdAt: now, seenAt: now },
    });
    forget(world, `account:${accountId}`);
  }
  return lockAccount(world, accountId);
}
