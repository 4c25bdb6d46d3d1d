import { raiseAlarm } from "../../core/alarms.ts";
import { sha256 } from "../../core/crypto.ts";
import { emit } from "../../core/events.ts";
import { accountKey } from "../../core/vault.ts";
import {
  challengeOf,
  creationOptions,
  handleOf,
  isCopied,
  type Made,
  readAnswer,
  readCreated,
  requestOptions,
  type Verified,
  verifyAnswer,
  verifyCreated,
} from "../../core/webauthn.ts";
import type { Actor, World } from "../../core/world.ts";
import { openFor, readAccount, sealFor, tagOf } from "../accounts/index.ts";
import { Resting } from "../proofs/index.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const context = (id: string) => `passkey:${id}`;

/** Those in place and those removed, opened; the oldest first. */
export async function readPasskeys(world: World, accountId: string): Promise<rules.Passkey[]> {
  const rows = await store.listPasskeys(world.db, accountId);
  if (rows.length === 0) return [];
  const key = await accountKey(world, accountId);
  return rows.map((row) => ({ ...row, name: openFor(key, row.name, context(row.id)) }));
}

export const livePasskeys = async (world: World, accountId: string) =>
  (await readPasskeys(world, accountId)).filter(({ removedAt }) => removedAt === null);

type For = { accountId: string; subjectId: string; purpose: rules.Purpose };

/** A challenge for this claim or session; the caller holds the account's lock. Throws `resting`. */
async function giveChallenge(world: World, { accountId, subjectId, purpose }: For) {
  const askedAt = world.now();
  const after = new Date(askedAt.getTime() - rules.CHALLENGE_MS);
  const asked = await store.listAsked(world.db, accountId, subjectId, after);
  const times = asked.map(({ askedAt }) => askedAt);
  const until = rules.judgeAsking(times, askedAt);
  if (until) throw Resting({ until: until.toISOString() });
  const challenge = world.bytes(32);
  const hash = sha256(challenge.toString("base64url"));
  const expiresAt = new Date(askedAt.getTime() + rules.CHALLENGE_MS);
  const row = { accountId, hash, subjectId, purpose, askedAt, expiresAt };
  await store.insertChallenge(world.db, row);
  return { challenge, expiresAt, triesLeft: rules.CHALLENGES_MAX - times.length };
}

/**
 * Asks for a passkey. `allow`: names the credentials, for somebody who is signed in; without it the answer
 * is the same for everybody, and the authenticator finds the passkey itself. Throws `resting`.
 */
export async function askPasskey(world: World, asked: For & { allow?: string[] }) {
  const { challenge, expiresAt, triesLeft } = await giveChallenge(world, asked);
  const options = await requestOptions(world, {
    ...{ challenge, timeoutMs: rules.CHALLENGE_MS },
    ...(asked.allow && { allow: asked.allow }),
  });
  return { options, expiresAt, triesLeft };
}

/** An answer looked at before the lock is taken; the same work for a passkey that nobody has. */
export type Looked = {
  challenge: string;
  found: { id: string; verified: Verified } | null;
};

/** Checks a signature: slow, so outside of a transaction, and nothing is decided by it alone. */
export async function lookAtAnswer(
  world: World,
  accountId: string,
  sent: unknown,
): Promise<Looked> {
  const answer = readAnswer(sent);
  if (!answer) return { challenge: "", found: null };
  const known = (await store.listPasskeys(world.db, accountId)).find(
    ({ credential }) => credential === answer.id,
  );
  const decoy = { credential: answer.id, publicKey: rules.DECOY };
  const verified = await verifyAnswer(world, answer, known ?? decoy);
  // Section 7.2 steps 6 and 18: the handle leads to this account, and what may be copied stays what it was.
  const fits =
    known !== undefined &&
    handleOf(answer) === known.handle &&
    verified?.deviceBound === known.deviceBound;
  return {
    challenge: challengeOf(answer.response.clientDataJSON),
    found: known && verified && fits ? { id: known.id, verified } : null,
  };
}

type Tried = { is: "right"; passkey: rules.Passkey } | { is: "wrong"; triesLeft: number };

/**
 * Decides under the account's lock; the caller commits whatever comes out. The challenge is used up by a
 * wrong answer too. A counter that did not grow is refused, recorded and raises an alarm.
 */
export async function takeAnswer(
  world: World,
  actor: Actor,
  { accountId, subjectId, purpose }: For,
  looked: Looked,
): Promise<Tried> {
  const now = world.now();
  const which = { hash: sha256(looked.challenge), subjectId, purpose };
  const isAsked = await store.useChallenge(world.db, accountId, which, now);
  const { found } = looked;
  // Read again under the lock: of two copies that answer at once, one is the second.
  const passkey = (await readPasskeys(world, accountId)).find(({ id }) => id === found?.id);
  const after = new Date(now.getTime() - rules.CHALLENGE_MS);
  const asked = await store.listAsked(world.db, accountId, subjectId, after);
  const wrong: Tried = { is: "wrong", triesLeft: rules.CHALLENGES_MAX - asked.length };
  if (!isAsked || !found || !passkey) return wrong;
  const { counter } = found.verified;
  if (isCopied(passkey.counter, counter)) {
    await emit(world, actor, "passkey.copied", accountId, { passkeyId: passkey.id });
    await raiseAlarm(world, "passkey-copied", accountId, { passkeyId: passkey.id });
    return wrong;
  }
  await store.noteUse(world.db, accountId, passkey.id, { counter, lastUsedAt: now });
  return { is: "right", passkey };
}

/** The same for every passkey of an account under the key of today: 32 bytes of no meaning. */
const handleFor = (world: World, accountId: string) => tagOf(world, "passkey", accountId);

/** What `navigator.credentials.create` wants; the caller holds the lock. Throws `too-many-passkeys`, `resting`. */
export async function askNewPasskey(
  world: World,
  { accountId, subjectId, label }: { accountId: string; subjectId: string; label: string },
) {
  const live = await livePasskeys(world, accountId);
  const { challenge, expiresAt } = await giveChallenge(world, {
    ...{ accountId, subjectId, purpose: "enrol" },
  });
  const options = await creationOptions(world, {
    ...{ challenge, timeoutMs: rules.CHALLENGE_MS },
    user: { handle: handleFor(world, accountId), name: label },
    exclude: live.map(({ credential }) => credential),
  });
  return { options, expiresAt };
}

export type LookedNew = { challenge: string; made: Made | null };

export async function lookAtNew(world: World, sent: unknown): Promise<LookedNew> {
  const answer = readCreated(sent);
  if (!answer) return { challenge: "", made: null };
  return {
    challenge: challengeOf(answer.response.clientDataJSON),
    made: await verifyCreated(world, answer),
  };
}

/** A passkey that was made and waits to be put in place. Nothing in it is secret. */
export type NewPasskey = {
  id: string;
  credential: string;
  publicKey: string;
  counter: number;
  deviceBound: boolean;
  deviceTag: string | null;
  handle: string;
  name: string;
};

/**
 * Takes the answer to `askNewPasskey` under the lock; null: not a good one, and its challenge is used up.
 * `deviceTag`: of the session. A key that cannot leave this very device shares that device.
 */
export async function takeNew(
  world: World,
  asked: { accountId: string; subjectId: string; name: string; deviceTag: string },
  { challenge, made }: LookedNew,
): Promise<NewPasskey | null> {
  const { accountId, subjectId, name, deviceTag } = asked;
  const which = { hash: sha256(challenge), subjectId, purpose: "enrol" };
  const isAsked = await store.useChallenge(world.db, accountId, which, world.now());
  if (!isAsked || !made) return null;
  const { transports, ...rest } = made;
  const isHere = made.deviceBound && transports.includes("internal") && deviceTag !== "";
  return {
    ...rest,
    id: world.id("pky"),
    deviceTag: isHere ? deviceTag : null,
    handle: handleFor(world, accountId),
    name,
  };
}

/** Puts a passkey in place; the caller holds the lock. One that is there already stays as it is. */
export async function bindPasskey(
  world: World,
  accountId: string,
  { name, ...passkey }: NewPasskey,
  { since, verifiedAt }: { since: Date; verifiedAt: Date },
) {
  if (!(await readAccount(world, accountId))) return;
  const sealed = sealFor(world, await accountKey(world, accountId), name, context(passkey.id));
  await store.insertPasskey(world.db, { ...passkey, accountId, name: sealed, since, verifiedAt });
}

/** It signs nobody in any more, and still proves for as long as removed ways do. */
export const unbindPasskey = (world: World, accountId: string, id: string) =>
  store.setRemoved(world.db, accountId, id, world.now());

export async function sweepPasskeys(world: World): Promise<number> {
  const { numDeletedRows } = await store.sweepChallenges(world.db, world.now());
  return Number(numDeletedRows);
}
