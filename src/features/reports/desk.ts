/** The desk reads, within a case whose file it has opened, what the owner reported elsewhere. */
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import * as cases from "../cases/index.ts";
import * as store from "./store.ts";
import { deskViewOf } from "./view.ts";

/** Throws `no-case`, `not-you`, `second-person`. */
export async function reportsOfCase(world: World, agent: cases.Agent, caseId: string) {
  await cases.demandOpen(world, agent, caseId);
  return cases.onCase(world, caseId, async (world, { held }) => {
    if ((await cases.barring(world, agent, held)) === "own") throw cases.NotYou();
    const key = await accountKey(world, held.accountId);
    const calendar = cases.calendarOf(world.config);
    const rows = await store.listReports(world.db, held.accountId);
    return { reports: rows.map((row) => deskViewOf(calendar, key, row, world.now())) };
  });
}
