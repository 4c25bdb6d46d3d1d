/** A freeze is ended by more than it took to place it: by a whole path, its wait included (policy.md). */
import { transact } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { demandUnguided, releaseHold, sayGuided } from "../holds/index.ts";
import { type Claimant, findOwn, lockOwn } from "./actions.ts";
import { fallsBack } from "./falling.ts";
import { policyOf } from "./judging.ts";
import { checkClaim } from "./number.ts";
import { move, refusal } from "./rules.ts";
import { view } from "./view.ts";

/**
 * The claimant of a recovery that is ready ends a hold, without setting a password. Throws what setting one
 * would throw (`not-proven`, `waiting`, `contested`, `ended`), `guided`, `no-hold`, `not-yours-to-release`, `too-early`.
 */
export async function releaseProven(world: World, claimant: Claimant, holdId: string) {
  await checkClaim(world, await findOwn(world, claimant));
  const proven = await transact(world, async (world) => {
    const { account, recovery } = await lockOwn(world, claimant);
    const done = move(recovery, { is: "credential-set" }, policyOf(world, recovery), world.now());
    if ("refused" in done) throw refusal(done, recovery);
    await demandUnguided(world, claimant.accountId, { recoveryId: recovery.id, isProven: true });
    return (await fallsBack(world, claimant, recovery, account.balanceHigh)) ?? recovery.situation;
  });
  if (typeof proven !== "string") throw proven;
  await releaseHold(world, claimant, claimant.accountId, holdId, { is: "proven", path: proven });
  return transact(world, async (world) => ({
    recovery: await view(world, (await lockOwn(world, claimant)).recovery),
  }));
}

/** The claimant is being told what to do. The same answer for a name without an account. */
export const guidedInClaim = (world: World, claimant: Claimant) =>
  transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    return sayGuided(world, claimant, claimant.accountId, {
      recoveryId: recovery.id,
      isWide: recovery.given.length > 0,
    });
  });
