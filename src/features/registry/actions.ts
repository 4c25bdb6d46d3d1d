import type { World } from "../../core/world.ts";
import { withOwn } from "./own.ts";
import { readRegistry } from "./reading.ts";
import { type Listing, type Listings, listed, listingKey, type Registry } from "./rules.ts";
import * as store from "./store.ts";

/**
 * The version in force with the desk's own list of scams, here a holder, so that what is put in force later is seen
 * by every request.
 */
export type Held = { inForce: Registry; listings: Listings };

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
  await store.insertVersion(world.db, {
    version,
    body: JSON.stringify(shipped),
    since: world.now(),
  });
  const held: Held = { inForce: shipped, listings: new Map() };
  await learn(world, held);
  return held;
}

async function learn({ db }: Pick<World, "db">, held: Held): Promise<void> {
  const row = await store.findNewest(db);
  if (row && row.version > held.inForce.version)
    held.inForce = readRegistry(`version ${row.version}`, row.body);
  held.listings = await readListings(db);
}

async function readListings(db: World["db"]): Promise<Listings> {
  const rows = await store.listLive(db);
  return new Map(
    rows.flatMap(({ kind, value, since }) => {
      const known = listed.find((one) => one === kind);
      return known ? [[listingKey(kind, value), { kind: known, value, since }] as const] : [];
    }),
  );
}

/** Takes up what was put in force at another server since. */
export const learnRegistry = (world: World) => learn(world, world.registry);

/** The newest versions first, each with when it came into force here. */
export async function listVersions({ db }: Pick<World, "db">, limit: number) {
  const rows = await store.listVersions(db, limit);
  return rows.map(({ version, since, body }) => ({
    ...{ version, since, registry: readRegistry(`version ${version}`, body) },
  }));
}

/** Puts a version in force: here when it is committed, at other servers within a minute. */
export async function addRegistry(world: World, registry: Registry): Promise<void> {
  const body = JSON.stringify(registry);
  await store.insertVersion(world.db, { version: registry.version, body, since: world.now() });
  world.unit?.afterwards.push(() => {
    if (registry.version > world.registry.inForce.version) world.registry.inForce = registry;
  });
}

type Decided = Pick<Listing, "kind" | "value"> & { clusterId: string; by: string };

/** Puts something on the list: in force as a version of the registry is. Done again it changes nothing. */
export async function addListing(world: World, { kind, value, clusterId, by }: Decided) {
  const since = world.now();
  const row = { id: world.id("scl"), clusterId, kind, value, since, addedBy: by };
  await store.insertListing(world.db, row);
  world.unit?.afterwards.push(() => {
    const listings = new Map(world.registry.listings);
    world.registry.listings = listings.set(listingKey(kind, value), { kind, value, since });
  });
}

/** Takes it off again; the row stays, with who did it. */
export async function endListing(world: World, { kind, value, by }: Decided) {
  await store.endListing(world.db, { kind, value, endedAt: world.now(), endedBy: by });
  world.unit?.afterwards.push(() => {
    const listings = new Map(world.registry.listings);
    listings.delete(listingKey(kind, value));
    world.registry.listings = listings;
  });
}
