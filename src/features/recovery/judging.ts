/**
 * What a recovery is judged by: its proofs, the account's other claims, wrong codes and ways back in.
 * Reads and decides; writes nothing (standing.ts does).
 */
import type { Given } from "../../core/tables.ts";
import { forget, noWait, once } from "../../core/unit.ts";
import type { World } from "../../core/world.ts";
import { isDisputed, readAhead, readMethods } from "../accounts/index.ts";
import { saidNo } from "../contacts/index.ts";
import { readGuided, standingHolds } from "../holds/index.ts";
import { numberFacts } from "../numbers/index.ts";
import {
  type Facts,
  type GivenProof,
  judge,
  type Policy,
  type ProofKind,
  policyInForce,
  policyVersion,
  type RiskLevel,
  type Situation,
} from "../policies/index.ts";
import { listGoodCodes, wrongCodesOfDay } from "../proofs/index.ts";
import { disabledProofs } from "../staff/index.ts";
import { judgeRisk, type RiskFacts } from "./risk.ts";
import type { State } from "./rules.ts";
import * as store from "./store.ts";

export type Loaded = store.RecoveryRow & {
  state: State;
  situation: Situation;
  riskLevel: RiskLevel;
};

const DAY_MS = 86_400_000;
export const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

export const policyOf = (world: World, recovery: { policyName: string; policyVersion: number }) =>
  policyVersion(world, recovery.policyName, recovery.policyVersion);

const CLAIM_DAYS = 30;
/** Claims that are open or of the last 30 days; read once, and again after one of them has moved. */
const recentClaims = (world: World, accountId: string) =>
  once(world, `claims:${accountId}`, () =>
    store.listRecent(world.db, accountId, daysBefore(world.now(), CLAIM_DAYS)),
  ) as Promise<Loaded[]>;
export const claimsMoved = (world: World, accountId: string) =>
  forget(world, `claims:${accountId}`);

export const openClaims = async (world: World, accountId: string) =>
  (await recentClaims(world, accountId)).filter(({ endedAt }) => endedAt === null);

/** Has somebody who claims this account proven something, and not come to an end? */
export const isClaimProven = async (world: World, accountId: string): Promise<boolean> =>
  (await openClaims(world, accountId)).some(
    ({ state, given }) => state !== "proving" || given.length > 0,
  );

async function claimsSince(world: World, accountId: string, days: number) {
  const since = daysBefore(world.now(), days);
  return (await recentClaims(world, accountId)).filter(
    ({ createdAt, endedAt }) => createdAt > since || (endedAt && endedAt > since),
  );
}

/** Sends for what judging a claim needs, so that one trip brings it all. The lock is asked for first. */
export function readAheadOfJudging(world: World, accountId: string) {
  readAhead(world, accountId);
  noWait(world, recentClaims(world, accountId));
  noWait(world, wrongCodesOfDay(world, accountId));
  noWait(world, readGuided(world, accountId));
  noWait(world, goodCodes(world, accountId, policyInForce(world)));
}

export const goodCodes = (world: World, accountId: string, policy: Policy) =>
  once(world, `good-codes:${accountId}:${policy.changes.removedCountsDays}`, () =>
    listGoodCodes(world, accountId, policy),
  );

/** What is kept of a proof beside what it is judged by stays out. */
export const asProof = ({
  methodId: _method,
  check: _check,
  template: _template,
  glance: _glance,
  ...given
}: Given): GivenProof => ({
  ...given,
  kind: given.kind as ProofKind,
  at: new Date(given.at),
  methodSince: given.methodSince ? new Date(given.methodSince) : null,
  removedAt: given.removedAt ? new Date(given.removedAt) : null,
});

/** How many earlier claims an undisputed channel stopped: each doubles the next wait. */
async function stoppedBefore(world: World, recovery: Loaded): Promise<number> {
  const rows = await claimsSince(world, recovery.accountId, 7);
  return rows.filter((row) => row.id !== recovery.id && wasTurnedDown(row)).length;
}

/**
 * The earliest plausible moment of a theft: when the claim began, or when the account was frozen for it. What
 * a thief added between the freeze and the claim is no older than the theft.
 */
async function incidentOf(world: World, recovery: Loaded): Promise<Date | null> {
  const { accountId, situation, createdAt } = recovery;
  if (situation !== "account-stolen") return null;
  const { releases } = policyOf(world, recovery).situations[situation];
  const frozen = (await standingHolds(world, accountId)).filter(({ reason }) =>
    releases.includes(reason),
  );
  return new Date(
    Math.min(createdAt.getTime(), ...frozen.map(({ placedAt }) => placedAt.getTime())),
  );
}

/** The number that was proven by a text message, as what stands for it. */
export const numberTag = ({ given }: Pick<Loaded, "given">): string | undefined =>
  given
    .find(({ kind }) => kind === "sms-code")
    ?.sharesWith.find((each) => each.startsWith("number:"))
    ?.slice("number:".length);

/** What a person said who compared the pictures of this claim's face check. */
function glanceOf({ given }: Loaded): Pick<Facts, "glance"> {
  const glance = given.find(({ kind }) => kind === "face")?.glance;
  return glance ? { glance } : {};
}

export async function factsOf(world: World, recovery: Loaded): Promise<Facts> {
  return {
    now: world.now(),
    incidentAt: await incidentOf(world, recovery),
    ...(await numberFacts(world, recovery.accountId, numberTag(recovery))),
    declines: await stoppedBefore(world, recovery),
    disabled: await disabledProofs(world),
    ...glanceOf(recovery),
  };
}

function stateOfNumber(world: World, recovery: Loaded, facts: Facts): RiskFacts["number"] {
  const { simSwappedAt, numberReassigned, forwarding, telecomCheck } = facts;
  const hours = policyOf(world, recovery).sms.simSwapHours;
  if (simSwappedAt && world.now().getTime() - simSwappedAt.getTime() <= hours * 3_600_000)
    return "swapped";
  if (numberReassigned || forwarding) return "elsewhere";
  if (telecomCheck === "unavailable") return "unavailable";
  return telecomCheck === "ok" ? "well" : "not-asked";
}

/** The home country is the installation's; a proxy that says nothing leaves it unknown. */
const countryOf = (world: World, { country }: Loaded): RiskFacts["country"] =>
  !country ? "unknown" : country === world.config.country ? "home" : "other";

const wasTurnedDown = ({ endedWhy, state }: Loaded) => endedWhy === "owner" || state === "denied";

export async function riskFacts(
  world: World,
  recovery: Loaded,
  balanceHigh: boolean,
): Promise<RiskFacts> {
  const now = world.now();
  const { accountId } = recovery;
  const [methods, recent, claims, wrong, guided, facts, contactSaidNo] = await Promise.all([
    readMethods(world, accountId),
    claimsSince(world, accountId, CLAIM_DAYS),
    claimsSince(world, accountId, 1),
    wrongCodesOfDay(world, accountId),
    readGuided(world, accountId),
    factsOf(world, recovery),
    // Contacts are asked after a first proof only.
    recovery.given.length > 0 && saidNo(world, accountId, recovery.id),
  ]);
  const others = recent.filter(({ id }) => id !== recovery.id);
  const week = daysBefore(now, 7);
  return {
    knownDevice: recovery.given.some((given) => given.kind === "known-device"),
    wrongCodes: wrong.length,
    youngMethod: methods.some((method) => !method.removedAt && method.since > daysBefore(now, 7)),
    balanceHigh,
    otherClaims: new Set(
      claims.filter((claim) => claim.id !== recovery.id).map((claim) => claim.device || claim.id),
    ).size,
    stopped: facts.declines,
    contactSaidNo,
    disputed: others.some(
      (claim) =>
        claim.contested ||
        (wasTurnedDown(claim) && claim.endedAt !== null && claim.endedAt <= week),
    ),
    badDevice:
      recovery.device !== "" &&
      others.some((claim) => claim.device === recovery.device && wasTurnedDown(claim)),
    number: stateOfNumber(world, recovery, facts),
    numberDisputed: methods.some((method) => isDisputed(method, now)),
    country: countryOf(world, recovery),
    // Said in a claim that had proven nothing it may be any stranger's word.
    guided: guided.some(({ isWide }) => isWide),
  };
}

/** What has been given, judged by policy and risk. Writes nothing. */
export async function judged(world: World, recovery: Loaded, balanceHigh: boolean) {
  const risk = judgeRisk(await riskFacts(world, recovery, balanceHigh));
  const now: Loaded = { ...recovery, riskLevel: risk.level, riskReasons: risk.reasons };
  // Judged for a name without an account too, so that both kinds of claim do the same work.
  const verdict = judge(
    policyOf(world, now),
    now.situation,
    risk.level,
    now.given.map(asProof),
    await factsOf(world, now),
  );
  return { recovery: now, verdict };
}

export type Judged = Awaited<ReturnType<typeof judged>>;
