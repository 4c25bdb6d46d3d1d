/** The lists of the desk: one read over all accounts, then filtered; nothing here is locked. */
import type { World } from "../../core/world.ts";
import { reference } from "../recovery/index.ts";
import { type Agent, byUrgency, isTaken } from "./desk.ts";
import * as store from "./store.ts";
import { listDrawnFor } from "./verdict-store.ts";
import { rowView } from "./view.ts";

export const views = ["mine", "team", "approvals", "late", "waiting", "theft", "all"] as const;
export type View = (typeof views)[number];

const DAY_MS = 86_400_000;
const OPEN_MAX = 1000;
const SHOWN_MAX = 200;

/** Rows of a view, theft first and then due first; how many there are in each; what closed today. */
export async function listCases(world: World, agent: Agent, view: View, q: string | undefined) {
  const now = world.now();
  const [open, drawn, closed] = await Promise.all([
    store.listOpen(world.db, OPEN_MAX),
    listDrawnFor(world.db, agent.id),
    store.listClosed(world.db, new Date(now.getTime() - DAY_MS), OPEN_MAX),
  ]);
  const drawnFor = new Set(drawn.filter(({ until }) => until > now).map(({ caseId }) => caseId));
  const is: Record<View, (row: store.ShownRow) => boolean> = {
    mine: (row) => isTaken(row, now) && row.takenBy === agent.id,
    team: (row) => row.state !== "second-check" && (row.team === null || row.team === agent.team),
    approvals: (row) => row.state === "second-check" && drawnFor.has(row.id),
    late: (row) => !row.pausedAt && row.dueAt <= now,
    waiting: (row) => row.state === "waiting-claimant",
    theft: (row) => row.isTheft,
    all: () => true,
  };
  const found = (view === "all" ? [...open, ...closed] : open).filter(
    (row) => is[view](row) && matches(row, q),
  );
  const rows = found.sort(byUrgency).slice(0, SHOWN_MAX);
  const count = (name: View) => open.filter(is[name]).length;
  return {
    cases: await Promise.all(rows.map((row) => rowView(world, row))),
    counts: {
      ...{ mine: count("mine"), team: count("team"), approvals: count("approvals") },
      ...{ late: count("late"), waiting: count("waiting"), theft: count("theft") },
    },
    closedToday: closed.length,
    now: now.toISOString(),
  };
}

/** A reference as it is read out on the telephone, or an id. */
function matches({ id }: store.ShownRow, q: string | undefined): boolean {
  const wanted = (q ?? "").toUpperCase().replace(/[^0-9A-Z_]/g, "");
  if (wanted === "") return true;
  return (
    id.toUpperCase() === wanted || reference(id).toUpperCase().replace("-", "").startsWith(wanted)
  );
}
