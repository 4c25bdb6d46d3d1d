/**
 * A person at the desk says what a story is about. It wins over every program, moves what is counted at once, is in the
 * house's chain with who and why, can be taken back, and is what the model learns from next.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { BadInput, problem } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { classify, VERSION } from "./classify.ts";
import { CORRECTED } from "./following.ts";
import { HOUSE } from "./ingest.ts";
import * as store from "./labels-store.ts";
import { dayOf } from "./posts.ts";
import { relabel } from "./relabelling.ts";
import { WITHIN_MS, wordingOf } from "./stories.ts";
import { isLabel } from "./taxonomy.ts";

export const NoPost = problem(
  "no-post",
  404,
  "There is no such post, or nobody wrote a title for it.",
);
export const NoCorrection = problem("no-correction", 404, "There is no such correction in force.");

/** Posts without a story are found by their very title; more than this are an attack, or an advertisement. */
const SAME_MOST = 500;
/** All posts that tell what this one tells, itself first. */
async function membersOf(world: World, post: store.LabelledPost): Promise<store.LabelledPost[]> {
  const { source, key } = post;
  const others = post.story
    ? await store.findStory(world.db, post.story)
    : await store.findSame(world.db, post.title, {
        ...{ from: dayOf(new Date(post.at.getTime() - WITHIN_MS)), most: SAME_MOST },
        to: dayOf(new Date(post.at.getTime() + WITHIN_MS)),
      });
  return [post, ...others.filter((each) => each.source !== source || each.key !== key)];
}

/** Labels a story, and the story that it turns out to be a part of. Returns how many posts were moved. */
async function settle(
  world: World,
  post: store.LabelledPost,
  labelOf: Parameters<typeof relabel>[2],
): Promise<{ moved: number; members: store.LabelledPost[] }> {
  const members = await membersOf(world, post);
  let moved = await relabel(world, members, labelOf);
  const now = await store.findPost(world.db, post.source, post.key);
  if (!now?.story || now.story === post.story) return { moved, members };
  const joined = await store.findStory(world.db, now.story);
  moved += await relabel(world, joined, labelOf);
  return { moved, members: joined };
}

export type Correcting = { source: string; key: string; topic: string; why: string };

/** Throws `no-post`, `bad-input`. */
export async function correct(world: World, actor: Actor, { source, key, topic, why }: Correcting) {
  if (!isLabel(topic))
    throw BadInput({ errors: [{ pointer: "/topic", detail: "There is no such topic." }] });
  return transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const post = await store.findPost(world.db, source, key);
    if (!post || post.title === "") throw NoPost();
    const now = world.now();
    const { moved, members } = await settle(world, post, () => ({
      ...{ topic, matchedBy: CORRECTED, version: VERSION },
    }));
    const earlier = await store.findInForce(world.db, members);
    const ids = earlier.map(({ id }) => id);
    if (ids.length > 0) await store.endCorrections(world.db, ids, actor.id, now);
    const id = world.id("tco");
    await store.insertCorrection(world.db, {
      ...{ id, source, key, topic, why, was: post.topic, title: post.title, lang: post.lang },
      wording: wordingOf(post.title)?.wording ?? null,
      ...{ madeBy: actor.id, madeAt: now },
    });
    await emit(world, actor, "topic.corrected", HOUSE, {
      ...{ correction: id, source, key, was: post.topic, topic, posts: moved, why },
    });
    return { id, was: post.topic, topic, posts: moved };
  });
}

/** The program says again what the story is about. Throws `no-correction`. */
export async function takeBack(world: World, actor: Actor, id: string, why: string) {
  return transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const found = await store.findCorrection(world.db, id);
    if (!found || found.undoneAt) throw NoCorrection();
    await store.endCorrections(world.db, [id], actor.id, world.now());
    const post = await store.findPost(world.db, found.source, found.key);
    // After retention its posts are gone: then it only teaches no longer.
    const moved = post ? (await settle(world, post, (each) => labelNow(each))).moved : 0;
    await emit(world, actor, "topic.correction-undone", HOUSE, {
      correction: id,
      posts: moved,
      why,
    });
    return { id, posts: moved };
  });
}

/** What rules and model say of a stored post. */
export function labelNow({ title, text, category }: store.LabelledPost) {
  const { topic, by } = classify({ title, ...(text && { text }), ...(category && { category }) });
  return { topic, matchedBy: by, version: VERSION };
}

const LISTED = 200;

export const listCorrections = async (world: World) => ({
  corrections: (await store.listCorrections(world.db, LISTED)).map((row) => ({
    ...{ id: row.id, source: row.source, key: row.key, title: row.title, was: row.was },
    ...{ topic: row.topic, why: row.why, by: row.madeBy, at: row.madeAt.toISOString() },
    undone: row.undoneAt ? { at: row.undoneAt.toISOString(), by: row.undoneBy } : null,
  })),
});

/** Those in force, as `scripts/train-topics.ts` reads them. */
export async function exportCorrections(world: World, most = 100_000) {
  const rows = await store.listCorrections(world.db, most);
  return rows
    .filter(({ undoneAt }) => undoneAt === null)
    .map(({ id, title, topic, lang }) => ({
      ...{ id, title, topic, lang: lang ?? (/[\u4e00-\u9fff]/.test(title) ? "zh" : "en") },
    }));
}
