/**
 * The desk's own list of scams by four eyes. A thief with a friend at the desk wants a rival's host on it, or his own
 * off it: each takes two people, what the registry vouches for cannot be put on it at all, and reports by however many
 * put nothing on it.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { addListing, endListing, isVouchedFor, officialChannels } from "../registry/index.ts";
import type { Facts } from "./four-eyes.ts";

/** Where reports of strangers and what was decided on them stand. */
export const SCAMS = "house:scams";
export type ListingFacts = Extract<Facts, { kind: "scam-listing" }>;

export const VouchedFor = problem(
  "official-channel",
  409,
  "This is an official channel, or a host that many people share. It cannot be listed as a scam.",
);

/** Throws `official-channel`. */
export function demandListable(world: World, { deed, indicator, value }: ListingFacts) {
  if (deed === "add" && isVouchedFor(officialChannels(world), indicator, value)) throw VouchedFor();
}

/** What two people agreed to. Throws `official-channel` when the registry has come to vouch for it meanwhile. */
export async function putListing(
  world: World,
  facts: ListingFacts,
  by: { changeId: string; askedBy: string; decidedBy: string | null },
): Promise<null> {
  demandListable(world, facts);
  const { deed, indicator, value, clusterId } = facts;
  const row = { kind: indicator, value, clusterId, by: `${by.askedBy} ${by.decidedBy}` };
  await transact(world, async (world) => {
    await lockHouse(world, SCAMS);
    await (deed === "add" ? addListing : endListing)(world, row);
    const system = { kind: "system", id: "four-eyes" } as const;
    const type = deed === "add" ? "scam.listed" : "scam.unlisted";
    await emit(world, system, type, SCAMS, { cluster: clusterId, indicator, value, ...by });
  });
  return null;
}
