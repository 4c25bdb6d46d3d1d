import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { sweepFacts } from "./reading.ts";
import { sweepRecount } from "./recount.ts";
import { routes } from "./routes.ts";
import { abuseRoutes } from "./routes-abuse.ts";
import { sweepShare } from "./share-counting.ts";

export { type Rate, rateOf, shown, wilson } from "./rules.ts";

/** In this order: what is recounted was read before. */
async function sweep(world: World): Promise<number> {
  const read = await sweepFacts(world);
  return read + (await sweepRecount(world)) + (await sweepShare(world));
}

export const insights: Feature = {
  name: "insights",
  routes: [...routes, ...abuseRoutes],
  sweep,
};
