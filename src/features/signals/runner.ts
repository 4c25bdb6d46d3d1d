/**
 * Delivers for as long as the process has workers: a loop of its own for each subscriber, so that one
 * that hangs delays nobody else's. A lease in the database keeps two processes off one subscriber.
 */
import { untilNextLook, type World } from "../../core/world.ts";
import { deliverTo } from "./delivery.ts";
import { poster } from "./post.ts";
import * as store from "./store.ts";

/** For what another process wrote; this one's own is delivered at once. */
const LOOK_MS = 500;
/** Those who have written within so many milliseconds are looked after together. */
const TOGETHER_MS = 10;

export function startRunner(world: World) {
  const holder = world.id("run");
  const { post, close } = poster(world.config.deliverToLoopback);
  const running = new Map<string, Promise<void>>();
  let on = true;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  const loop = async (id: string) => {
    try {
      while (on && (await deliverTo(world, post, id, holder)) > 0);
    } catch (error) {
      world.log.error("a delivery failed", { error });
    }
  };
  const look = async () => {
    try {
      for (const { id } of await store.listWaiting(world.db, world.now()))
        if (on && !running.has(id))
          running.set(
            id,
            loop(id).finally(() => running.delete(id)),
          );
    } catch (error) {
      world.log.error("a delivery failed", { error });
    }
  };
  const turn = () => {
    clearTimeout(timer);
    if (looking) {
      // Somebody has written since this look began: it may have missed that.
      again = true;
      return;
    }
    looking = look().finally(() => {
      looking = undefined;
      if (!on) return;
      if (again) {
        again = false;
        turn();
      } else timer = setTimeout(turn, untilNextLook(LOOK_MS));
    });
  };
  turn();
  return {
    nudge: () => {
      if (!on) return;
      soon ??= setTimeout(() => {
        soon = undefined;
        turn();
      }, TOGETHER_MS);
    },
    stop: async () => {
      on = false;
      clearTimeout(timer);
      clearTimeout(soon);
      await looking;
      await Promise.all(running.values());
      await store.releaseAll(world.db, holder);
      close();
    },
  };
}

/** Delivers what is due now, to one subscriber after the other; for tests and benches. */
export async function deliverDue(world: World): Promise<void> {
  const { post, close } = poster(world.config.deliverToLoopback);
  const holder = world.id("run");
  try {
    for (const { id } of await store.listWaiting(world.db, world.now()))
      while ((await deliverTo(world, post, id, holder)) > 0);
  } finally {
    await store.releaseAll(world.db, holder);
    close();
  }
}
