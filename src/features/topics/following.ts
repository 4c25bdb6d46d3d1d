/** New posts follow what a person said before: about these very words, or about the story that they turn out to tell. */
import type { Db } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { POST_DAYS } from "../keeping/index.ts";
import { VERSION } from "./classify.ts";
import { findSettled, findStory, listWordings } from "./labels-store.ts";
import { relabel } from "./relabelling.ts";

const DAY_MS = 86_400_000;
export const CORRECTED = "correction";

/** What people said of wordings, for as long as posts are kept: wording -> topic, the newest wins. */
export async function correctedWordings(db: Db, now: Date): Promise<ReadonlyMap<string, string>> {
  const rows = await listWordings(db, new Date(now.getTime() - POST_DAYS * DAY_MS));
  return new Map(rows.map(({ wording, topic }) => [wording, topic]));
}

/** These stories have new members: where a person settled one, the members follow. */
export async function followStories(world: World, stories: readonly string[]): Promise<number> {
  if (stories.length === 0) return 0;
  let moved = 0;
  for (const { story, topic } of await findSettled(world.db, stories)) {
    const members = (await findStory(world.db, story)).filter(
      ({ matchedBy }) => matchedBy !== CORRECTED,
    );
    const label = { topic, matchedBy: CORRECTED, version: VERSION };
    if (members.length > 0) moved += await relabel(world, members, () => label);
  }
  return moved;
}
