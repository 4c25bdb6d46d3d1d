/**
 * Which version is in force. Every server keeps all versions in its memory and looks for new ones every few
 * seconds (`keepUp` in app.ts); what begins a recovery asks the database, in its own transaction, so that whoever begins one at a
 * server that has not looked yet is judged under the new version all the same.
 */
import { Behind } from "../../core/behind.ts";
import type { Log } from "../../core/log.ts";
import { once } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import type { Policy } from "./rules.ts";
import {
  insertVersion,
  listUnrecorded,
  listVersions,
  newestVersion,
  setRecorded,
} from "./store.ts";

export const versionKey = (name: string, version: number) => `${name}@${version}`;
type Known = Map<string, Policy>;

/** The policy in force, as this server knows it: a few seconds old at most. */
export function policyInForce(world: World): Policy {
  const policy = world.policies.get(world.config.policy);
  if (!policy) throw new Error(`There is no policy named ${world.config.policy}.`);
  return policy;
}

/** Asked for without waiting, its answer comes with those of the same trip. */
export const newestInForce = (world: World) =>
  once(world, `policy:${world.config.policy}`, () => newestVersion(world.db, world.config.policy));

/** The policy in force as the database has it now: what begins in this transaction begins under it. */
export async function policyNow(world: World): Promise<Policy> {
  const [newest] = await newestInForce(world);
  if ((newest?.version ?? 0) > policyInForce(world).version) await learnPolicies(world);
  return policyInForce(world);
}

/** Looked for in the database once, and not found there. */
const missing = new WeakMap<World["policies"], Set<string>>();

/**
 * The version that something began under; a later version changes nothing for it. Throws `Behind` when it came
 * into force at another server a moment ago: whoever runs a transaction or a request catches up and goes on.
 */
export function policyVersion(world: World, name: string, version: number): Policy {
  const key = versionKey(name, version);
  const policy = world.policies.get(key);
  if (policy) return policy;
  const looked = missing.get(world.policies) ?? new Set();
  missing.set(world.policies, looked);
  if (looked.has(key)) return policyInForce(world);
  throw new Behind(`the policy ${key}`, async (world) => {
    await learnPolicies(world);
    if (!world.policies.has(key)) looked.add(key);
  });
}

/**
 * At start: writes down the versions that ship now and gives back all that were ever in force, by
 * `name@version`, and the newest of each by `name`. A file counts with a version higher than any before it, and
 * else for nothing: what two people decided at the desk is not undone by a restart.
 */
export async function rememberPolicies(
  world: Pick<World, "db" | "now"> & { log?: Log },
  shipped: ReadonlyMap<string, Policy>,
): Promise<Known> {
  for (const policy of shipped.values())
    await insertVersion(world.db, {
      name: policy.name,
      version: policy.version,
      body: JSON.stringify(policy),
      since: world.now(),
    });
  const policies: Known = new Map();
  learn(policies, await listVersions(world.db));
  for (const file of shipped.values()) {
    const inForce = policies.get(file.name);
    const same = JSON.stringify(policies.get(versionKey(file.name, file.version)));
    if (inForce && (inForce.version > file.version || same !== JSON.stringify(file)))
      world.log?.warn("a policy's file is not in force: give it a higher version", {
        ...{ policy: file.name, file: file.version, inForce: inForce.version },
      });
  }
  return policies;
}

/** A version that is there already stays what it is; the newest of a name is the one in force. */
function learn(policies: Known, rows: readonly { name: string; version: number; body: string }[]) {
  for (const { name, version, body } of rows) {
    if (policies.has(versionKey(name, version))) continue;
    const policy = JSON.parse(body) as Policy;
    policies.set(versionKey(name, version), policy);
    if (version > (policies.get(name)?.version ?? 0)) policies.set(name, policy);
  }
}

/** Takes up what was put in force at another server since. */
export async function learnPolicies(world: World): Promise<void> {
  learn(world.policies as Known, await listVersions(world.db));
}

/** Puts a version in force, here when it is committed; false: there is one of this number already. */
export async function addVersion(
  world: World,
  row: { name: string; version: number; body: string; proposalId: string },
): Promise<boolean> {
  const now = world.now();
  const isNew = await insertVersion(world.db, { ...row, since: now, recordedAt: now });
  if (isNew) world.unit?.afterwards.push(() => learn(world.policies as Known, [row]));
  return isNew;
}

/** Every version that was ever in force, as it is kept. */
export const policyVersions = (world: World) => listVersions(world.db);

/** Did a version come as a file that stands in no chain yet? */
export const hasUnrecorded = async (world: World) => (await listUnrecorded(world.db)).length > 0;

/** Those, noted as told within this transaction. Under the lock of whoever tells them: of two servers one does. */
export async function takeUnrecorded(world: World) {
  const rows = await listUnrecorded(world.db);
  for (const { name, version } of rows) await setRecorded(world.db, name, version, world.now());
  return rows;
}
