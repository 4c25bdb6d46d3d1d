import type { World } from "../../core/world.ts";
import { readPerson } from "../accounts/index.ts";
import type { Policy } from "../policies/index.ts";
import {
  HISTORY_MAX,
  hashPassword,
  matchesHistory,
  verifyNothing,
  verifyPassword,
} from "./hash.ts";
import { loadLists } from "./lists.ts";
import { rangeCheck } from "./range.ts";
import { judgePassword, WeakPassword } from "./rules.ts";
import * as store from "./store.ts";

const peppers = (world: World) => world.keys.all("pepper");
const params = (world: World) => ({ memoryKib: world.config.hashMemoryKib, passes: 2, lanes: 1 });

export const hashOf = (world: World, password: string) =>
  hashPassword(password, { pepper: world.keys.current("pepper"), params: params(world) });

/**
 * Judges a new password and hashes it, outside of any transaction (it takes tens of milliseconds, and
 * asks a range service when one is configured). Throws `weak-password` with every reason.
 */
export async function prepareNewPassword(
  world: World,
  accountId: string,
  policy: Policy,
  password: string,
): Promise<string> {
  const row = await store.readPassword(world.db, accountId);
  const before = [row?.passwordHash, ...(row?.passwordHistory ?? [])].filter(
    (hash) => hash != null,
  );
  const recent = await matchesHistory(password, before, peppers(world));
  const range = world.config.breachRangeUrl
    ? await rangeCheck(fetch, world.config.breachRangeUrl, password, 2000)
    : { is: "unknown" };
  const verdict = judgePassword(password, {
    minLength: policy.password.minLength,
    person: await readPerson(world, accountId),
    services: [world.config.operatorName, world.config.operatorNameZh].filter(Boolean),
    recent,
    leaked: range.is === "leaked",
    lists: await loadLists(),
  });
  if (!verdict.ok) throw WeakPassword({ reasons: verdict.reasons });
  return hashOf(world, password);
}

/** Sets the credential; the caller holds the account's lock. */
export async function storePassword(world: World, accountId: string, hash: string) {
  const row = await store.readPassword(world.db, accountId);
  const history = [row?.passwordHash, ...(row?.passwordHistory ?? [])]
    .filter((hash) => hash != null)
    .slice(0, HISTORY_MAX - 1);
  await store.writePassword(world.db, accountId, { hash, changedAt: world.now(), history });
}

/** Is it the password of this account? For no account at all the same work is done in vain. */
export async function checkPassword(
  world: World,
  accountId: string | undefined,
  password: string,
): Promise<boolean> {
  const row = accountId ? await store.readPassword(world.db, accountId) : undefined;
  const stored = row?.passwordHash;
  if (!accountId || !stored) return (await verifyNothing(password, params(world))).ok;
  const { ok, needsRehash } = await verifyPassword(stored, password, peppers(world), params(world));
  if (needsRehash) await store.rehash(world.db, accountId, stored, await hashOf(world, password));
  return ok;
}

/** Compares a saved secret (a recovery code) with its hash; without one, the same work in vain. */
export async function verifySecret(world: World, stored: string | null, secret: string) {
  if (!stored) return (await verifyNothing(secret, params(world))).ok;
  return (await verifyPassword(stored, secret, peppers(world), params(world))).ok;
}

export async function passwordFacts(world: World, accountId: string) {
  const row = await store.readPassword(world.db, accountId);
  return {
    set: row?.passwordHash != null,
    changedAt: row?.passwordChangedAt ?? null,
    compromised: row?.passwordCompromised ?? false,
  };
}
