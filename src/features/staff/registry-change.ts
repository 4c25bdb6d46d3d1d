/** The registry of official channels by four eyes: a higher version, in force from then on, in a chain of its own. */
import { sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { BadInput } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { addRegistry, RegistryRefused, readRegistry } from "../registry/index.ts";
import type { Facts } from "./four-eyes.ts";

export const REGISTRY = "house:registry";
type RegistryFacts = Extract<Facts, { kind: "registry" }>;

/** Throws `bad-input` with the place and the reason in one sentence. */
export function checkRegistry(world: World, { version, body }: RegistryFacts): void {
  const refuse = (at: string, detail: string) =>
    BadInput({ errors: [{ pointer: `/registry${at}`, detail }] });
  const before = world.registry.inForce.version;
  if (version <= before)
    throw refuse("/version", `The version in force is ${before}; this has to be higher.`);
  try {
    readRegistry("this change", JSON.stringify(body));
  } catch (error) {
    if (!(error instanceof RegistryRefused)) throw error;
    throw refuse(error.at, `These channels are refused here: it ${error.why}.`);
  }
}

export async function putRegistry(
  world: World,
  { body }: RegistryFacts,
  by: Record<string, unknown>,
): Promise<null> {
  const text = JSON.stringify(body);
  const registry = readRegistry("this change", text);
  await transact(world, async (world) => {
    await lockHouse(world, REGISTRY);
    await addRegistry(world, registry);
    const system = { kind: "system", id: "four-eyes" } as const;
    const facts = { version: registry.version, digest: sha256(text), ...by };
    await emit(world, system, "registry.changed", REGISTRY, facts);
  });
  return null;
}
