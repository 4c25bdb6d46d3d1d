/** Posts with their labels, for who judges labels. */
import type { World } from "../../core/world.ts";
import { POST_DAYS } from "../keeping/index.ts";
import { listPosts } from "./labels-store.ts";
import { dayAfter, dayOf } from "./posts.ts";

const LISTED = 50;

export type Asked = { topic: string; before?: string | undefined; limit?: number | undefined };

/** The newest first. Next page: `before` is the `at` of the last. */
export async function listLabelled(world: World, { topic, before, limit }: Asked) {
  const until = before ? new Date(before) : new Date(world.now().getTime() + 1);
  const day = dayAfter(dayOf(world.now()), -POST_DAYS);
  const rows = await listPosts(world.db, topic, { before: until, day }, limit ?? LISTED);
  return {
    posts: rows.map((row) => ({
      ...{ source: row.source, key: row.key, title: row.title, url: row.url, lang: row.lang },
      ...{ at: row.at.toISOString(), topic: row.topic, by: row.matchedBy, story: row.story },
      counts: row.counts,
    })),
  };
}
