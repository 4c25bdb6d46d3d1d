import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { sweepBursts } from "./bursts.ts";
import { sweepFacts } from "./reading.ts";
import { sweepRecount } from "./recount.ts";
import { routes } from "./routes.ts";
import { abuseRoutes } from "./routes-abuse.ts";
import { sweepShare } from "./share-counting.ts";

export { type Rate, rateOf, shown, wilson } from "./rules.ts";

/** In this order: the facts take the house for all of it, and what is recounted was written before. */
async function sweep(world: World): Promise<number> {
  const written = (await sweepFacts(world)) + (await sweepBursts(world));
  return written + (await sweepRecount(world)) + (await sweepShare(world));
}

export const insights: Feature = {
  name: "insights",
  routes: [...routes, ...abuseRoutes],
  sweep,
};
