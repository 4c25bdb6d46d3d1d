/** A restore is a fact of the house: it stands in a chain once, whoever did it and however often it is told. */
import { emit } from "../../core/events.ts";
import { restoreOf } from "../../core/restored.ts";
import type { World } from "../../core/world.ts";
import { lockHouse } from "../accounts/index.ts";
import { KEEPING } from "./retention.ts";
import * as store from "./store.ts";

const NOTED = "restore-noted";

export async function noteRestore(world: World): Promise<number> {
  const restored = await restoreOf(world.db);
  if (!restored || (await store.readSetting(world.db, NOTED)) === restored.id) return 0;
  await lockHouse(world, KEEPING);
  if ((await store.readSetting(world.db, NOTED)) === restored.id) return 0;
  await store.writeSetting(world.db, NOTED, restored.id);
  const { id: restoreId, backupAt, restoredAt } = restored;
  const system = { kind: "system", id: "restore" } as const;
  await emit(world, system, "data.restored", KEEPING, { restoreId, backupAt, restoredAt });
  return 1;
}
