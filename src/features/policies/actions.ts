import { Behind } from "../../core/behind.ts";
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

/**
 * The version that something began under; a later version changes nothing for it. Throws `Behind` when only another
 * server knows it so far.
 */
export function policyVersion(world: World, name: string, version: number): Policy {
  const key = versionKey(name, version);
  const known = world.policies.get(key);
  if (known) return known;
  throw new Behind(key, async () => {
    await learnPolicies(world);
    // Nobody ever wrote it down: what is in force now has to do.
    const policies = world.policies as Map<string, Policy>;
    if (!policies.has(key)) policies.set(key, policyInForce(world));
  });
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
  const policies = new Map([...shipped.values()].map((policy) => [policy.name, policy] as const));
  learn(policies, await listVersions(world.db));
  return policies;
}

/** A version that is there already stays what it is; the newest of a name is the one in force. */
function learn(policies: Map<string, Policy>, rows: readonly { body: string }[]) {
  for (const { body } of rows) {
    const policy = JSON.parse(body) as Policy;
    policies.set(versionKey(policy.name, policy.version), policy);
    if (policy.version > (policies.get(policy.name)?.version ?? 0))
      policies.set(policy.name, policy);
  }
}

/** Takes up what was put in force at another server since. */
export async function learnPolicies(world: World): Promise<void> {
  learn(world.policies as Map<string, Policy>, await listVersions(world.db));
}

/** Puts a version in force: here when it is committed, at other servers within a minute. */
export async function addVersion(
  world: World,
  row: { name: string; version: number; body: string },
): Promise<void> {
  await insertVersion(world.db, { ...row, since: world.now() });
  world.unit?.afterwards.push(() => learn(world.policies as Map<string, Policy>, [row]));
}

/** Every version that was ever in force, as it is kept. */
export const policyVersions = (world: World) => listVersions(world.db);
