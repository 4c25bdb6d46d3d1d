/**
 * Unusual viewing: who of the desk looks at far more files than their colleagues do, and who looks at cases
 * that they never held and were not drawn for. A list for a person to ask about; it accuses nobody.
 */
import type { World } from "../../core/world.ts";
import { decides, listStaff } from "../staff/index.ts";
import { medianOf, standsOut } from "./rules.ts";
import { caseOf, openDeeds } from "./search.ts";
import * as store from "./search-store.ts";
import { ownLooks } from "./words.ts";

const DAY_MS = 86_400_000;
const LOOKS_DAYS = 7;
/** A case that was held in this time before may be looked at again. */
const HELD_DAYS = 90;
const EVENTS_MAX = 20_000;
const SHOWN_MAX = 20;

type Look = { caseId: string; at: Date };

async function deedsOf(world: World, id: string, types: readonly string[], days: number) {
  const to = world.now();
  const from = new Date(to.getTime() - days * DAY_MS);
  const rows = await store.listDeeds(
    world.db,
    { actor: `agent:${id}`, types, from, to },
    EVENTS_MAX,
  );
  return openDeeds(world, rows);
}

type Looks = { views: number; reveals: number; strange: Look[] };

async function looksOf(world: World, id: string): Promise<Looks> {
  const views = await deedsOf(world, id, ownLooks.views, LOOKS_DAYS);
  const reveals = await deedsOf(world, id, ownLooks.reveals, LOOKS_DAYS);
  const held = await deedsOf(world, id, ["case.taken", "case.opened"], HELD_DAYS);
  const looked = new Map<string, Look>();
  for (const { row, payload } of views) {
    const caseId = caseOf(payload);
    if (caseId && !looked.has(caseId)) looked.set(caseId, { caseId, at: row.at });
  }
  const own = new Set(held.map(({ payload }) => caseOf(payload)));
  const strange = [...looked.values()].filter(({ caseId }) => !own.has(caseId));
  return { views: looked.size, reveals: reveals.length, strange };
}

/** Those of the last week, whoever stands out first. A case counts once a person. */
export async function unusualViewing(world: World) {
  const members = (await listStaff(world)).filter(decides);
  const looks: (Looks & { id: string; name: string })[] = [];
  for (const { id, name } of members) looks.push({ id, name, ...(await looksOf(world, id)) });
  const asked = [...new Set(looks.flatMap(({ strange }) => strange.map(({ caseId }) => caseId)))];
  const drawn = new Set(
    (await store.listDrawn(world.db, asked)).map(({ caseId, staffId }) => `${staffId} ${caseId}`),
  );
  const people = looks.map(({ id, name, views, reveals, strange }) => {
    const others = looks.filter((each) => each.id !== id);
    const of = (what: "views" | "reveals") => others.map((each) => each[what]);
    const cases = strange.filter(({ caseId }) => !drawn.has(`${id} ${caseId}`));
    return {
      ...{ staff: { id, name }, views, reveals },
      usual: { views: medianOf(of("views")), reveals: medianOf(of("reveals")) },
      standsOut: [
        ...(standsOut(views, of("views")) ? ["views" as const] : []),
        ...(standsOut(reveals, of("reveals")) ? ["reveals" as const] : []),
      ],
      notTheirs: cases.length,
      cases: cases.slice(0, SHOWN_MAX).map(({ caseId, at }) => ({ caseId, at: at.toISOString() })),
    };
  });
  return {
    days: LOOKS_DAYS,
    people: people
      .filter((each) => each.standsOut.length > 0 || each.notTheirs > 0)
      .sort((a, b) => b.standsOut.length - a.standsOut.length || b.notTheirs - a.notTheirs),
  };
}
