/** A claim that has its proofs, and whose number got into other hands since: it proves anew. */
import type { Problem } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import type { Claimant } from "./actions.ts";
import type { Loaded } from "./judging.ts";
import { stillStands } from "./number.ts";
import { refusal } from "./rules.ts";
import { advance, apply } from "./standing.ts";

/**
 * The refusal when the path on which it stood is gone; the caller commits first and throws it after. What else
 * was given may stand by itself, with a wait of its own. Under the account's lock. Throws `number-unchecked`.
 */
export async function fallsBack(
  world: World,
  claimant: Claimant,
  recovery: Loaded,
  balanceHigh: boolean,
): Promise<Problem | null> {
  if (recovery.state !== "ready" || (await stillStands(world, recovery))) return null;
  const fell = await apply(world, claimant, recovery, { is: "proof-fell" });
  const { recovery: now } = await advance(world, claimant, fell, balanceHigh);
  return refusal({ refused: now.state === "waiting" ? "waiting" : "not-proven" }, now);
}
