/**
 * The cases of an account as its owner may know them. Anybody can open a case about an account; whose words and
 * files it holds is known when two people approved its claim, or when the claim came to its end by proofs.
 */
import type { World } from "../../core/world.ts";
import { lockAccount, openFor } from "../accounts/index.ts";
import { completedClaims, reference } from "../recovery/index.ts";
import { type Story, storyContext } from "./opening.ts";
import * as store from "./store.ts";
import { findOutcome } from "./verdict-store.ts";

export type OwnCase = {
  id: string;
  reference: string;
  openedAt: Date;
  closedAt: Date | null;
  isTheft: boolean;
  isYours: boolean;
  /** What the claimant wrote, in their words; empty where the case is not the owner's. */
  story: string[];
};

/** The newest first; within a transaction. What the desk wrote of a caller is not among the words. */
export async function casesOfOwner(world: World, accountId: string): Promise<OwnCase[]> {
  const { key } = await lockAccount(world, accountId);
  const completed = new Set(await completedClaims(world, accountId));
  const cases: OwnCase[] = [];
  for (const row of await store.listOfAccount(world.db, accountId)) {
    const outcome = await findOutcome(world.db, accountId, row.id);
    const isYours = outcome?.outcome === "approve" || completed.has(row.recoveryId ?? "");
    const said: Story = isYours ? JSON.parse(openFor(key, row.story, storyContext(row.id))) : {};
    cases.push({
      ...{ id: row.id, reference: reference(row.id), isTheft: row.isTheft, isYours },
      ...{ openedAt: row.openedAt, closedAt: row.closedAt },
      story: [said.claimant, said.appeal].filter((each) => each !== undefined),
    });
  }
  return cases;
}
