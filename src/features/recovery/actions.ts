import { sameSecret, sha256 } from "../../core/crypto.ts";
import { transact } from "../../core/db.ts";
import { emit } from "../../core/events.ts";
import type { Given } from "../../core/tables.ts";
import { readToken } from "../../core/tokens.ts";
import { noWait } from "../../core/unit.ts";
import type { Actor, World } from "../../core/world.ts";
import {
  findCandidates,
  isShadow,
  readAhead,
  readIdentifier,
  readMethods,
  tagOf,
} from "../accounts/index.ts";
import { enforceHold } from "../holds/index.ts";
import { codeGoesTo } from "../numbers/index.ts";
import type { ProofKind } from "../policies/index.ts";
import {
  type Destination,
  NotYet,
  newestCode,
  type Outcome,
  refuse,
  requestCode,
  type SentCode,
  sendsOfDay,
  sentCodes,
  type TypedCode,
  tryCode,
  typedCodes,
} from "../proofs/index.ts";
import { disabledProofs } from "../staff/index.ts";
import { type Loaded, policyOf, readAheadOfJudging } from "./judging.ts";
import { checkClaim, isRecognised } from "./number.ts";
import { type Answer, otherWays, type Taken } from "./proving.ts";
import { AlreadyEnded, isEnded, NoRecovery, ProveFirst, SwitchedOff } from "./rules.ts";
import { accept, advance, lockRecovery } from "./standing.ts";
import { findRecovery, listCompleted } from "./store.ts";
import { openTyped, readTyped } from "./typed.ts";
import { type RecoveryView, view } from "./view.ts";

export type Claimant = Extract<Actor, { kind: "claimant" }>;

/** Who holds the token of a recovery. The secret is compared once the row is loaded. */
export function recogniseClaimant(world: World, token: string | undefined): Claimant | null {
  const facts = token ? readToken(world, "claimant", token) : null;
  if (!facts?.accountId || !facts.id || !facts.secret) return null;
  const { accountId, id, secret } = facts;
  return { kind: "claimant", id, accountId, recoveryId: id, secret };
}

/** The claimant's recovery under its lock; `no-recovery` when the token is not the row's. */
export async function lockOwn(world: World, claimant: Claimant) {
  const locked = await lockRecovery(world, claimant.accountId, claimant.recoveryId);
  if (!sameSecret(sha256(claimant.secret), locked.recovery.tokenHash)) throw NoRecovery();
  return locked;
}

/** The claimant's recovery as it was last written, without its lock. */
export async function findOwn(world: World, { accountId, recoveryId, secret }: Claimant) {
  const recovery = (await findRecovery(world.db, accountId, recoveryId)) as Loaded | undefined;
  if (!recovery || !sameSecret(sha256(secret), recovery.tokenHash)) throw NoRecovery();
  return recovery;
}

/** Claims whose claimants came to their end: they are the owner, as far as proofs can tell. */
export const completedClaims = (world: World, accountId: string): Promise<string[]> =>
  listCompleted(world.db, accountId);

export const readRecovery = (world: World, claimant: Claimant) =>
  transact(world, async (world) => {
    const { recovery } = await lockOwn(world, claimant);
    return { recovery: await view(world, recovery), now: world.now().toISOString() };
  });

/** Sends for what a deed of this claimant reads, so that one trip brings it all. */
function readAheadOf(world: World, { accountId, recoveryId }: Claimant, proof: string) {
  readAhead(world, accountId);
  noWait(world, newestCode(world, accountId, recoveryId, proof));
}

/**
 * Asks for a proof: a code is sent, or what the claimant's browser needs comes with the answer. Throws
 * `too-soon`, `resting`, `too-many-messages`, `switched-off`, `prove-first`, `ended`.
 */
export async function requestProof(world: World, claimant: Claimant, proof: string) {
  if (proof === "sms-code" && world.ports.telecom)
    await checkClaim(world, await findOwn(world, claimant));
  const asksOutside = otherWays[proof as ProofKind]?.prepareAsk;
  const ready = asksOutside && (await asksOutside(world, await findOwn(world, claimant)));
  return transact(world, async (world) => {
    readAheadOf(world, claimant, proof);
    const { recovery } = await lockOwn(world, claimant);
    if (isEnded(recovery.state)) throw AlreadyEnded({ state: recovery.state });
    const way = otherWays[proof as ProofKind];
    if (!way && !sentCodes.includes(proof as SentCode)) throw NotYet();
    if ((await disabledProofs(world)).some((kind) => kind === proof)) throw SwitchedOff();
    if (way?.later && !(await isRecognised(world, recovery))) throw ProveFirst();
    if (way) return { challenge: await way.ask(world, recovery, ready) };
    return { challenge: await askForCode(world, recovery, proof as SentCode) };
  });
}

/** The code of a claim; the caller holds the lock. Throws what `requestCode` throws. */
export const askForCode = async (world: World, recovery: Loaded, proof: SentCode) =>
  requestCode(world, {
    accountId: recovery.accountId,
    subjectId: recovery.id,
    purpose: "recovery",
    proof,
    destination: await destinationOf(world, recovery, proof),
    recognised: await isRecognised(world, recovery),
    locale: recovery.locale === "zh" ? "zh" : "en",
    policy: policyOf(world, recovery),
  });

/**
 * Where a code of this claim goes: to what was typed when it is the account's, else to the account's
 * own number or mailbox. Nowhere, at the same cost, when there is none.
 */
async function destinationOf(
  world: World,
  recovery: Loaded,
  proof: SentCode,
): Promise<Destination> {
  const kind = proof === "sms-code" ? "phone" : "email";
  const days = policyOf(world, recovery).changes.removedCountsDays;
  const removedAfter = world.now().getTime() - days * 86_400_000;
  const methods = await readMethods(world, recovery.accountId);
  const method = codeGoesTo(methods, kind, recovery.identifierTag, removedAfter);
  // Looked up in either case: a stranger must not tell the two apart by the time it takes.
  const { value } = await readTyped(world, recovery);
  const isTyped = recovery.identifierKind === kind;
  const nowhere = isTyped
    ? recovery.identifierTag
    : tagOf(world, "nowhere", `${recovery.accountId}:${kind}`);
  const tag = method?.tag ?? nowhere;
  noWait(world, sendsOfDay(world, tag));
  const shared = await findCandidates(world, readIdentifier(world, value));
  if (method) return { to: method.data, tag, methodId: method.id, named: value };
  const isShared = isTyped && isShadow(recovery.accountId) && shared.length > 1;
  return { to: isShared ? value : null, tag, methodId: null, named: value };
}

/**
 * Takes a proof. A wrong one is committed before it is refused. A repeat of an accepted one answers
 * like the first. Throws `wrong-code`, `resting`, `ended`.
 */
export async function giveProof(world: World, claimant: Claimant, answer: Answer) {
  const { proof } = answer;
  const way = otherWays[proof as ProofKind];
  if (!way && !typedCodes.includes(proof as TypedCode)) throw NotYet();
  if (world.ports.telecom) await checkGiven(world, await findOwn(world, claimant), proof);
  const prepared = await way?.prepare?.(world, await findOwn(world, claimant), answer);
  const given = await transact(world, async (world) => {
    readAheadOfJudging(world, claimant.accountId);
    readAheadOf(world, claimant, proof);
    const { account, recovery } = await lockOwn(world, claimant);
    if (isEnded(recovery.state)) throw AlreadyEnded({ state: recovery.state });
    if (recovery.state !== "proving") return { recovery: await view(world, recovery) };
    if (way?.later && !(await isRecognised(world, recovery))) throw ProveFirst();
    const outcome = way
      ? await way.take(world, recovery, answer, prepared)
      : await takeCode(world, account.key, recovery, answer);
    if (outcome.is !== "right") {
      await emit(world, claimant, "recovery.proof-refused", recovery.accountId, {
        recoveryId: recovery.id,
        proof,
        outcome: outcome.is,
      });
      return { outcome };
    }
    const accepted = await accept(world, claimant, recovery, outcome.given);
    const { recovery: moved, blocked } = await advance(
      world,
      claimant,
      accepted,
      account.balanceHigh,
    );
    return { recovery: await view(world, moved, blocked) };
  });
  if (!given.recovery) {
    if (given.outcome.is === "refused") throw given.outcome.problem;
    return refuse(given.outcome);
  }
  return { recovery: await enforced(world, claimant.accountId, given.recovery) };
}

/** A text message that is given, or was given: is its number still what it was? */
const checkGiven = async (world: World, recovery: Loaded, proof: string) =>
  (proof === "sms-code" || recovery.given.some(({ kind }) => kind === "sms-code")) &&
  (await checkClaim(world, recovery));

/** What this claim froze is applied by the wallet too before the answer, if that takes 2 seconds at most. */
export async function enforced(world: World, accountId: string, recovery: RecoveryView) {
  if (!recovery.hold || recovery.hold.pending.length === 0) return recovery;
  const hold = await enforceHold(world, accountId, recovery.hold.id);
  return hold ? { ...recovery, hold } : recovery;
}

async function takeCode(
  world: World,
  key: Buffer,
  recovery: Loaded,
  { proof, challengeId, code = "" }: Answer,
): Promise<Taken> {
  const outcome = await tryCode(world, {
    accountId: recovery.accountId,
    subjectId: recovery.id,
    proof: proof as TypedCode,
    challengeId,
    code,
    recognised: await isRecognised(world, recovery),
    named: openTyped(key, recovery).value,
    removedCounts: true,
    policy: policyOf(world, recovery),
  });
  if (outcome.is !== "right") return outcome;
  return { is: "right", given: await givenBy(world, recovery, proof, outcome) };
}

async function givenBy(
  world: World,
  recovery: Loaded,
  proof: string,
  outcome: Extract<Outcome, { is: "right" }>,
): Promise<Given> {
  const methods = await readMethods(world, recovery.accountId);
  const method = methods.find(({ id }) => id === outcome.methodId);
  const since = method?.since ?? outcome.since ?? null;
  const shared = proof === "sms-code" ? "number" : proof === "email-code" ? "mailbox" : "secret";
  return {
    kind: proof,
    at: world.now().toISOString(),
    methodId: outcome.methodId,
    methodSince: since?.toISOString() ?? null,
    removedAt: method?.removedAt?.toISOString() ?? null,
    sharesWith: [`${shared}:${outcome.channelTag}`],
  };
}
