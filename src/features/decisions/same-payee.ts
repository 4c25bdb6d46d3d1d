/**
 * Who else paid the same payee lately. One thief has one account into which the money of several victims
 * goes, so their cases belong together. What is kept for it is a keyed hash without a name, for a month; a
 * change of keys begins it anew.
 */
import type { World } from "../../core/world.ts";
import { tagOf } from "../accounts/index.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
export const SAME_PAYEE_DAYS = 30;
/**
 * A shop is paid by thousands and a thief's account by a few before the bank closes it: who was paid by more
 * accounts than this within the month joins nobody.
 */
export const SAME_PAYEE_ACCOUNTS_MAX = 20;
/** Of one account: the latest. */
const PAYEES_MAX = 50;

const since = (world: World) => new Date(world.now().getTime() - SAME_PAYEE_DAYS * DAY_MS);

type Payment = { payee: string; at: Date };

/** Part of the transaction that keeps the payments. */
export async function sharePayees(world: World, accountId: string, payments: readonly Payment[]) {
  const latest = new Map<string, Date>();
  for (const { payee, at } of payments) {
    const tag = tagOf(world, "shared-payee", payee);
    if (at >= since(world) && at > (latest.get(tag) ?? new Date(0))) latest.set(tag, at);
  }
  const rows = [...latest].map(([tag, paidAt]) => ({ accountId, tag, paidAt }));
  if (rows.length > 0) await store.upsertSharedPayees(world.db, rows);
}

/** Other accounts that within the month paid somebody whom this one paid, and whom few pay. */
export async function payersOfTheSame(world: World, accountId: string): Promise<string[]> {
  const tags = await store.listSharedPayees(world.db, accountId, since(world), PAYEES_MAX);
  const found = new Set<string>();
  for (const tag of tags) {
    const payers = await store.listPayers(world.db, tag, since(world), SAME_PAYEE_ACCOUNTS_MAX + 1);
    if (payers.length <= SAME_PAYEE_ACCOUNTS_MAX) for (const each of payers) found.add(each);
  }
  found.delete(accountId);
  return [...found];
}

/** Time passed: what is older than the month is forgotten. */
export async function sweepPayees(world: World): Promise<number> {
  const { numDeletedRows } = await store.deleteOldPayees(world.db, since(world));
  return Number(numDeletedRows);
}
