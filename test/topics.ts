/** Posts as the counting leaves them, for what is read from them: a row a post, and its hour. */
import type { World } from "../src/core/world.ts";
import { addToHours } from "../src/features/topics/posts-store.ts";

type Given = {
  source: string;
  topic: string;
  at: Date;
  title?: string;
  author?: string;
  story?: string;
  discussions?: number;
};

let made = 0;

/** One post, the first of a story of its own unless told otherwise. */
export async function putPost({ db }: Pick<World, "db">, given: Given): Promise<void> {
  const { source, topic, at, author = null, discussions = 1 } = given;
  const key = String(++made).padStart(8, "0");
  const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
  const day = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const begins = given.story === undefined;
  await db
    .insertInto("topicPosts")
    .values({
      ...{ day, source, key, at, topic, author, begins },
      ...{ title: given.title ?? `Title ${key}`, text: null, url: null, lang: "en" },
      ...{
        category: null,
        counter: null,
        matchedBy: "rule:test",
        version: 1,
        wording: null,
        story: given.story ?? key,
      },
      counts: true,
    })
    .execute();
  const stories = begins ? 1 : 0;
  await addToHours(db, [{ topic, hour, source, items: 1, stories, discussions }]);
}

export const putPosts = async (world: Pick<World, "db">, count: number, given: Given) => {
  for (let n = 0; n < count; n++) await putPost(world, given);
};

export const putSource = ({ db }: Pick<World, "db">, id: string, at: Date, more: object = {}) =>
  db
    .insertInto("topicSources")
    .values({
      ...{ id, kind: "rss", nameEn: `List ${id}`, nameZh: `榜单 ${id}`, url: null, config: "{}" },
      ...{ everySeconds: 600, enabled: true, nextAt: at, state: "fresh", stateAt: at },
      ...{ lastBodyAt: at, ...more },
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
