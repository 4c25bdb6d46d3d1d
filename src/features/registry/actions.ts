import type { World } from "../../core/world.ts";
import { withOwn } from "./own.ts";
import { readRegistry } from "./reading.ts";
import type { Registry } from "./rules.ts";
import { findNewest, insertVersion } from "./store.ts";

/** The version in force, here a holder, so that one put in force later is seen by every request. */
export type Held = { inForce: Registry };

const whole = new WeakMap<Held, { inForce: Registry; channels: Registry }>();

/** What is official here: the version in force, and the operator's own channels. The same object until another version is in force. */
export function officialChannels({
  registry,
  config,
}: Pick<World, "registry" | "config">): Registry {
  const { inForce } = registry;
  const known = whole.get(registry);
  if (known?.inForce === inForce) return known.channels;
  const channels = withOwn(inForce, config);
  whole.set(registry, { inForce, channels });
  return channels;
}

/** At start: the version that ships is written down, and the newest that is known is in force. */
export async function rememberRegistry(
  world: Pick<World, "db" | "now">,
  shipped: Registry,
): Promise<Held> {
  const { version } = shipped;
  await insertVersion(world.db, { version, body: JSON.stringify(shipped), since: world.now() });
  const held = { inForce: shipped };
  await learn(world, held);
  return held;
}

async function learn({ db }: Pick<World, "db">, held: Held): Promise<void> {
  const row = await findNewest(db);
  if (row && row.version > held.inForce.version)
    held.inForce = readRegistry(`version ${row.version}`, row.body);
}

/** Takes up what was put in force at another server since. */
export const learnRegistry = (world: World) => learn(world, world.registry);

/** Puts a version in force: here when it is committed, at other servers within a minute. */
export async function addRegistry(world: World, registry: Registry): Promise<void> {
  const body = JSON.stringify(registry);
  await insertVersion(world.db, { version: registry.version, body, since: world.now() });
  world.unit?.afterwards.push(() => {
    if (registry.version > world.registry.inForce.version) world.registry.inForce = registry;
  });
}
