import { noWait, remember } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { type Person, readAccount, readPerson } from "../accounts/index.ts";
import type { Policy } from "../policies/index.ts";
import { HISTORY_MAX, hashAgainst, hashPassword, verifyNothing, verifyPassword } from "./hash.ts";
import { loadLists } from "./lists.ts";
import { rangeCheck } from "./range.ts";
import { judgePassword, WeakPassword } from "./rules.ts";
import * as store from "./store.ts";

const peppers = (world: World) => world.keys.all("pepper");
const params = (world: World) => ({ memoryKib: world.config.hashMemoryKib, passes: 2, lanes: 1 });

export const hashOf = (world: World, password: string) =>
  hashPassword(password, { pepper: world.keys.current("pepper"), params: params(world) });

/** What a new password is judged against: the owner's data, and the passwords before it. */
export type Before = { person: Person; hashes: string[] };

export async function readBefore(world: World, accountId: string): Promise<Before> {
  const [row, person] = await Promise.all([
    readAccount(world, accountId),
    readPerson(world, accountId),
  ]);
  const hashes = [row?.passwordHash, ...(row?.passwordHistory ?? [])];
  return { person, hashes: hashes.filter((hash) => hash != null) };
}

/**
 * Judges a new password and hashes it, outside of any transaction (it takes tens of milliseconds, and
 * asks a range service when one is configured). Throws `weak-password` with every reason.
 */
export async function prepareNewPassword(
  world: World,
  { person, hashes }: Before,
  policy: Policy,
  password: string,
): Promise<string> {
  const { isRecent, stored } = await hashAgainst(password, hashes, peppers(world), params(world));
  const verdict = await judgeTyped(world, password, {
    ...{ person, minLength: policy.password.minLength, recent: isRecent, rangeMs: 2000 },
  });
  if (!verdict.ok) throw WeakPassword({ reasons: verdict.reasons });
  return stored;
}

type Typed = { person: Person; minLength: number; recent: boolean; rangeMs: number };

/** Judges what was typed, outside of any transaction. `rangeMs`: how long a range service may take; 0: not asked. */
export async function judgeTyped(world: World, password: string, typed: Typed) {
  const { breachRangeUrl } = world.config;
  const range =
    breachRangeUrl && typed.rangeMs > 0
      ? await rangeCheck(fetch, breachRangeUrl, password, typed.rangeMs)
      : { is: "unknown" };
  return judgePassword(password, {
    ...{ minLength: typed.minLength, person: typed.person, recent: typed.recent },
    services: [world.config.operatorName, world.config.operatorNameZh].filter(Boolean),
    leaked: range.is === "leaked",
    lists: await loadLists(),
  });
}

/** Sets the credential; the caller holds the account's lock. */
export async function storePassword(world: World, accountId: string, hash: string) {
  const row = await readAccount(world, accountId);
  const history = [row?.passwordHash, ...(row?.passwordHistory ?? [])]
    .filter((hash) => hash != null)
    .slice(0, HISTORY_MAX - 1);
  const changedAt = world.now();
  noWait(world, store.writePassword(world.db, accountId, { hash, changedAt, history }));
  if (row)
    remember(world, `account:${accountId}`, {
      ...row,
      ...{ passwordHash: hash, passwordChangedAt: changedAt, passwordHistory: history },
    });
}

/** Is it the password of this account? For no account at all the same work is done in vain. */
export async function checkPassword(
  world: World,
  accountId: string | undefined,
  password: string,
): Promise<boolean> {
  const row = accountId ? await readAccount(world, accountId) : undefined;
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
  const row = await readAccount(world, accountId);
  return {
    set: row?.passwordHash != null,
    changedAt: row?.passwordChangedAt ?? null,
    compromised: row?.passwordCompromised ?? false,
  };
}

/** There is evidence that somebody else may know it; a new password takes that away. */
export const distrustPassword = (world: World, accountId: string) =>
  store.setCompromised(world.db, accountId);
