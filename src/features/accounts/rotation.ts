/**
 * Key rotation, the part that sealing again does not do: numbers and mailboxes are found by a keyed
 * hash, and a hash under a key that is gone finds nobody (docs/decisions/0006-keys.md).
 */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockAccount, readMethods, tagOf } from "./actions.ts";
import * as store from "./store.ts";

/**
 * Brings the hashes of some accounts under the newest key, each account in its own transaction. Begin
 * with `after` empty and go on with what comes back, until it is null. `changed`: methods hashed again.
 */
export async function rehashIdentifiers(world: World, after: string, limit: number) {
  const accountIds = await store.listAccountIds(world.db, after, limit);
  let changed = 0;
  for (const accountId of accountIds)
    changed += await transact(world, (world) => rehashAccount(world, accountId));
  return { changed, next: accountIds.length < limit ? null : (accountIds.at(-1) ?? null) };
}

async function rehashAccount(world: World, accountId: string): Promise<number> {
  await lockAccount(world, accountId);
  let changed = 0;
  for (const { id, kind, data, tag } of await readMethods(world, accountId)) {
    const fresh = tagOf(world, kind, data);
    if (fresh === tag) continue;
    await store.retag(world.db, accountId, id, tag, fresh);
    changed++;
  }
  return changed;
}
