/** A whole chat, for its owner's own records: the sides are named, and nobody of the desk is. */
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { readText } from "./actions.ts";
import type { Side } from "./rules.ts";
import * as store from "./store.ts";

export type Spoken = { seq: number; from: Side; text: string; at: Date };

export async function readChat(world: World, accountId: string, caseId: string): Promise<Spoken[]> {
  const key = await accountKey(world, accountId);
  const rows = await store.listAfter(world.db, accountId, caseId, 0, 10_000);
  return rows.map((row) => ({
    ...{ seq: row.seq, from: row.side as Side, text: readText(key, row), at: row.at },
  }));
}
