/** Second verdicts that come faster than anybody reads: a bribed second person, or a tired one. */
import type { World } from "../../core/world.ts";
import { decides, listStaff } from "../staff/index.ts";
import { isRubberStamp, median, STAMPS } from "./rules.ts";
import { listSecondsOf } from "./verdict-store.ts";

/** From the first look to the verdict; whoever never looked took no time at all. */
export async function quickApprovals(world: World) {
  const people = (await listStaff(world)).filter(decides);
  const found = await Promise.all(
    people.map(async ({ id, name }) => {
      const seconds = await listSecondsOf(world.db, id, STAMPS);
      const took = seconds.map(({ at, seenAt }) => at.getTime() - (seenAt ?? at).getTime());
      return { id, name, medianMs: median(took), took };
    }),
  );
  return {
    people: found.flatMap(({ took, ...person }) => (isRubberStamp(took) ? [person] : [])),
  };
}
