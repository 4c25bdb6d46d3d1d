import type { Feature } from "../../core/route.ts";
import type { World } from "../../core/world.ts";
import { sweepAlerts } from "./alerts.ts";
import { sweepDays } from "./days.ts";
import { startLabelling } from "./outdated.ts";
import { reactions } from "./own.ts";
import { sweepProposals } from "./proposals.ts";
import { startReading } from "./reading.ts";
import { sweepRecount } from "./recount.ts";
import { labelRoutes } from "./routes-labels.ts";
import { sourceRoutes } from "./routes-sources.ts";
import { tableRoutes } from "./routes-table.ts";
import { ensureOwnSources } from "./sources.ts";

export { exportCorrections } from "./corrections.ts";
export { hoursOf, titlesOf, windowOf } from "./counting.ts";
export { type Imported, importPosts } from "./importing.ts";
export { labelLine } from "./label-lines.ts";
export { labelAgain } from "./outdated.ts";
export { topics as taxonomy } from "./taxonomy.ts";
export { countedWindow } from "./window.ts";

async function sweep(world: World): Promise<number> {
  await ensureOwnSources(world);
  const counted = (await sweepDays(world)) + (await sweepRecount(world));
  return counted + (await sweepProposals(world)) + (await sweepAlerts(world));
}

function runs(world: World) {
  const running = [startReading(world), startLabelling(world)];
  return {
    nudge: () => running.forEach((each) => void each.nudge()),
    stop: async () => {
      await Promise.all(running.map((each) => each.stop()));
    },
  };
}

export const topics: Feature = {
  name: "topics",
  routes: [...tableRoutes, ...sourceRoutes, ...labelRoutes],
  reactions,
  runs,
  sweep,
};
