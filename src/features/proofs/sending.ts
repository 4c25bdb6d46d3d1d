/** Asking for a code: the budgets of its destination, the code itself, and the message. */
import { keyedHash } from "../../core/crypto.ts";
import { addJob } from "../../core/jobs.ts";
import { countIn } from "../../core/limits.ts";
import { Problem } from "../../core/problem.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { tagOf } from "../accounts/index.ts";
import type { Policy } from "../policies/index.ts";
import { countMessage, demandRoom, noteRefused } from "./messages.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
const before = (now: Date, ms: number) => new Date(now.getTime() - ms);

/**
 * Where a code goes. `to` is null for a stranger's claim: the same rows are written, nothing is sent.
 * `named`: what the claimant typed; budgets over all accounts go by that, and not by whose it is.
 */
export type Destination = {
  to: string | null;
  tag: string;
  methodId: string | null;
  named?: string;
};

export type CodeRequest = {
  accountId: string;
  /** A recovery, a session or a change. */
  subjectId: string;
  purpose: "recovery" | "step-up" | "new-address" | "number-claim";
  proof: rules.SentCode;
  destination: Destination;
  recognised: boolean;
  locale: "en" | "zh";
  policy: Policy;
};

/**
 * Asks for a code; the caller holds the account's lock. Throws `too-soon`, `resting` or
 * `too-many-messages` with `until`, before anything is written.
 */
export async function requestCode(
  world: World,
  request: CodeRequest,
): Promise<rules.ChallengeView> {
  const { accountId, subjectId, proof, destination, recognised, policy } = request;
  const now = world.now();
  const recent = sendsOfDay(world, destination.tag);
  const last = await newestCode(world, accountId, subjectId, proof);
  if (last && rules.isBurnt(last, now))
    throw rules.Resting({ until: last.expiresAt.toISOString() });
  if (last && now < last.resendAfter)
    throw rules.TooSoon({ until: last.resendAfter.toISOString() });
  const named = destination.named ?? destination.to ?? "";
  const asked = proof === "sms-code" ? { subjectId, named, recognised } : null;
  if (asked) demandRoom(world, asked);
  const sends = await recent;
  const until = rules.judgeSend(policy.budgets.messages, sends, recognised, now);
  if (until) {
    noteRefused(world, destination.tag, accountId);
    throw rules.TooManyMessages({ until: until.toISOString() });
  }

  const challenge = await issue(world, request, proof, {
    ...destination,
    channel: channelOf(proof),
  });
  if (asked) await countMessage(world, asked);
  return challenge;
}

const channelOf = (proof: rules.SentCode) => (proof === "sms-code" ? "sms" : "email");

type Written = Omit<CodeRequest, "proof" | "destination" | "purpose"> & { purpose: string };
type Goes = { to: string | null; tag: string; methodId: string | null; channel: "sms" | "email" };

/** The code, its hash, what it counts for the destination, and the message, in the caller's transaction. */
async function issue(
  world: World,
  { accountId, subjectId, purpose, recognised, locale, policy }: Written,
  proof: string,
  { to, tag, methodId, channel }: Goes,
): Promise<rules.ChallengeView> {
  const { digits, triesPerChallenge, lifeMinutes } = policy.budgets.codes;
  const now = world.now();
  const code = world.code(digits);
  const id = world.id("chl");
  const challenge = {
    ...{ accountId, id, subjectId, purpose, proof, methodId, channelTag: tag },
    codeHash: codeHash(world, id, code),
    triesLeft: triesPerChallenge,
    sentAt: now,
    expiresAt: new Date(now.getTime() + lifeMinutes * 60_000),
    resendAfter: new Date(now.getTime() + rules.RESEND_SECONDS * 1000),
  };
  noWait(world, store.supersede(world.db, accountId, tag, now));
  noWait(world, store.insertChallenges(world.db, [challenge]));
  noWait(world, store.insertSends(world.db, [{ destination: tag, id, recognised, at: now }]));
  forget(world, `code:${subjectId}:${proof}`);
  forget(world, `sends:${tag}`);
  await addJob(world, {
    accountId,
    kind: `send-${channel}`,
    key: id,
    payload: { channel, to, notice: `${channel}-code`, locale, values: { code, purpose } },
  });
  return rules.challengeView({ ...challenge, usedAt: null, supersededAt: null });
}

/** Asks for a code to continue a case; `contact` is null for a reference that leads nowhere. */
export type QuietRequest = Omit<Written, "purpose" | "recognised"> & {
  contact: { to: string; tag: string; channel: "sms" | "email" } | null;
};

/**
 * The same answer whether anything is sent or not: what the destination's budgets refuse is left unsent, and
 * not told. `accountId` is a stand-in, so that tries and times depend on nobody's account. The caller holds
 * its lock. Throws `too-soon` or `resting`, of the stand-in alone.
 */
export async function requestQuietly(
  world: World,
  request: QuietRequest,
): Promise<rules.ChallengeView> {
  const { accountId, subjectId, contact } = request;
  const now = world.now();
  const last = await newestCode(world, accountId, subjectId, rules.CASE_CODE);
  if (last && rules.isBurnt(last, now))
    throw rules.Resting({ until: last.expiresAt.toISOString() });
  if (last && now < last.resendAfter)
    throw rules.TooSoon({ until: last.resendAfter.toISOString() });
  const nowhere = tagOf(world, "nowhere", accountId);
  const goes = await mayGo(world, request, contact?.tag ?? nowhere);
  // What is not sent is not counted: else whoever goes on asking keeps the owner's own codes away.
  const sent = goes ? contact : null;
  return issue(world, { ...request, purpose: "case-return", recognised: false }, rules.CASE_CODE, {
    ...{ to: sent?.to ?? null, tag: sent?.tag ?? nowhere, methodId: null },
    channel: contact?.channel ?? "sms",
  });
}

/**
 * One destination may be the contact of many cases: its row is taken first, so that messages to it are
 * judged one after the other, whichever cases ask.
 */
async function mayGo(world: World, request: QuietRequest, tag: string): Promise<boolean> {
  const { accountId, subjectId, contact, policy } = request;
  await countIn(world, [{ key: `quiet:${tag}`, windowMs: DAY_MS }]);
  const sends = await sendsOfDay(world, tag);
  if (rules.judgeSend(policy.budgets.messages, sends, false, world.now())) {
    noteRefused(world, tag, accountId);
    return false;
  }
  if (contact?.channel !== "sms") return true;
  try {
    const asked = { subjectId, named: contact.to, recognised: false };
    demandRoom(world, asked);
    await countMessage(world, asked);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "too-many-messages") return false;
    throw error;
  }
}

/** Messages to a destination within 24 h; read once a transaction, and early. */
export const sendsOfDay = (world: World, tag: string) =>
  once(world, `sends:${tag}`, () => store.listSends(world.db, tag, before(world.now(), DAY_MS)));

/** Bound to one challenge: the same digits elsewhere are another secret. */
const codeHash = (world: World, challengeId: string, code: string) =>
  keyedHash(world.keys, "codes", `${challengeId}:${code}`);

/** The newest code of a claim or a session; read once a transaction, and early. */
export const newestCode = (world: World, accountId: string, subjectId: string, proof: string) =>
  once(world, `code:${subjectId}:${proof}`, () =>
    store.newestChallenge(world.db, accountId, subjectId, proof),
  );
