/**
 * Passkeys of staff (Web Authentication Level 3): bound by an invitation, user verification required,
 * found by the authenticator itself, so that nobody has to be named before the proof. The library is
 * read when it is first needed: most servers start more often than an agent signs in.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { raiseAlarm } from "../../core/alarms.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { findStaff, signInStaff } from "./actions.ts";
import { giveChallenge, spendSignIn, takeChallenge } from "./challenges.ts";
import { openInvite, type Shown } from "./invites.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const library = () => import("@simplewebauthn/server");
const rpId = (world: World) => new URL(world.config.url).hostname;
/** COSE: EdDSA, ES256, RS256. */
const algorithms = [-8, -7, -257];
const TIMEOUT_MS = rules.CHALLENGE_MINUTES * 60_000;
const desk = { kind: "system", id: "desk" } as const;

/** What a browser's `navigator.credentials.get` wants. The same for everybody: it names nobody. */
export async function beginSignIn(world: World) {
  await spendSignIn(world);
  const challenge = await giveChallenge(world, "sign-in");
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    ...{ rpID: rpId(world), challenge: new Uint8Array(challenge), timeout: TIMEOUT_MS },
    userVerification: "required",
  });
}

/** The challenge that an answer says it is to; empty when it cannot be read. */
function challengeOf(clientDataJSON: string): string {
  try {
    const said = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString());
    return typeof said?.challenge === "string" ? said.challenge : "";
  } catch {
    return "";
  }
}

/**
 * Signs in with a passkey. Throws `sign-in-refused`, the same for every reason. A counter that did not
 * grow is recorded and raises an alarm: there are two of that passkey.
 */
export async function signInWithPasskey(world: World, response: AuthenticationResponseJSON) {
  await spendSignIn(world);
  const challenge = challengeOf(response.response.clientDataJSON);
  if (!(await takeChallenge(world, "sign-in", challenge))) throw rules.SignInRefused();
  const handle = Buffer.from(response.response.userHandle ?? "", "base64url").toString();
  const accountId = rules.staffAccount(handle);
  const known = await findPasskey(world, accountId, response.id);
  const counter = known ? await counterOf(world, response, challenge, known) : null;
  if (!known || counter === null) throw rules.SignInRefused();
  const session = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    // Read again under the lock: of two copies that answer at once, one is the second.
    const passkey = await findPasskey(world, accountId, response.id);
    if (!passkey) return null;
    if (rules.isCopied(passkey.counter, counter)) {
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

type Known = { credential: string; publicKey: string };

/** The counter that came with a good signature; null when it is none. */
async function counterOf(
  world: World,
  response: AuthenticationResponseJSON,
  challenge: string,
  { credential, publicKey }: Known,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      ...{ expectedChallenge: challenge, expectedOrigin: world.config.url },
      ...{ expectedRPID: rpId(world), requireUserVerification: true },
      // The counter is judged by us, under the lock.
      credential: {
        ...{ id: credential, counter: 0 },
        publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")),
      },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

/** What `navigator.credentials.create` wants, for whoever holds the invitation. */
export async function beginEnrolment(world: World, shown: Shown) {
  await spendSignIn(world);
  const { accountId, inviteId } = await openInvite(world, shown);
  const id = rules.staffId(accountId);
  const { name = "", role } = (await findStaff(world, id)) ?? {};
  const challenge = await giveChallenge(world, `enrol:${inviteId}`);
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    ...{ rpName: world.config.operatorName, rpID: rpId(world), timeout: TIMEOUT_MS },
    ...{ userID: new Uint8Array(Buffer.from(id)), userName: name, userDisplayName: name },
    ...{ challenge: new Uint8Array(challenge), attestationType: "none" },
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return { staff: { id, name, role }, options };
}

/** Binds the passkey, uses the invitation up and signs in. Throws `gone`, `wrong-code`, `sign-in-refused`. */
export async function enrol(world: World, shown: Shown, response: RegistrationResponseJSON) {
  await spendSignIn(world);
  const { accountId, inviteId } = await openInvite(world, shown);
  const challenge = challengeOf(response.response.clientDataJSON);
  const isAsked = await takeChallenge(world, `enrol:${inviteId}`, challenge);
  const made = isAsked ? await credentialOf(world, response, challenge) : null;
  if (!made) throw rules.SignInRefused();
  const session = await transact(world, async (world) => {
    await lockAccount(world, accountId);
    const now = world.now();
    const invite = await store.findInvite(world.db, accountId, inviteId);
    if (!invite || invite.usedAt || invite.expiresAt <= now) return null;
    const id = world.id("pky");
    await store.endInvites(world.db, accountId, now);
    await store.insertPasskey(world.db, { ...made, accountId, id, since: now });
    await emit(world, desk, "staff.passkey-bound", accountId, { passkeyId: id, inviteId });
    return signInStaff(world, rules.staffId(accountId), "passkey");
  });
  if (!session) throw rules.InviteGone();
  return session;
}

async function credentialOf(world: World, response: RegistrationResponseJSON, challenge: string) {
  const { verifyRegistrationResponse } = await library();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      ...{ expectedChallenge: challenge, expectedOrigin: world.config.url },
      ...{ expectedRPID: rpId(world), requireUserVerification: true },
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return null;
    const { id, publicKey, counter } = registrationInfo.credential;
    return { credential: id, publicKey: Buffer.from(publicKey).toString("base64url"), counter };
  } catch {
    return null;
  }
}
