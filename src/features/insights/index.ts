import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { sweepFacts } from "./reading.ts";
import { sweepRecount } from "./recount.ts";
import { routes } from "./routes.ts";

export { type Cell, csvAnswer, csvOf } from "./csv.ts";
export type { Definition } from "./definitions.ts";
export { type Asked, filterSchema, periodIn } from "./filter.ts";
export { freshness, headOf, tierOf } from "./head.ts";
export {
  dayAfter,
  dayOf,
  daysIn,
  type Filter,
  filterOf,
  type Period,
  periodOf,
  previousOf,
  startOf,
  startsIn,
} from "./periods.ts";
export { LEAST, type Rate, rateOf, type Share, shown, wilson } from "./rules.ts";

/** In this order: what is recounted was read before. */
async function sweep(world: World): Promise<number> {
  const read = await sweepFacts(world);
  return read + (await sweepRecount(world));
}

export const insights: Feature = { name: "insights", routes, sweep };
