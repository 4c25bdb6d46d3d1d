/** What a change of posts and counters adds to the hours, and takes from them. Pure. */
import { hourOf } from "./posts.ts";
import type { HourRow, Known } from "./posts-store.ts";

/** `before`: null when it is new. */
export type Change = { after: Known; before: Known | null };
type Grown = { topic: string; hour: Date; source: string; growth: number };

/** One item; a story where it begins one; a discussion unless its source counts them. Beyond its author's share, nothing. */
const share = ({ counts, begins, counter }: Known) => ({
  items: counts ? 1 : 0,
  stories: counts && begins ? 1 : 0,
  discussions: counts && counter === null ? 1 : 0,
});
const nothing = { items: 0, stories: 0, discussions: 0 };

/** In the order of their keys; those that stay as they are, are left out. */
export function hoursFor(changes: readonly Change[], grown: readonly Grown[]): HourRow[] {
  const hours = new Map<string, HourRow>();
  const add = (topic: string, hour: Date, source: string, more: typeof nothing) => {
    const name = `${topic} ${hour.toISOString()} ${source}`;
    const row = hours.get(name) ?? { topic, hour, source, ...nothing };
    row.items += more.items;
    row.stories += more.stories;
    row.discussions += more.discussions;
    hours.set(name, row);
  };
  for (const { after, before } of changes) {
    const now = share(after);
    const was = before ? share(before) : nothing;
    add(after.topic, hourOf(after.at), after.source, {
      ...{ items: now.items - was.items, stories: now.stories - was.stories },
      discussions: now.discussions - was.discussions,
    });
  }
  for (const { topic, hour, source, growth } of grown)
    add(topic, hour, source, { ...nothing, discussions: growth });
  return [...hours.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
    .filter(({ items, stories, discussions }) => items !== 0 || stories !== 0 || discussions !== 0);
}
