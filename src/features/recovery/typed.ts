/** What a claimant typed to name the account; sealed with the account's key. */
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { openFor, readAccount } from "../accounts/index.ts";
import type { Loaded } from "./judging.ts";

const IDENTIFIER = (recoveryId: string) => `identifier:${recoveryId}`;
export type Typed = { value: string; deviceId: string | null };

/** What the claimant typed, and the wallet's device that vouched, opened. */
export async function readTyped(world: World, recovery: Loaded): Promise<Typed> {
  if (!(await readAccount(world, recovery.accountId))) return { value: "", deviceId: null };
  return openTyped(await accountKey(world, recovery.accountId), recovery);
}
export const openTyped = (key: Buffer, { id, identifier }: Loaded): Typed =>
  JSON.parse(openFor(key, identifier, IDENTIFIER(id)));
export const typedContext = IDENTIFIER;
