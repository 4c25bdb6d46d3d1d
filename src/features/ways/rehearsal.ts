/**
 * "Try it now": would this code get me back in? It is looked at and stays good. Whoever sits in a stolen
 * session could ask, too: so a wrong one counts like any other of the session, all of them are few in a
 * day, and each stands in the owner's record. It opens nothing.
 */
import { keyedHash } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { spend } from "../../core/limits.ts";
import type { World } from "../../core/world.ts";
import { policyInForce } from "../policies/index.ts";
import { refuse } from "../proofs/index.ts";
import { enter, type Owner, tryOwn } from "./actions.ts";
import * as rules from "./rules.ts";

export const rehearsed = ["recovery-code", "authenticator-code"] as const;
type Rehearsed = (typeof rehearsed)[number];
const TRIES_A_DAY = 10;

/** `countsFrom`: from when a recovery takes it. Throws `wrong-code`, `resting`, `too-many`. */
export async function rehearse(
  world: World,
  owner: Owner,
  { proof, code }: { proof: Rehearsed; code: string },
) {
  const { accountId, sessionId: subjectId } = owner;
  const key = keyedHash(world.keys, "look-up", `rehearsal:${accountId}`);
  await spend(world, key, TRIES_A_DAY, rules.DAY_MS);
  const outcome = await transact(world, async (world) => {
    await enter(world, owner);
    const outcome = await tryOwn(world, owner, { subjectId, proof, code, rehearsal: true });
    const said = outcome.is === "right" ? "proof.rehearsed" : "proof.rehearsal-refused";
    await emit(world, owner, said, accountId, { proof, outcome: outcome.is });
    return outcome;
  });
  refuse(outcome);
  const since = outcome.is === "right" ? outcome.since : undefined;
  return {
    works: true,
    countsFrom: since ? rules.countsFrom(policyInForce(world), since).toISOString() : null,
  };
}
