import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { houseTypes, told } from "./event-map.ts";
import { resealKeys, sweepKeys } from "./keys.ts";
import { recogniseToken } from "./oauth.ts";
import { signal, signalHouse } from "./outbox.ts";
import { routes } from "./routes.ts";
import { DELIVERIES_DAYS, daysBefore, KEEP_DAYS } from "./rules.ts";
import { startRunner } from "./runner.ts";
import { deleteOld } from "./store.ts";
import { resealSubscribers } from "./subscribers.ts";

export { changeStatus } from "./delivery.ts";
export { supported as signalTypes } from "./event-map.ts";
export { deliverDue } from "./runner.ts";

async function sweep(world: World): Promise<number> {
  const now = world.now();
  const old = await deleteOld(
    world.db,
    daysBefore(now, DELIVERIES_DAYS),
    daysBefore(now, KEEP_DAYS),
  );
  return old + (await sweepKeys(world)) + (await resealSignals(world, 100));
}

/**
 * Key rotation: what signals and webhooks keep sealed (secrets of subscribers, keys that sign) moves to
 * the newest key, so many subscribers at a time. Returns how many rows were changed; 0: all has moved.
 */
export async function resealSignals(world: World, limit: number): Promise<number> {
  return (await resealSubscribers(world, limit)) + (await resealKeys(world));
}

export const signals: Feature = {
  name: "signals",
  routes,
  identify: { client: (world, { bearer }) => recogniseToken(world, bearer) },
  reactions: {
    ...Object.fromEntries(Object.keys(told).map((type) => [type, signal])),
    ...Object.fromEntries(houseTypes.map((type) => [type, signalHouse])),
  },
  runs: startRunner,
  sweep,
};
