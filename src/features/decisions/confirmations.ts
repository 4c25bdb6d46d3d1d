/** In the days after a hard recovery the owner confirms each payment, with a proof from the last minutes. */
import { transact } from "../../core/db.ts";
import { problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { openFor } from "../accounts/index.ts";
import { enter, enterFresh, type Owner } from "../ways/index.ts";
import * as store from "./store.ts";

export const NoPayment = problem("no-payment", 404, "No such payment waits for you.");
const SHOWN_HOURS = 24;

/** The payments of the last day that ask for a word of the owner. */
export const listConfirmations = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { key } = await enter(world, owner);
    const since = new Date(world.now().getTime() - SHOWN_HOURS * 3_600_000);
    const rows = await store.listAsked(world.db, owner.accountId, since);
    const confirmations = rows.map(({ accountId, id, details, askedAt, confirmedAt }) => ({
      resourceId: id,
      ...JSON.parse(openFor(key, details, `confirmation:${accountId}:${id}`)),
      askedAt: askedAt.toISOString(),
      confirmedAt: confirmedAt?.toISOString() ?? null,
    }));
    return { confirmations };
  });

/** Confirms what was asked under this id and nothing else. Throws `no-payment`, `needs-fresh-proof`. */
export const confirmPayment = (world: World, owner: Owner, resourceId: string) =>
  transact(world, async (world) => {
    await enterFresh(world, owner);
    if (!(await store.setConfirmed(world.db, owner.accountId, resourceId, world.now())))
      throw NoPayment();
    return { resourceId, confirmedAt: world.now().toISOString() };
  });
