/**
 * Nobody lifts a topic alone: of one author, where a source names them, three posts a topic and day in China count,
 * the earliest ones. The others are kept, and seen, and count nothing. Posts with a counter are the platform's own
 * count, of which their author is one.
 */
import type { Db } from "../../core/db.ts";
import { findShares, type Known, type PostRow } from "./posts-store.ts";
import { OTHER } from "./taxonomy.ts";

export const POSTS_OF_ONE_AUTHOR = 3;

const inOrder = (a: Known, b: Known) =>
  a.at.getTime() - b.at.getTime() || (`${a.source} ${a.key}` < `${b.source} ${b.key}` ? -1 : 1);
const groupOf = ({ author, topic, day }: Known) => `${author} ${topic} ${day}`;

/** Says of each of these new rows whether it counts; returns the rows of before that no longer do. */
export async function withinShares(db: Db, rows: readonly PostRow[]): Promise<Known[]> {
  const limited = rows.filter(
    ({ author, topic, counter }) => author !== null && topic !== OTHER && counter === null,
  );
  if (limited.length === 0) return [];
  const groups = Map.groupBy(limited, groupOf);
  const first = [...groups.values()].map(([row]) => row as PostRow & { author: string });
  const before = Map.groupBy(await findShares(db, first), groupOf);
  const demoted: Known[] = [];
  for (const [group, fresh] of groups) {
    const were = (before.get(group) ?? []).filter(({ counter }) => counter === null);
    const all = [...were, ...fresh].sort(inOrder);
    for (const row of all.slice(POSTS_OF_ONE_AUTHOR))
      if (were.includes(row)) demoted.push(row);
      else (row as PostRow).counts = false;
  }
  return demoted;
}
