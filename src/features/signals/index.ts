import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { told } from "./event-map.ts";
import { sweepKeys } from "./keys.ts";
import { recogniseToken } from "./oauth.ts";
import { signal } from "./outbox.ts";
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
  return old + (await resealSubscribers(world)) + (await sweepKeys(world));
}

export const signals: Feature = {
  name: "signals",
  routes,
  identify: { client: (world, { bearer }) => recogniseToken(world, bearer) },
  reactions: Object.fromEntries(Object.keys(told).map((type) => [type, signal])),
  runs: startRunner,
  sweep,
};
