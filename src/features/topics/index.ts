import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { sweepAlerts } from "./alerts.ts";
import { sweepDays } from "./days.ts";
import { reactions } from "./own.ts";
import { startReading } from "./reading.ts";
import { sweepRecount } from "./recount.ts";
import { sourceRoutes } from "./routes-sources.ts";
import { tableRoutes } from "./routes-table.ts";
import { ensureOwnSources } from "./sources.ts";

export { hoursOf, titlesOf, windowOf } from "./counting.ts";
export { type Imported, importPosts } from "./importing.ts";
export { topics as taxonomy } from "./taxonomy.ts";
export { countedWindow } from "./window.ts";

async function sweep(world: World): Promise<number> {
  await ensureOwnSources(world);
  const changed = (await sweepDays(world)) + (await sweepRecount(world));
  return changed + (await sweepAlerts(world));
}

export const topics: Feature = {
  name: "topics",
  routes: [...tableRoutes, ...sourceRoutes],
  reactions,
  runs: startReading,
  sweep,
};
