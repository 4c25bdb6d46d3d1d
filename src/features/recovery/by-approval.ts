/**
 * Another device of the owner says yes, by the number that the claimant sees. Asked for by the claim
 * (`device-approval`), answered by the owner's session, in one transaction each: a yes that was given is a
 * proof that was accepted, or neither happened.
 */
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { findDevice, tagOf } from "../accounts/index.ts";
import {
  ApprovalGone,
  approvingDevice,
  askApproval,
  canBeApproved,
  endApproval,
  liveApprovals,
  matchNumber,
  NoneSignedIn,
  NotThisDevice,
  openApproval,
} from "../approvals/index.ts";
import { enforceHold } from "../holds/index.ts";
import { refuse } from "../proofs/index.ts";
import { demandFree, enter, type Owner } from "../ways/index.ts";
import type { Loaded } from "./judging.ts";
import { disown } from "./not-me.ts";
import type { WayToProve } from "./proving.ts";
import { accept, advance, lockRecovery } from "./standing.ts";
import { readTyped } from "./typed.ts";

/** The device that the claim itself came from, where the wallet named it. */
async function asking(world: World, recovery: Loaded): Promise<string | null> {
  const { deviceId } = await readTyped(world, recovery);
  if (!deviceId) return null;
  const known = await findDevice(world, recovery.accountId, deviceId);
  return known?.tag ?? tagOf(world, "device", deviceId);
}

export const byApproval: WayToProve = {
  later: true,
  async ask(world, recovery) {
    if (!(await this.isThere(world, recovery))) throw NoneSignedIn();
    const { accountId, id } = recovery;
    const { approval, isNew } = await askApproval(world, accountId, id);
    if (isNew)
      await emit(
        world,
        { kind: "claimant", ...claimantOf(recovery) },
        "approval.asked",
        accountId,
        {
          ...{ recoveryId: id, approvalId: approval.id },
        },
      );
    return {
      ...{ id: approval.id, proof: "device-approval", options: { number: approval.number } },
      sentAt: approval.askedAt.toISOString(),
      expiresAt: approval.expiresAt.toISOString(),
    };
  },
  /** The answer comes from the other device; whoever asks for it here has it already or has nothing. */
  async take(_world, { given }) {
    const before = given.find(({ kind }) => kind === "device-approval");
    return before ? { is: "right", given: before } : { is: "wrong", triesLeft: 0 };
  },
  isThere: async (world, recovery) =>
    canBeApproved(world, recovery.accountId, await asking(world, recovery)),
};

const claimantOf = ({ accountId, id }: Loaded) => ({ accountId, id, recoveryId: id, secret: "" });

/** Who asks, from where as far as it is known, since when. Only claims that still need it. */
export const readApprovals = (world: World, owner: Owner) =>
  transact(world, async (world) => {
    const { accountId } = owner;
    await enter(world, owner);
    const approvals = [];
    for (const each of await liveApprovals(world, accountId)) {
      const { recovery } = await lockRecovery(world, accountId, each.recoveryId);
      if (recovery.state !== "proving") continue;
      const device = await mayApprove(world, owner, recovery);
      approvals.push({
        ...{ id: each.id, situation: recovery.situation, browser: each.agent },
        ...{ askedAt: each.askedAt.toISOString(), expiresAt: each.expiresAt.toISOString() },
        ...{ triesLeft: each.triesLeft, here: device !== null },
      });
    }
    return { approvals, now: world.now().toISOString() };
  });

/** The device of this session, unless it is the one that asks. */
async function mayApprove(world: World, owner: Owner, recovery: Loaded) {
  // A browser that never had a claim sends no device's cookie: then it is another one.
  if (recovery.device !== "" && recovery.device === world.call?.device) return null;
  return approvingDevice(world, owner, await asking(world, recovery));
}

/**
 * The owner types the number. A wrong one, and a device that may not, are committed before they are refused.
 * Throws `no-approval`, `gone`, `not-this-device`, `wrong-code`, `held`, `guided`.
 */
export async function approve(world: World, owner: Owner, id: string, typed: string) {
  const { accountId } = owner;
  const said = await transact(world, async (world) => {
    const account = await enter(world, owner);
    await demandFree(world, owner);
    const approval = await openApproval(world, accountId, id);
    const { recovery } = await lockRecovery(world, accountId, approval.recoveryId);
    const facts = { recoveryId: recovery.id, approvalId: id };
    if (recovery.state !== "proving") {
      await endApproval(world, accountId, id, "ended");
      return ApprovalGone();
    }
    const device = await mayApprove(world, owner, recovery);
    if (!device) {
      await emit(world, owner, "approval.refused", accountId, { ...facts, why: "device" });
      return NotThisDevice();
    }
    const matched = await matchNumber(world, accountId, approval, typed);
    if (matched.is === "wrong") {
      await emit(world, owner, "approval.refused", accountId, { ...facts, why: "number" });
      return matched;
    }
    await endApproval(world, accountId, id, "approved");
    await emit(world, owner, "approval.given", accountId, { ...facts, device: device.name });
    const accepted = await accept(world, owner, recovery, {
      ...{ kind: "device-approval", at: world.now().toISOString(), methodId: device.id },
      methodSince: device.boundAt.toISOString(),
      sharesWith: [`device:${device.tag}`],
    });
    await advance(world, owner, accepted, account.balanceHigh);
    return null;
  });
  if (said instanceof Error) throw said;
  if (said) refuse(said);
  return { done: "approved", at: world.now().toISOString() };
}

/** "This wasn't me": stops the claim and freezes what leaves, as from any message. Throws `no-approval`, `gone`. */
export async function refuseApproval(world: World, owner: Owner, id: string) {
  const { accountId } = owner;
  const { said, hold } = await transact(world, async (world) => {
    await enter(world, owner);
    const { recoveryId } = await openApproval(world, accountId, id);
    const { recovery } = await lockRecovery(world, accountId, recoveryId);
    await endApproval(world, accountId, id, "refused");
    // A session of a young device may be the thief's own: it pauses the claim, and people decide.
    const disputed = (await mayApprove(world, owner, recovery)) === null;
    return disown(world, owner, { accountId, kind: "recovery", subject: recoveryId }, disputed);
  });
  if (!hold) return said;
  await enforceHold(world, accountId, hold.id);
  return { ...said, ...(hold.expiresAt && { frozenUntil: hold.expiresAt.toISOString() }) };
}
