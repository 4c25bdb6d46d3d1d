/** A window of whole days in China, summed over sources: what `rightful topics table` prints. */
import type { World } from "../../core/world.ts";
import { windowOf } from "./counting.ts";
import { dayAfter, dayOf, startOf } from "./posts.ts";

export type Row = { topic: string; discussions: number; items: number; stories: number };

/** `day`: the last of them; null: today. Most discussed first. */
export async function countedWindow(world: World, day: string | null, days: number) {
  const last = day ?? dayOf(world.now());
  const [from, to] = [startOf(dayAfter(last, 1 - days)), startOf(dayAfter(last, 1))];
  const rows = new Map<string, Row>();
  for (const { topic, discussions, items, stories } of await windowOf(world.db, from, to)) {
    const row = rows.get(topic) ?? { topic, discussions: 0, items: 0, stories: 0 };
    row.discussions += discussions;
    row.items += items;
    row.stories += stories;
    rows.set(topic, row);
  }
  return {
    ...{ from: from.toISOString(), to: to.toISOString(), days },
    rows: [...rows.values()].sort(
      (a, b) => b.discussions - a.discussions || b.items - a.items || (a.topic < b.topic ? -1 : 1),
    ),
  };
}
