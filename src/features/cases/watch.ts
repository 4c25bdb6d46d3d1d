/** Hints for the desk that something has changed: `GET /v1/desk/events`. What it is, is fetched again. */
import { TooMany } from "../../core/limits.ts";
import { type Source, watching } from "../../core/stream.ts";
import type { World } from "../../core/world.ts";
import type { Agent } from "./desk.ts";
import { newestChange } from "./store.ts";

const LOOK_MS = 2_000;
/** Lines that one process keeps open for one person: a window or two, and one while pages change. */
const LINES_MAX = 6;
const open = new Map<string, number>();

/**
 * Names the case that changed last, whenever that is another one or changed again. Several changes within a
 * look are one hint: the reader fetches its list anyway. Throws `too-many`.
 */
export function watchDesk(world: World, agent: Agent): Source {
  const lines = open.get(agent.id) ?? 0;
  if (lines >= LINES_MAX) throw TooMany({ until: world.now().toISOString() });
  const source = watching("case", LOOK_MS, async () => {
    const newest = await newestChange(world.db);
    const id = newest ? `${newest.id}.${newest.lastAt.getTime()}` : "none";
    return {
      id,
      data: { kind: "case", caseId: newest?.id ?? null, type: newest?.lastType ?? null },
      isLast: false,
    };
  });
  return async function* (lastId, signal) {
    open.set(agent.id, (open.get(agent.id) ?? 0) + 1);
    try {
      yield* source(lastId, signal);
    } finally {
      const left = (open.get(agent.id) ?? 1) - 1;
      if (left > 0) open.set(agent.id, left);
      else open.delete(agent.id);
    }
  };
}
