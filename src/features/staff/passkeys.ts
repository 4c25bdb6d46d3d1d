/**
 * Passkeys of staff: bound by an invitation, found by the authenticator itself, so that nobody has to be
 * named before the proof. What is asked and how an answer is verified: core/webauthn.ts.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { raiseAlarm } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import {
  challengeOf,
  creationOptions,
  handleOf,
  isCopied,
  requestOptions,
  verifyAnswer,
  verifyCreated,
} from "../../core/webauthn.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { findStaff, signInStaff } from "./actions.ts";
import { giveChallenge, spendSignIn, takeChallenge } from "./challenges.ts";
import { openInvite, type Shown } from "./invites.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const timeoutMs = rules.CHALLENGE_MINUTES * 60_000;
const desk = { kind: "system", id: "desk" } as const;

/** What a browser's `navigator.credentials.get` wants. The same for everybody: it names nobody. */
export async function beginSignIn(world: World) {
  await spendSignIn(world);
  const challenge = await giveChallenge(world, "sign-in");
  return requestOptions(world, { challenge, timeoutMs });
}

/**
 * Signs in with a passkey. Throws `sign-in-refused`, the same for every reason. A counter that did not
 * grow is recorded and raises an alarm: there are two of that passkey.
 */
export async function signInWithPasskey(world: World, response: AuthenticationResponseJSON) {
  await spendSignIn(world);
  const challenge = challengeOf(response.response.clientDataJSON);
  if (!(await takeChallenge(world, "sign-in", challenge))) throw rules.SignInRefused();
  const handle = handleOf(response);
  const accountId = rules.staffAccount(handle);
  const known = await findPasskey(world, accountId, response.id);
  const verified = known ? await verifyAnswer(world, response, known) : null;
  if (!verified) throw rules.SignInRefused();
  const { counter } = verified;
  const session = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    // Read again under the lock: of two copies that answer at once, one is the second.
    const passkey = await findPasskey(world, accountId, response.id);
    if (!passkey) return null;
    if (isCopied(passkey.counter, counter)) {
      await emit(world, desk, "staff.passkey-copied", accountId, { passkeyId: passkey.id });
      await raiseAlarm(world, "staff-passkey-copied", handle, { passkeyId: passkey.id });
      return null;
    }
    await store.noteUse(world.db, accountId, passkey.id, counter, world.now());
    return signInStaff(world, handle, "passkey");
  });
  if (!session) throw rules.SignInRefused();
  return session;
}

const findPasskey = async (world: World, accountId: string, credential: string) =>
  (await store.listPasskeys(world.db, accountId)).find((each) => each.credential === credential);

/** What `navigator.credentials.create` wants, for whoever holds the invitation. */
export async function beginEnrolment(world: World, shown: Shown) {
  await spendSignIn(world);
  const { accountId, inviteId } = await openInvite(world, shown);
  const id = rules.staffId(accountId);
  const { name = "", role } = (await findStaff(world, id)) ?? {};
  const challenge = await giveChallenge(world, `enrol:${inviteId}`);
  const options = await creationOptions(world, {
    challenge,
    timeoutMs,
    user: { handle: id, name },
  });
  return { staff: { id, name, role }, options };
}

/** Binds the passkey, uses the invitation up and signs in. Throws `gone`, `wrong-code`, `sign-in-refused`. */
export async function enrol(world: World, shown: Shown, response: RegistrationResponseJSON) {
  await spendSignIn(world);
  const { accountId, inviteId } = await openInvite(world, shown);
  const challenge = challengeOf(response.response.clientDataJSON);
  const isAsked = await takeChallenge(world, `enrol:${inviteId}`, challenge);
  const made = isAsked ? await verifyCreated(world, response) : null;
  if (!made) throw rules.SignInRefused();
  const session = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    const now = world.now();
    const invite = await store.findInvite(world.db, accountId, inviteId);
    if (!invite || invite.usedAt || invite.expiresAt <= now) return null;
    const id = world.id("pky");
    await store.endInvites(world.db, accountId, now);
    const { credential, publicKey, counter } = made;
    const row = { credential, publicKey, counter, accountId, id, since: now };
    await store.insertPasskey(world.db, row);
    await emit(world, desk, "staff.passkey-bound", accountId, { passkeyId: id, inviteId });
    return signInStaff(world, rules.staffId(accountId), "passkey");
  });
  if (!session) throw rules.InviteGone();
  return session;
}
