/**
 * Rules and model have a version. When it grows, posts of before are labelled again, the oldest day first: a batch a transaction, in
 * which the hours that it touches are put right too, so that a process may die anywhere and another goes on. What a person
 * or a case said stays.
 */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { VERSION } from "./classify.ts";
import { labelNow } from "./corrections.ts";
import { daysInRest, listDays } from "./days-store.ts";
import { HOUSE } from "./ingest.ts";
import { findOutdated } from "./labels-store.ts";
import { relabel } from "./relabelling.ts";
import { readSetting, writeSetting } from "./settings-store.ts";

const SETTING = "topics-labelled";
/** Small enough that posts which come in meanwhile wait for a blink. */
const BATCH = 500;
const PAUSE_MS = 100;

/** How far it came; `day` null: done. */
type So = { version: number; day: string | null; source: string; key: string };

export type Round = { looked: number; moved: number; done: boolean };

/** One batch. `version`: of the labels that are wanted. */
export function labelAgain(world: World, version = VERSION, most = BATCH): Promise<Round> {
  return transact(world, async (world) => {
    await lockHouse(world, HOUSE);
    const { db } = world;
    const kept = await readSetting(db, SETTING);
    const so: So | null = kept ? JSON.parse(kept) : null;
    if (so && so.version >= version && so.day === null) return { looked: 0, moved: 0, done: true };
    const write = (next: So) => writeSetting(db, SETTING, JSON.stringify(next));
    const days = [...(await listDays(db)), ...(await daysInRest(db))].sort();
    const goesOn = so?.version === version && so.day !== null;
    const at = goesOn ? so : { day: days[0] ?? null, source: "", key: "" };
    if (at.day === null) {
      await write({ version, day: null, source: "", key: "" });
      return { looked: 0, moved: 0, done: true };
    }
    const posts = await findOutdated(db, version, { ...at, day: at.day }, most);
    const moved = await relabel(world, posts, (post) => ({ ...labelNow(post), version }));
    const last = posts.at(-1);
    const isFull = posts.length === most;
    const next = days.find((day) => day > (at.day as string)) ?? null;
    await write(
      isFull && last
        ? { version, day: at.day, source: last.source, key: last.key }
        : { version, day: next, source: "", key: "" },
    );
    return { looked: posts.length, moved, done: !isFull && next === null };
  });
}

/** Labels again for as long as there is something, while the process has workers. */
export function startLabelling(world: World): { nudge(): void; stop(): Promise<void> } {
  let on = true;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  const turn = () => {
    let isDone = false;
    working = labelAgain(world)
      .then(({ done }) => {
        isDone = done;
      })
      .catch((error) => {
        isDone = true;
        world.log.error("posts could not be labelled again", { error });
      })
      .finally(() => {
        if (on && !isDone) timer = setTimeout(turn, PAUSE_MS);
      });
  };
  turn();
  return {
    nudge: () => {},
    stop: async () => {
      on = false;
      clearTimeout(timer);
      await working;
    },
  };
}
