/** Asking for something to be put on the desk's list of scams, or taken off it, beside the reports that show why. */
import { transact } from "../../core/db.ts";
import { NotAllowed, problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { listingKey } from "../registry/index.ts";
import { type Agent, recordChange } from "./changes.ts";
import * as store from "./changes-store.ts";
import { CHANGE_HOURS, mayAsk, targetOf, Underway } from "./four-eyes.ts";
import { demandListable, type ListingFacts } from "./scam-listing.ts";

export const ListedAlready = problem(
  "listed-already",
  409,
  "This stands as it was asked for already.",
);

/** Asks; nothing is changed by it. Throws `official-channel`, `listed-already`, `change-underway`. */
export async function askForListing(
  world: World,
  agent: Agent,
  asked: Omit<ListingFacts, "kind">,
  reason: string,
) {
  const facts: ListingFacts = { kind: "scam-listing", ...asked };
  if (!mayAsk(facts.kind, agent.role)) throw NotAllowed();
  demandListable(world, facts);
  const isListed = world.registry.listings.has(listingKey(facts.indicator, facts.value));
  if (isListed === (facts.deed === "add")) throw ListedAlready();
  return transact(world, async (world) => {
    await lockHouse(world, store.DESK);
    if (await waitingFor(world, facts)) throw Underway();
    return recordChange(world, agent, facts, reason, CHANGE_HOURS);
  });
}

async function waitingFor(world: World, facts: ListingFacts): Promise<boolean> {
  const rows = await store.listOfTarget(world.db, targetOf(facts));
  const now = world.now();
  return rows.some((row) => row.decidedAt === null && row.expiresAt > now);
}
