/** After the load: the restore stands in the audit, is signed, and every chain is verified. */
import type { Config } from "../core/config.ts";
import { transact } from "../core/db.ts";
import type { Database } from "../database.ts";
import { makeCheckpoints, verifyAudit } from "../features/audit/index.ts";
import { noteRestore } from "../features/keeping/index.ts";
import { outbox } from "../ports/channels/outbox.ts";
import type { openWorld } from "../serve.ts";

export async function finishRestore(open: typeof openWorld, config: Config, database: Database) {
  const silent = outbox(() => {});
  const world = await open({ config, database, ports: () => ({ sms: silent, email: silent }) });
  try {
    await transact(world, noteRestore);
    await transact(world, makeCheckpoints);
    return await verifyAudit(world);
  } finally {
    await world.db.destroy();
  }
}
