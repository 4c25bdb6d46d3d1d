/** A number that belongs to somebody else now is released from the account. Only its operator can say so. */
import { raiseAlarm } from "../../core/alarms.ts";
import { emit } from "../../core/events.ts";
import { countIn } from "../../core/limits.ts";
import type { Actor, World } from "../../core/world.ts";
import { isShadow, type Method, reassignMethod } from "../accounts/index.ts";

const operator: Actor = { kind: "system", id: "operator" };
/** An operator that says so of everybody is broken: beyond this its word takes nothing, though no code counts. */
const RELEASES_PER_HOUR = 100;
const HOUR_MS = 3_600_000;

/**
 * The caller holds the account's lock. No name leads to the account by it any more and nothing is sent to it;
 * every other channel is told. The other ways back stay as they are.
 */
export async function release(world: World, accountId: string, method: Method): Promise<void> {
  if (isShadow(accountId) || method.reassignedAt) return;
  const windows = [{ key: "number-releases", windowMs: HOUR_MS }];
  const [counted] = await countIn(world, windows);
  if ((counted?.count ?? 1) > RELEASES_PER_HOUR)
    return raiseAlarm(world, "number-releases", "all", { perHour: RELEASES_PER_HOUR });
  await reassignMethod(world, accountId, method);
  await emit(world, operator, "number.released", accountId, { numberId: method.id });
}
