/**
 * A claim that is driven through the rules of the product themselves: the same risk, the same judge, the same
 * moves as behind the API (`policies`, `recovery`), with a clock of its own and no database.
 */
import {
  type Facts,
  type GivenProof,
  judge,
  type PathLeft,
  type Policy,
  type ProofKind,
  pathsLeft,
  type RiskLevel,
  type Situation,
  type Verdict,
} from "../policies/index.ts";
import {
  type Happening,
  judgeRisk,
  move,
  type RiskFacts,
  type Standing,
} from "../recovery/index.ts";

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday; claims begin at any hour of the week that follows. */
const MONDAY = Date.UTC(2026, 0, 5);
export const weekAt = (draw: number) => MONDAY + draw * 7 * DAY_MS;

/** What a claim is judged by, beside its proofs. */
export type Circumstances = {
  balanceHigh: boolean;
  youngMethod: boolean;
  otherCountry: boolean;
  /** Of the number that a text message proves. */
  number: RiskFacts["number"];
  reassigned: boolean;
};

export type Claim = {
  policy: Policy;
  situation: Situation;
  circumstances: Circumstances;
  standing: Standing;
  given: GivenProof[];
  wrongCodes: number;
  glance: Facts["glance"];
  /** When the claim began, and now; ms. */
  begun: number;
  now: number;
};

export function beginClaim(
  policy: Policy,
  situation: Situation,
  circumstances: Circumstances,
  at: number,
): Claim {
  const expiresAt = new Date(at + policy.lifetimes.provingHours * HOUR_MS);
  const standing: Standing = {
    ...{ state: "proving", path: null, money: null, waitHours: null, waitingUntil: null },
    ...{ expiresAt, contested: false, endedAt: null, endedWhy: null },
  };
  return {
    ...{ policy, situation, circumstances, standing, given: [], wrongCodes: 0 },
    ...{ glance: undefined, begun: at, now: at },
  };
}

const hasNumber = ({ given }: Claim) => given.some(({ kind }) => kind === "sms-code");

export function riskOf(claim: Claim): RiskLevel {
  const { circumstances: about, wrongCodes, given } = claim;
  return judgeRisk({
    knownDevice: given.some(({ kind }) => kind === "known-device"),
    wrongCodes,
    youngMethod: about.youngMethod,
    balanceHigh: about.balanceHigh,
    ...{ otherClaims: 0, stopped: 0, contactSaidNo: false, disputed: false, badDevice: false },
    number: hasNumber(claim) ? about.number : "not-asked",
    numberDisputed: false,
    country: about.otherCountry ? "other" : "home",
    guided: false,
  }).level;
}

function factsOf({ circumstances: about, situation, now, begun, glance }: Claim): Facts {
  return {
    now: new Date(now),
    incidentAt: situation === "account-stolen" ? new Date(begun) : null,
    simSwappedAt: about.number === "swapped" ? new Date(begun - DAY_MS) : null,
    numberReassigned: about.reassigned,
    forwarding: false,
    telecomCheck: about.number === "unavailable" ? "unavailable" : "ok",
    declines: 0,
    disabled: [],
    ...(glance && { glance }),
  };
}

export const verdictOf = (claim: Claim): Verdict =>
  judge(claim.policy, claim.situation, riskOf(claim), claim.given, factsOf(claim));

const isReview = ({ missing }: PathLeft) => missing.includes("agent-review");

/** Ways that are open without people, the shortest wait first, then the fewest steps. */
export function waysLeft(claim: Claim, available: readonly ProofKind[]): PathLeft[] {
  const { policy, situation, given } = claim;
  return pathsLeft(policy, situation, riskOf(claim), given, factsOf(claim), available)
    .filter((way) => !isReview(way))
    .sort((a, b) => a.waitHours - b.waitHours || a.missing.length - b.missing.length);
}

/** Bound long before, so that what counts is what it is and not how old it is. */
const LONG_AGO = MONDAY - 400 * DAY_MS;
const sharedBy: Readonly<Record<ProofKind, string>> = {
  "sms-code": "number:own",
  "email-code": "mailbox:own",
  passkey: "passkey:own",
  "recovery-code": "secret:codes",
  "authenticator-code": "secret:authenticator",
  face: "face:own",
  "contact-approval": "contacts:own",
  "known-device": "device:phone",
  "device-approval": "device:second",
  "agent-review": "review:own",
};

/** A proof as the product writes it down when it is given. */
export const proofOf = (claim: Claim, kind: ProofKind): GivenProof => ({
  kind,
  at: new Date(claim.now),
  methodSince: kind === "agent-review" ? null : new Date(LONG_AGO),
  sharesWith: [sharedBy[kind]],
  ...(kind === "passkey" && { userVerified: true }),
  ...(kind === "contact-approval" && { contacts: claim.policy.contacts.needed }),
});

export const give = (claim: Claim, proof: GivenProof): void => {
  claim.given = [...claim.given.filter(({ kind }) => kind !== proof.kind), proof];
};

/** One move of the product's own table; a refused one changes nothing. */
export function happens(claim: Claim, happening: Happening): boolean {
  const moved = move(claim.standing, happening, claim.policy, new Date(claim.now));
  if ("refused" in moved) return false;
  claim.standing = moved.standing;
  return true;
}

/** Judges what was given; true when it sufficed, and the wait (or none) has begun. */
export function advance(claim: Claim): boolean {
  const verdict = verdictOf(claim);
  if (verdict.is !== "enough") return false;
  const { path, waitHours, money } = verdict;
  return happens(claim, { is: "proofs-suffice", path, waitHours, money });
}

export const pass = (claim: Claim, seconds: number): void => {
  claim.now += seconds * 1000;
  happens(claim, { is: "time-passed" });
};
