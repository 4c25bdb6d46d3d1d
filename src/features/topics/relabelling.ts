/**
 * Posts get another label, and everything that counts them goes along in the same transaction: their items, stories and
 * discussions, the growth of their counters, and the share of their author. The caller holds the row of `house:topics`.
 */
import type { World } from "../../core/world.ts";
import { type Change, hoursFor } from "./hours.ts";
import { type LabelledPost, moveReadings, updateLabels } from "./labels-store.ts";
import { hourOf } from "./posts.ts";
import { addToHours, type Known, type PostRow, updatePosts } from "./posts-store.ts";
import { withinShares } from "./shares.ts";
import { nearWordings, tell, wordingOf } from "./stories.ts";
import { OTHER } from "./taxonomy.ts";

export type NewLabel = { topic: string; matchedBy: string; version: number };

const nameOf = ({ source, key }: { source: string; key: string }) => `${source} ${key}`;

/** Returns how many posts are about something else now. */
export async function relabel(
  world: World,
  posts: readonly LabelledPost[],
  labelOf: (post: LabelledPost) => NewLabel,
): Promise<number> {
  const { db } = world;
  const after = posts.map((post): LabelledPost => {
    const label = labelOf(post);
    const worded = label.topic === OTHER || post.wording ? null : wordingOf(post.title);
    // Who is moved is counted by the share of the new topic; in `other` there is none.
    const counts = label.topic === post.topic ? post.counts : true;
    return { ...post, ...label, counts, wording: post.wording ?? worded?.wording ?? null };
  });
  const moved = after.flatMap((now, n) => {
    const was = posts[n] as LabelledPost;
    return now.topic === was.topic ? [] : [{ now, was }];
  });
  // Shares are asked of what is stored, so before the new labels are.
  const demoted = await withinShares(db, moved.map(({ now }) => now) as unknown as PostRow[]);
  await updateLabels(db, after);
  const others = new Map<string, Change>();
  for (const row of demoted)
    others.set(nameOf(row), { after: { ...row, counts: false }, before: row });
  await tellAnew(world, moved, others);
  await updatePosts(
    db,
    [...others.values()].map((change) => change.after),
  );
  await updateLabels(
    db,
    moved.map(({ now }) => now),
  );

  const grown = await moveReadings(
    db,
    moved.flatMap(({ now }) => (now.counter === null ? [] : [{ ...now, counter: now.counter }])),
  );
  const hours = hoursFor(
    [
      ...others.values(),
      // Taken from one topic, and new in the other.
      ...moved.map(({ was }) => ({ before: was, after: { ...was, counts: false } })),
      ...moved.map(({ now }) => ({ before: null, after: now })),
    ],
    grown.flatMap(({ source, at, growth, was, topic }) => [
      { topic: was, hour: hourOf(at), source, growth: -growth },
      { topic, hour: hourOf(at), source, growth },
    ]),
  );
  if (hours.length > 0) await addToHours(db, hours);
  return moved.length;
}

type Move = { now: LabelledPost; was: LabelledPost };

/** Posts that were about nothing tell something now. Those that were told before stay of the story that they are of. */
async function tellAnew(world: World, moved: readonly Move[], others: Map<string, Change>) {
  const fresh = moved.filter(({ now, was }) => now.wording !== null && was.wording === null);
  for (const { now } of moved) if (now.wording === null) now.begins = now.topic !== OTHER;
  if (fresh.length === 0) return;
  const worded = fresh.flatMap(({ now: { title, at } }) => {
    const found = wordingOf(title);
    return found ? [{ ...found, at }] : [];
  });
  const tellings = fresh.map(({ now: { source, key, at, wording } }) => ({
    ...{ source, key, at, wording: wording as string },
  }));
  const told = await tell(world.db, tellings, await nearWordings(world.db, worded));
  const own = new Map(moved.map(({ now }) => [nameOf(now), now]));
  for (const [name, standing] of told.fresh) Object.assign(own.get(name) ?? {}, standing);
  for (const row of told.demoted) {
    const mine = own.get(nameOf(row));
    if (mine) Object.assign(mine, { begins: false, story: row.story });
    else others.set(nameOf(row), laterThan(others.get(nameOf(row)), row));
  }
}

/** Begins its story no longer; what else has changed of it stays. */
const laterThan = (known: Change | undefined, row: Known): Change => ({
  after: { ...(known?.after ?? row), begins: false, story: row.story },
  before: known?.before ?? { ...row, begins: true },
});
