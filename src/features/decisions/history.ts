/** Payments of an account as they were reported, for people who ask its owner about them. */
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { openFor } from "../accounts/index.ts";
import { countMoved, listMoved, listMovedIds, listPaid, type MovedRow } from "./store.ts";

export type Paid = { id: string; at: Date; amount: number; currency: string };

/** Completed outgoing payments since then, the newest first; amounts in the smallest unit. */
export const paidSince = (
  world: World,
  accountId: string,
  since: Date,
  limit: number,
): Promise<Paid[]> => listPaid(world.db, accountId, since, limit);

/** One movement of money as the wallet reported it; the amount in the smallest unit. */
export type Moved = {
  id: string;
  at: Date;
  direction: string;
  amount: number;
  currency: string;
  payee: string;
  status: string;
};

const opened =
  (key: Buffer, accountId: string) =>
  ({ payee, ...row }: MovedRow): Moved => ({
    ...row,
    payee: openFor(key, payee, `transaction:${accountId}:${row.id}`),
  });

/** The newest of these days, and how many there are in all. */
export async function newestMoved(
  world: World,
  accountId: string,
  from: Date,
  to: Date,
  limit: number,
): Promise<{ moved: Moved[]; inAll: number }> {
  const key = await accountKey(world, accountId);
  const rows = await listMoved(world.db, { accountId, from, to, newest: true, limit });
  const inAll = await countMoved(world.db, accountId, from, to);
  return { moved: rows.map(opened(key, accountId)), inAll };
}

/** How many moved in these days. */
export const countMovedBetween = (world: World, accountId: string, from: Date, to: Date) =>
  countMoved(world.db, accountId, from, to);

/** Those of these ids that moved in these days. */
export const movedAmong = (
  world: World,
  accountId: string,
  among: { from: Date; to: Date; ids: readonly string[] },
): Promise<string[]> => listMovedIds(world.db, accountId, among);

const PAGE = 1000;

/** All of these days, the oldest first, in pages: opening ten thousand names in one go would hold up others. */
export async function* movedBetween(
  world: World,
  accountId: string,
  from: Date,
  to: Date,
): AsyncGenerator<Moved[]> {
  const key = await accountKey(world, accountId);
  for (let after: { at: Date; id: string } | undefined; ; ) {
    const asked = { accountId, from, to, newest: false, limit: PAGE };
    const rows: MovedRow[] = await listMoved(world.db, { ...asked, ...(after && { after }) });
    if (rows.length > 0) yield rows.map(opened(key, accountId));
    after = rows.at(-1);
    if (rows.length < PAGE) return;
  }
}
