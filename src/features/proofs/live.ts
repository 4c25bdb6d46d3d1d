/** Whether digits that turn up elsewhere are a code of ours that still works. */
import { keyedHashes, sameSecret } from "../../core/crypto.ts";
import type { World } from "../../core/world.ts";
import { listLive } from "./store.ts";

/** Compared with every live code of the account, whoever asked for it. Counts as no try. */
export async function isLiveCode(world: World, accountId: string, digits: string) {
  for (const { id, codeHash } of await listLive(world.db, accountId, world.now()))
    for (const hash of keyedHashes(world.keys, "codes", `${id}:${digits}`))
      if (sameSecret(hash, codeHash)) return true;
  return false;
}
