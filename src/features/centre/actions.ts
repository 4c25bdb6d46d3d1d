import type { World } from "../../core/world.ts";
import { listDevices, readMethods } from "../accounts/index.ts";
import { isPresent, readContacts } from "../contacts/index.ts";
import { readLock } from "../lock/index.ts";
import { livePasskeys } from "../passkeys/index.ts";
import { policyInForce } from "../policies/index.ts";
import { listRecoveryCodes } from "../proofs/index.ts";
import { readSession } from "../sessions/index.ts";
import { addable, couldReturn, heldBy, type Owner, type Return, readMe } from "../ways/index.ts";
import { passwordInUse } from "./password.ts";
import * as rules from "./rules.ts";

/** Who is signed in, whether they could get back in without their phone, and what to do about it. */
export async function readCentre(world: World, owner: Owner) {
  const me = await readMe(world, owner);
  const facts = await gather(world, owner);
  const { back } = facts;
  return {
    ...me,
    back: back.can
      ? { can: true as const, waitHours: back.waitHours, uses: back.uses }
      : { ...back, from: back.from?.toISOString() ?? null },
    suggestions: rules.suggest(facts, world.now()).map(({ device, ...rest }) => ({
      ...rest,
      ...(device && { device: { ...device, lastSeenAt: device.lastSeenAt.toISOString() } }),
    })),
  };
}

async function readHoldings(world: World, accountId: string) {
  const [methods, passkeys, codes, contacts] = await Promise.all([
    readMethods(world, accountId),
    livePasskeys(world, accountId),
    listRecoveryCodes(world, accountId),
    readContacts(world, accountId),
  ]);
  return { methods, passkeys, codes, contacts: contacts.filter(isPresent) };
}

/** Could the owner get back in if the phone were gone today? */
export async function readBack(world: World, accountId: string): Promise<Return> {
  const policy = policyInForce(world);
  const held = await readHoldings(world, accountId);
  return couldReturn(policy, heldBy(held, policy.contacts.min), addable, world.now());
}

async function gather(world: World, { accountId, sessionId }: Owner): Promise<rules.Facts> {
  const [held, devices, session, password, lock] = await Promise.all([
    readHoldings(world, accountId),
    listDevices(world, accountId),
    readSession(world, accountId, sessionId),
    passwordInUse(world, accountId),
    readLock(world, accountId),
  ]);
  const { codes, contacts: present } = held;
  const { min } = policyInForce(world).contacts;
  const good = codes.filter(({ usedAt }) => !usedAt);
  const has = heldBy(held, min);
  return {
    back: couldReturn(policyInForce(world), has, addable, world.now()),
    contacts: { present: present.length, min },
    codesLeft: codes.length > 0 ? good.length : null,
    password,
    lock: lock.rules,
    devices: devices.map(({ id, name, seenAt, tag }) => ({
      ...{ id, name, lastSeenAt: seenAt },
      current: session !== undefined && session.deviceTag !== "" && session.deviceTag === tag,
    })),
    passkey: has.some(({ kind }) => kind === "passkey") ? "has" : canAddPasskey ? "can" : "cannot",
  };
}

const canAddPasskey = addable.includes("passkey");
