import type { World } from "../../core/world.ts";
import { listDevices, readMethods } from "../accounts/index.ts";
import { boundAt, type Contact, isPresent, readContacts } from "../contacts/index.ts";
import { readLock } from "../lock/index.ts";
import { livePasskeys } from "../passkeys/index.ts";
import { type ProofKind, policyInForce } from "../policies/index.ts";
import { listRecoveryCodes } from "../proofs/index.ts";
import { readSession } from "../sessions/index.ts";
import { changeable, type Owner, readMe } from "../ways/index.ts";
import { couldReturn, type Has } from "./going-back.ts";
import { passwordInUse } from "./password.ts";
import * as rules from "./rules.ts";

/** Who is signed in, whether they could get back in without their phone, and what to do about it. */
export async function readCentre(world: World, owner: Owner) {
  const me = await readMe(world, owner);
  const facts = await gather(world, owner);
  const { back } = facts;
  return {
    ...me,
    back: back.can ? back : { ...back, from: back.from?.toISOString() ?? null },
    suggestions: rules.suggest(facts, world.now()).map(({ device, ...rest }) => ({
      ...rest,
      ...(device && { device: { ...device, lastSeenAt: device.lastSeenAt.toISOString() } }),
    })),
  };
}

async function gather(world: World, { accountId, sessionId }: Owner): Promise<rules.Facts> {
  const [methods, passkeys, codes, devices, session, password, lock, contacts] = await Promise.all([
    readMethods(world, accountId),
    livePasskeys(world, accountId),
    listRecoveryCodes(world, accountId),
    listDevices(world, accountId),
    readSession(world, accountId, sessionId),
    passwordInUse(world, accountId),
    readLock(world, accountId),
    readContacts(world, accountId),
  ]);
  const { min } = policyInForce(world).contacts;
  const present = contacts.filter(isPresent);
  const good = codes.filter(({ usedAt }) => !usedAt);
  const has: Has[] = [
    ...methods
      .filter(({ removedAt, distrustedAt }) => !removedAt && !distrustedAt)
      .flatMap(({ kind, since, tag }): Has[] => {
        const proof = proofOf[kind];
        return proof ? [{ kind: proof, since, tag: `${kind}:${tag}` }] : [];
      }),
    ...passkeys.map(
      ({ id, since, deviceBound }): Has => ({
        ...{ kind: "passkey", since, tag: `passkey:${id}`, deviceBound },
      }),
    ),
    ...good.map(({ id, since }): Has => ({ kind: "recovery-code", since, tag: `code:${id}` })),
    ...asOneWay(present, min),
  ];
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

/** Contacts are a way back when there are enough of them who said yes; as old as the last of so many. */
function asOneWay(present: readonly Contact[], min: number): Has[] {
  const times = present
    .filter(({ since, confirmedAt }) => since && confirmedAt)
    .map((contact) => boundAt(contact).getTime())
    .sort((a, b) => a - b);
  const last = times[min - 1];
  return last === undefined
    ? []
    : [{ kind: "contact-approval", since: new Date(last), tag: "contacts" }];
}

const proofOf: Readonly<Record<string, ProofKind>> = {
  phone: "sms-code",
  email: "email-code",
  authenticator: "authenticator-code",
};
/** What an owner can add here, the easiest first. */
const inOrder = [
  ["recovery-codes", "recovery-code"],
  ["email", "email-code"],
  ["passkey", "passkey"],
  ["contacts", "contact-approval"],
] as const;
const offered: readonly string[] = [...changeable, "contacts"];
const addable = inOrder.flatMap(([method, proof]) => (offered.includes(method) ? [proof] : []));
const canAddPasskey = offered.includes("passkey");
