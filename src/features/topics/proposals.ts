/**
 * What might be a topic of its own: proposed once a week, decided by a person. Accepting notes it for whoever keeps
 * `content/topics.json`; the list of topics itself changes with a version of this program, as rules and weights do.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { problem } from "../../core/problem.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { HOUSE } from "./ingest.ts";
import { dayAfter, dayOf, startOf } from "./posts.ts";
import * as store from "./proposals-store.ts";
import { rising } from "./rising.ts";
import { readSetting, writeSetting } from "./settings-store.ts";

export const NoProposal = problem("no-proposal", 404, "There is no such proposal that is open.");

const SETTING = "topics-proposed";
const WEEKS = 3;
/** Titles that are looked at of each kind: a busy house sees the newest. */
const MOST = 20_000;

/** The Monday of the day's week. */
export const mondayOf = (day: string) =>
  dayAfter(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/** Proposals for the week before this Monday. Returns how many are new. */
export async function propose(world: World, monday: string): Promise<number> {
  const { db } = world;
  const week = dayAfter(monday, -7);
  const [from, to] = [startOf(week), startOf(monday)];
  const earlier = startOf(dayAfter(week, -7 * WEEKS));
  const found = rising(
    await store.findUnsure(db, from, to, MOST),
    await store.findUnsure(db, earlier, from, MOST),
    WEEKS,
    await store.findSure(db, from, to, MOST),
  );
  for (const { words, titles, ...counts } of found)
    await store.insertProposal(db, {
      ...{ id: world.id("tpr"), week, words, ...counts, state: "open" },
      titles: JSON.stringify(titles),
    });
  return found.length;
}

/** Time passed: once a week. */
export async function sweepProposals(world: World): Promise<number> {
  const monday = mondayOf(dayOf(world.now()));
  if ((await readSetting(world.db, SETTING)) === monday) return 0;
  await writeSetting(world.db, SETTING, monday);
  return 1 + (await propose(world, monday));
}

const LISTED = 100;

export const listProposals = async (world: World) => ({
  proposals: (await store.listProposals(world.db, LISTED)).map((row) => ({
    ...{ id: row.id, week: row.week, words: row.words, posts: row.posts, before: row.before },
    ...{ titles: row.titles, near: row.near, state: row.state, note: row.note },
    decided: row.decidedAt ? { at: row.decidedAt.toISOString(), by: row.decidedBy } : null,
  })),
});

export type Decision = { accept: boolean; note: string };

/** Throws `no-proposal`. */
export async function decide(world: World, actor: Actor, id: string, { accept, note }: Decision) {
  return transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const state = accept ? "accepted" : "dismissed";
    const said = { state, note, decidedBy: actor.id, decidedAt: world.now() };
    const row = await store.decideProposal(world.db, id, said);
    if (!row) throw NoProposal();
    await emit(world, actor, "topic.proposal-decided", HOUSE, {
      ...{ proposal: id, words: row.words, decision: state, why: note },
    });
    return { id, state };
  });
}
