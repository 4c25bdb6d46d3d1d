/** What a signed-in owner sees of the account and of the ways back in: masked, never a secret. */
import { NotSignedIn } from "../../core/problem.ts";
import type { World } from "../../core/world.ts";
import {
  listDevices,
  maskEmail,
  maskPhone,
  readAccount,
  readMethods,
  readPerson,
} from "../accounts/index.ts";
import { offered } from "../faces/index.ts";
import { policyInForce } from "../policies/index.ts";
import { listRecoveryCodes } from "../proofs/index.ts";
import { readSession } from "../sessions/index.ts";
import type { Owner } from "./actions.ts";
import { contactsOf } from "./contacts.ts";
import { faceView } from "./face.ts";
import { passkeyOfChange, passkeysView } from "./passkey.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

export async function readMe(world: World, { accountId, sessionId }: Owner) {
  const account = await readAccount(world, accountId);
  const session = await readSession(world, accountId, sessionId);
  if (!account || !session) throw NotSignedIn();
  const { names } = await readPerson(world, accountId);
  const fresh = rules.isFresh(session, world.now()) ? session.freshUntil : null;
  return {
    account: { id: accountId, name: names[0] ?? null, locale: account.locale },
    freshUntil: fresh?.toISOString() ?? null,
    signedInVia: "handoff" as const,
    now: world.now().toISOString(),
  };
}

export async function readWays(world: World, { accountId, sessionId }: Owner) {
  const policy = policyInForce(world);
  const methods = (await readMethods(world, accountId)).filter((method) => !method.removedAt);
  const live = (kind: string) => methods.find((method) => method.kind === kind);
  const [phone, email, app] = [live("phone"), live("email"), live("authenticator")];
  const face = live("face");
  const session = await readSession(world, accountId, sessionId);
  const devices = await listDevices(world, accountId);
  const pending = await store.listPending(world.db, accountId);
  const named = await passkeyOfChange(world, accountId);
  return {
    phone: phone
      ? { masked: maskPhone(phone.data), verifiedAt: phone.verifiedAt?.toISOString() ?? null }
      : null,
    email: email
      ? { masked: maskEmail(email.data), verifiedAt: email.verifiedAt?.toISOString() ?? null }
      : null,
    recoveryCodes: await savedCodes(world, accountId),
    authenticator: app
      ? {
          addedAt: app.since.toISOString(),
          countsFrom: rules.countsFrom(policy, app.since).toISOString(),
        }
      : null,
    passkeys: await passkeysView(world, accountId),
    contacts: await contactsOf(world, accountId),
    /** `offered`: this server compares faces, and this owner is old enough. */
    face: face ? faceView(world, face.since) : null,
    faceOffered: "verifier" in (await offered(world, accountId)),
    devices: devices.map(({ id, name, boundAt, seenAt, tag }) => ({
      id,
      name,
      boundAt: boundAt.toISOString(),
      lastSeenAt: seenAt.toISOString(),
      current: tag === session?.deviceTag,
    })),
    pending: pending
      .filter(({ method }) => method !== rules.DRAFT)
      .map((change) => {
        const passkey = named.get(change.id);
        return { ...rules.pendingView(change), ...(passkey && { passkey }) };
      }),
  };
}

/** Codes that replaced used ones are younger than the set: the set's age is that of its oldest. */
async function savedCodes(world: World, accountId: string) {
  const codes = await listRecoveryCodes(world, accountId);
  const left = codes.filter(({ usedAt }) => !usedAt);
  const ages = (left.length > 0 ? left : codes).map(({ since }) => since.getTime());
  if (ages.length === 0) return null;
  const createdAt = new Date(Math.min(...ages));
  return {
    left: left.length,
    createdAt: createdAt.toISOString(),
    countsFrom: rules.countsFrom(policyInForce(world), createdAt).toISOString(),
  };
}
