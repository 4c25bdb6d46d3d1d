/** A hold that time would end, made to stand for another of its terms: by as many people as the policy asks for. */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import { addJob, dropJob } from "../../core/jobs.ts";
import { forget } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { policyInForce } from "../policies/index.ts";
import { standingHolds, TIMER } from "./actions.ts";
import { HOLD } from "./enforcement.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/** A hold that stands now. Throws `no-hold`. */
export async function standingHold(world: World, accountId: string, holdId: string) {
  const hold = (await standingHolds(world, accountId)).find(({ id }) => id === holdId);
  if (!hold) throw rules.NoHold();
  return hold;
}

/** How two people of the desk end this hold, and how many renew it now, under the policy in force. */
export const deskMay = (world: World, hold: rules.Hold) => ({
  release: rules.howTwoEnd(policyInForce(world).holds[hold.reason]),
  renewal: rules.peopleToRenew(policyInForce(world), hold, world.now()),
});

type Renewal = { holdId: string; renewals: number; people: readonly rules.Decider[] };

/**
 * `renewals`: how often it had been renewed when this was asked for, so that the same request done again
 * changes nothing. `facts`: who decided. Throws `no-hold`, `no-renewal`.
 */
export const renewHold = (
  world: World,
  actor: Actor,
  accountId: string,
  { holdId, renewals, people }: Renewal,
  facts: Record<string, unknown> = {},
) =>
  transact(world, async (world) => {
    await lockAccount(world, accountId);
    const hold = await standingHold(world, accountId, holdId);
    if (hold.renewals > renewals) return;
    const expiresAt = rules.judgeRenewal(policyInForce(world), hold, people, world.now());
    if (!expiresAt) throw rules.NoRenewal();
    const now = world.now();
    const renewed = {
      ...{ expiresAt, renewals: hold.renewals + 1 },
      enforcedAt: rules.isToldTo(world.ports.directory, hold.scope) ? null : now,
    };
    await store.setRenewed(world.db, accountId, holdId, renewed);
    forget(world, `holds:${accountId}`);
    dropJob(world, accountId, TIMER, holdId);
    await addJob(world, {
      ...{ accountId, kind: TIMER, key: holdId, payload: { holdId } },
      dueAt: expiresAt,
    });
    // The wallet's own system has the old end. A key of its own: the first telling may still be under way.
    const told = { kind: HOLD, key: `${holdId}:${renewed.renewals}`, payload: { holdId } };
    if (rules.isToldTo(world.ports.directory, hold.scope))
      await addJob(world, { accountId, ...told, dueAt: now });
    const { reason, scope } = hold;
    const until = expiresAt.toISOString();
    await emit(world, actor, "hold.renewed", accountId, { holdId, reason, scope, until, ...facts });
  });
