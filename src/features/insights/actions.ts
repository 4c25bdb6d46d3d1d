import type { World } from "../../core/world.ts";
import { article, deskRows, type Period, periodOf, publicRows, safetyOf } from "./rules.ts";
import { countSafety, countWays } from "./store.ts";

/** The definitions that the figures follow: the number of the views. */
const DEFINITIONS = 1;
/** So long an answer for everybody is given again: it is of whole hours, and of weeks ago. */
export const KEPT_SECONDS = 900;

type Kept = { at: number; days: number; answer: Promise<ReturnType<typeof answerOf>> };
const kept = new WeakMap<World["ports"], Map<number, Kept>>();

const head = (days: number, { from, to }: Period) => ({
  days,
  from: from.toISOString(),
  to: to.toISOString(),
  tier: "production" as const,
});

const answerOf = (
  days: number,
  period: Period,
  counted: Awaited<ReturnType<typeof countWays>>,
) => ({ ...head(days, period), rows: publicRows(counted), article });

/** The measured table, for everybody. Many who ask at once cause one look. */
export function methodsTable(world: World, days: number) {
  const now = world.now().getTime();
  const byDays = kept.get(world.ports) ?? new Map<number, Kept>();
  kept.set(world.ports, byDays);
  const before = byDays.get(days);
  if (before && now >= before.at && now - before.at < KEPT_SECONDS * 1000) return before.answer;
  const period = periodOf(days, world.now());
  // One period at a time: a long one is a look at many claims.
  const others = [...byDays.values()].map(({ answer }) => answer.catch(() => {}));
  const answer = Promise.all(others)
    .then(() => countWays(world.db, period))
    .then((counted) => answerOf(days, period, counted));
  byDays.set(days, { at: now, days, answer });
  // What failed is asked again.
  answer.catch(() => byDays.delete(days));
  return answer;
}

/** For the desk: with the ugly half, which is never shown without the other. */
export async function measures(world: World, days: number) {
  const period = periodOf(days, world.now());
  const [counted, safety] = await Promise.all([
    countWays(world.db, period),
    countSafety(world.db, period, world.now()),
  ]);
  return {
    ...head(days, period),
    definitions: DEFINITIONS,
    rows: deskRows(counted),
    safety: safetyOf(safety),
    article,
  };
}
