import { keyedHashes, sameSecret } from "../../core/crypto.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { type Method, readMethods, recordStep } from "../accounts/index.ts";
import { verifySecret } from "../passwords/index.ts";
import type { Policy } from "../policies/index.ts";
import { cleanCode } from "./codes.ts";
import { countGuess, judgeGuess } from "./guesses.ts";
import { readRecoveryCode } from "./recovery-codes.ts";
import * as rules from "./rules.ts";
import { newestCode } from "./sending.ts";
import * as store from "./store.ts";
import { tellAlarms } from "./tell-alarms.ts";
import { matchTotp } from "./totp.ts";

const DAY_MS = 86_400_000;
const before = (now: Date, ms: number) => new Date(now.getTime() - ms);

export type Attempt = {
  accountId: string;
  subjectId: string;
  proof: rules.TypedCode | typeof rules.CASE_CODE;
  challengeId?: string | undefined;
  code: string;
  recognised: boolean;
  /** What the claimant typed to name the account; none for an owner who is signed in. */
  named?: string;
  /** Recovery only: what its owner removed lately still counts (policy.md). */
  removedCounts?: boolean;
  /** Only to see whether it would work: a saved code stays good. A wrong one counts like any other. */
  rehearsal?: boolean;
  policy: Policy;
};

/** What came of a try. A value, so that a wrong one is committed first and refused after. */
export type Outcome =
  | { is: "right"; methodId: string | null; channelTag: string; since?: Date }
  | { is: "wrong"; triesLeft: number }
  | { is: "resting"; until: Date };

/** Compares a typed code; the caller holds the account's lock and commits whatever comes out. */
export async function tryCode(world: World, attempt: Attempt): Promise<Outcome> {
  const rests = await judgeGuess(world, attempt);
  if (rests) return { is: "resting", until: rests };
  const outcome = await compare(world, attempt);
  // Else whoever has an account could make room for guesses at others.
  if (outcome.is === "right" && !attempt.rehearsal) countGuess(world, attempt, "right");
  return outcome;
}

async function compare(world: World, attempt: Attempt): Promise<Outcome> {
  const now = world.now();
  const rows = await wrongCodesOfDay(world, attempt.accountId);
  const until = rules.judgeTries(attempt.policy.budgets.codes, rows, attempt.recognised, now);
  if (until) return { is: "resting", until };
  switch (attempt.proof) {
    case "recovery-code":
      return tryRecoveryCode(world, attempt);
    case "authenticator-code":
      return tryAuthenticator(world, attempt);
    default:
      return trySentCode(world, attempt);
  }
}

async function trySentCode(world: World, attempt: Attempt): Promise<Outcome> {
  const now = world.now();
  const { accountId, subjectId, proof } = attempt;
  const challenge = await newestCode(world, accountId, subjectId, proof);
  if (challenge && rules.isBurnt(challenge, now))
    return { is: "resting", until: challenge.expiresAt };
  const named = !attempt.challengeId || attempt.challengeId === challenge?.id;
  if (!challenge || !named || !rules.isLive(challenge, now))
    return { is: "wrong", triesLeft: challenge?.triesLeft ?? 0 };
  const typed = `${challenge.id}:${cleanCode(attempt.code) ?? ""}`;
  // Under every key: a code may have been sent just before a rotation.
  const hashes = keyedHashes(world.keys, "codes", typed);
  if (hashes.some((hash) => sameSecret(hash, challenge.codeHash))) {
    noWait(world, store.setUsed(world.db, accountId, challenge.id, now));
    forget(world, `code:${subjectId}:${proof}`);
    return { is: "right", methodId: challenge.methodId, channelTag: challenge.channelTag };
  }
  countWrong(world, attempt);
  const triesLeft = challenge.triesLeft - 1;
  noWait(world, store.setTriesLeft(world.db, accountId, challenge.id, triesLeft));
  forget(world, `code:${subjectId}:${proof}`);
  return triesLeft > 0 ? { is: "wrong", triesLeft } : { is: "resting", until: challenge.expiresAt };
}

/** A guess at a code that another feature keeps. */
export type KeptGuess = Pick<Attempt, "accountId" | "recognised" | "named" | "policy"> & {
  proof: string;
};

/**
 * Compares such a code within the same budgets as all others: `compare` is asked only when one more may be
 * tried, and what it finds wrong is counted. The caller holds the account's lock and commits what comes out.
 */
export async function tryKept(
  world: World,
  guess: KeptGuess,
  compare: () => Promise<{ is: "right" } | { is: "wrong"; triesLeft: number }>,
): Promise<{ is: "right" } | Exclude<Outcome, { is: "right" }>> {
  const rows = await wrongCodesOfDay(world, guess.accountId);
  const { policy, recognised } = guess;
  const until =
    (await judgeGuess(world, guess)) ??
    rules.judgeTries(policy.budgets.codes, rows, recognised, world.now());
  if (until) return { is: "resting", until };
  const outcome = await compare();
  if (outcome.is === "right") countGuess(world, guess, "right");
  else countWrong(world, guess);
  return outcome;
}

function countWrong(world: World, attempt: Omit<KeptGuess, "policy">) {
  countGuess(world, attempt, "wrong");
  const { accountId, proof, recognised } = attempt;
  const row = { accountId, id: world.id("try"), proof, recognised, at: world.now() };
  noWait(world, store.insertWrongCode(world.db, row));
  forget(world, `wrong:${accountId}`);
}

/** Codes compared and found wrong within 24 h; read once a transaction. */
export const wrongCodesOfDay = (world: World, accountId: string): Promise<rules.Sent[]> =>
  once(world, `wrong:${accountId}`, () =>
    store.listWrongCodes(world.db, accountId, before(world.now(), DAY_MS)),
  );

/** Tries left of this kind, from the account's daily budget: a saved code has no challenge of its own. */
async function wrongSavedCode(world: World, attempt: Attempt): Promise<Outcome> {
  countWrong(world, attempt);
  const now = world.now();
  const rows = await wrongCodesOfDay(world, attempt.accountId);
  const until = rules.judgeTries(attempt.policy.budgets.codes, rows, attempt.recognised, now);
  if (until) return { is: "resting", until };
  const { wrongPerAccountDay, wrongKeptForRecognised } = attempt.policy.budgets.codes;
  const used = attempt.recognised ? rows.length : rows.filter((row) => !row.recognised).length;
  const whole = attempt.recognised
    ? wrongPerAccountDay + wrongKeptForRecognised
    : wrongPerAccountDay;
  return {
    is: "wrong",
    triesLeft: Math.min(whole - used, attempt.policy.budgets.codes.triesPerChallenge),
  };
}

/** Methods removed after this moment are still taken; now, when none is. */
const removedSince = (world: World, { removedCounts, policy }: Attempt) =>
  before(world.now(), removedCounts ? policy.changes.removedCountsDays * DAY_MS : 0);

/**
 * The slot tells which code is meant, so that ten codes cost no more than one. Two hashes each time:
 * the present code's and one removed lately, or as many in vain for a stranger and for nonsense.
 */
async function tryRecoveryCode(world: World, attempt: Attempt): Promise<Outcome> {
  const { accountId } = attempt;
  const read = readRecoveryCode(attempt.code);
  const removedAfter = removedSince(world, attempt);
  const rows = await store.findRecoveryCodes(world.db, accountId, read?.slot ?? 0, removedAfter);
  const typed = read?.code ?? attempt.code.slice(0, 64);
  const first = await verifySecret(world, rows[0]?.hash ?? null, typed);
  const second = await verifySecret(world, rows[1]?.hash ?? null, typed);
  const row = first ? rows[0] : second ? rows[1] : undefined;
  if (!row || !read) return wrongSavedCode(world, attempt);
  if (!attempt.rehearsal) await store.useRecoveryCode(world.db, accountId, row.id, world.now());
  return { is: "right", methodId: row.id, channelTag: `recovery-code:${row.id}`, since: row.since };
}

/** RFC 6238; the step is remembered, so that a code is good once. */
async function tryAuthenticator(world: World, attempt: Attempt): Promise<Outcome> {
  const removedAfter = removedSince(world, attempt);
  const methods = (await readMethods(world, attempt.accountId)).filter(
    ({ kind, removedAt }) => kind === "authenticator" && (!removedAt || removedAt > removedAfter),
  );
  // Somebody without an authenticator costs one comparison too.
  const decoy: Pick<Method, "data" | "lastStep"> = { data: "A".repeat(32), lastStep: null };
  for (const method of methods.length > 0 ? methods : [decoy]) {
    // TOTP keeps wall time: the owner's phone does not follow the demo's clock.
    const step = matchTotp(
      method.data,
      cleanCode(attempt.code) ?? "",
      world.wallNow(),
      method.lastStep,
    );
    if (step === null || !("id" in method)) continue;
    const { id, tag } = method as Method;
    await recordStep(world, attempt.accountId, id, step);
    return { is: "right", methodId: id, channelTag: tag };
  }
  return wrongSavedCode(world, attempt);
}

/** The refusal that belongs to an outcome; called after the try has been committed. */
export function refuse(outcome: Outcome): void {
  if (outcome.is === "resting") throw rules.Resting({ until: outcome.until.toISOString() });
  if (outcome.is === "wrong") throw rules.WrongCode({ triesLeft: outcome.triesLeft });
}

/** Every code of an account that is still open dies. */
export const endChallenges = (world: World, accountId: string) =>
  noWait(world, store.supersedeAll(world.db, accountId, world.now()));

export async function liveChallenge(world: World, accountId: string, subjectId: string) {
  const challenge = await store.newestChallenge(world.db, accountId, subjectId);
  if (!challenge || challenge.usedAt || challenge.supersededAt) return null;
  return world.now() < challenge.expiresAt ? rules.challengeView(challenge) : null;
}

/** Time passed: counts older than two days, and codes long dead, are forgotten. */
export async function sweepProofs(world: World): Promise<number> {
  const limit = before(world.now(), 2 * DAY_MS);
  await tellAlarms(world);
  const results = [
    await store.sweepGuesses(world.db, limit),
    await store.sweepSends(world.db, limit),
    await store.sweepWrongCodes(world.db, limit),
    await store.sweepChallenges(world.db, limit),
  ];
  return results.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
}
