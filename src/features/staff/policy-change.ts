/**
 * A policy by four eyes: a higher version of one that is there, in force from then on for what begins
 * then. Every version that was ever in force stands in a chain of its own, the ones that ship too.
 */
import { sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { BadInput } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { addVersion, isPolicyRefusal, parsePolicy } from "../policies/index.ts";
import type { Facts } from "./four-eyes.ts";

export const POLICIES = "house:policies";
type PolicyFacts = Extract<Facts, { kind: "policy" }>;

/** Throws `bad-input` with the place and the reason in one sentence. */
export function checkPolicy(world: World, { name, version, body }: PolicyFacts): void {
  const refuse = (at: string, detail: string) =>
    BadInput({ errors: [{ pointer: `/policy${at}`, detail }] });
  const before = world.policies.get(name);
  if (!before) throw refuse("/name", "There is no policy of this name to change.");
  if (version <= before.version)
    throw refuse("/version", `The version in force is ${before.version}; this has to be higher.`);
  try {
    parsePolicy(JSON.stringify(body), name);
  } catch (error) {
    if (!isPolicyRefusal(error)) throw error;
    throw refuse(error.at, `This policy is refused here: ${error.why}.`);
  }
}

export async function putPolicy(
  world: World,
  { name, version, body }: PolicyFacts,
  by: Record<string, unknown>,
): Promise<null> {
  const text = JSON.stringify(body);
  await transact(world, async (world) => {
    await lockHouse(world, POLICIES);
    await addVersion(world, { name, version, body: text });
    const system = { kind: "system", id: "four-eyes" } as const;
    const facts = { name, version, digest: sha256(text), ...by };
    await emit(world, system, "policy.changed", POLICIES, facts);
  });
  return null;
}
