/** The cases of some accounts, written anew from what these accounts hold. */
import type { World } from "../../core/world.ts";
import { termsInForce } from "../keeping/index.ts";
import { refresh } from "./facts-store.ts";

const DAY_MS = 86_400_000;
const AT_ONCE = 1_000;

/**
 * Cases that began before this stay as they were written: the claims that they were told from may have gone. Of a
 * case that began 7 days after the oldest claim that is kept, no earlier claim can be missing.
 */
const writtenSince = (world: World): Date =>
  new Date(world.now().getTime() - (termsInForce(world).recoveryDays - 7) * DAY_MS);

export async function rewrite(world: World, accounts: readonly string[]): Promise<number> {
  let changed = 0;
  for (let n = 0; n < accounts.length; n += AT_ONCE)
    changed += await refresh(world.db, accounts.slice(n, n + AT_ONCE), writtenSince(world));
  return changed;
}
