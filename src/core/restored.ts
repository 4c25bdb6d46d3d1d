/** Does this database come from a backup? Read at each start, and by whoever has something to say of it. */
import { RESTORED, type Restored } from "./backup-epoch.ts";
import type { Db } from "./db.ts";

export async function restoreOf(db: Db): Promise<Restored | null> {
  const row = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", RESTORED)
    .executeTakeFirst();
  return row ? JSON.parse(row.value) : null;
}
