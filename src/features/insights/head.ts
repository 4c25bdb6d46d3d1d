/** What every answer begins with: of when, of what, which tier, and how fresh. */
import type { World } from "../../core/world.ts";
import { DEFINITIONS } from "./definitions.ts";
import * as figures from "./figures-store.ts";
import { dayOf, type Filter, filterOf, type Period, shownPeriod } from "./periods.ts";
import { readUpTo } from "./reading.ts";
import type { Span } from "./rules.ts";

/** Older figures say so on the page. */
const STALE_MS = 600_000;

export async function freshness(world: World) {
  const at = await readUpTo(world);
  const isStale = at === null || world.now().getTime() - at.getTime() > STALE_MS;
  return { freshAt: at?.toISOString() ?? null, stale: isStale };
}

export const tierOf = ({ config }: World) =>
  config.demo ? ("demo" as const) : ("production" as const);

/** `{ period, filter, tier, definitions, freshAt, stale }` */
export const headOf = async (world: World, period: Period, filter: Filter) => ({
  period: shownPeriod(period),
  filter: filterOf(filter),
  tier: tierOf(world),
  definitions: DEFINITIONS,
  ...(await freshness(world)),
});

/** Marks on the axis of time: policies that came into force meanwhile. */
export const changesIn = async (world: World, span: Span) =>
  (await figures.policyChanges(world.db, span)).map(({ name, version, since }) => ({
    ...{ day: dayOf(since, world.config.timeZone), at: since.toISOString() },
    ...{ policy: name, version },
  }));
