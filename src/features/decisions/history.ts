/** Payments of an account as they were reported, for people who ask its owner about them. */
import type { World } from "../../core/world.ts";
import { listPaid } from "./store.ts";

export type Paid = { id: string; at: Date; amount: number; currency: string };

/** Completed outgoing payments since then, the newest first; amounts in the smallest unit. */
export const paidSince = (
  world: World,
  accountId: string,
  since: Date,
  limit: number,
): Promise<Paid[]> => listPaid(world.db, accountId, since, limit);
