/** How the audit stands, for whoever watches the house: when chains were last verified, and what was found. */
import type { World } from "../../core/world.ts";
import { STATE } from "./checkpoints.ts";
import * as store from "./store.ts";

/** `at` null: nothing was verified yet. `broken`: findings that nobody has closed. */
export async function auditStanding(world: World): Promise<{ at: Date | null; broken: number }> {
  const text = await store.readSetting(world.db, STATE);
  const at = text ? new Date((JSON.parse(text) as { at: string }).at) : null;
  return { at, broken: await store.countFindings(world.db) };
}
