import { transact } from "../../core/db.ts";
import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { sweepBursts } from "./bursts.ts";
import { lockInsights } from "./house.ts";
import { sweepFacts } from "./reading.ts";
import { sweepRecount } from "./recount.ts";
import { routes } from "./routes.ts";
import { abuseRoutes } from "./routes-abuse.ts";
import { sweepShare } from "./share-counting.ts";

export { type Rate, rateOf, shown, wilson } from "./rules.ts";

/** In this order: what is recounted was written before. Nothing holds the house for longer than a step of it takes. */
async function sweepsInSteps(world: World): Promise<number> {
  let changed = (await sweepFacts(world)) + (await sweepBursts(world));
  for (const sweep of [sweepRecount, sweepShare])
    changed += await transact(world, async (world) => {
      await lockInsights(world);
      return sweep(world);
    });
  return changed;
}

export const insights: Feature = {
  name: "insights",
  routes: [...routes, ...abuseRoutes],
  sweepsInSteps,
};
