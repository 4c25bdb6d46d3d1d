import type { World } from "../../core/world.ts";
import type { Policy } from "./rules.ts";
import { insertVersion, listVersions } from "./store.ts";

export const versionKey = (name: string, version: number) => `${name}@${version}`;

/** The policy in force. */
export function policyInForce(world: World): Policy {
  const policy = world.policies.get(world.config.policy);
  if (!policy) throw new Error(`There is no policy named ${world.config.policy}.`);
  return policy;
}

/** The version that something began under; a later version changes nothing for it. */
export function policyVersion(world: World, name: string, version: number): Policy {
  return world.policies.get(versionKey(name, version)) ?? policyInForce(world);
}

/**
 * At start: writes down the versions that ship now and gives back all that were ever in force, by
 * `name@version`, and the newest of each by `name`.
 */
export async function rememberPolicies(
  world: Pick<World, "db" | "now">,
  shipped: ReadonlyMap<string, Policy>,
): Promise<Map<string, Policy>> {
  for (const policy of shipped.values())
    await insertVersion(world.db, {
      name: policy.name,
      version: policy.version,
      body: JSON.stringify(policy),
      since: world.now(),
    });
  const versions = await listVersions(world.db);
  return new Map([
    ...versions.map(
      ({ name, version, body }) => [versionKey(name, version), JSON.parse(body) as Policy] as const,
    ),
    ...[...shipped.values()].map((policy) => [policy.name, policy] as const),
  ]);
}
