/**
 * What counts. A thief plants a method and uses it at once, or gives one thing twice under two
 * names; so each proof is asked for its age and its state, and each pair for what it shares.
 */
import {
  classOf,
  type Facts,
  type GivenProof,
  type Policy,
  type ProofKind,
  type ReasonCode,
  type Situation,
} from "./words.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Proofs with nothing bound behind them: their age is the age of the person's decision. */
const unbound: readonly ProofKind[] = ["face", "agent-review"];

/** `policy.md`, "Proofs and classes": why this proof counts for nothing; empty when it counts. */
function against(policy: Policy, proof: GivenProof, facts: Facts): ReasonCode[] {
  const by: ReasonCode[] = [];
  const now = facts.now.getTime();
  if (facts.disabled.includes(proof.kind)) by.push("method-switched-off");

  const since = proof.methodSince?.getTime();
  if (since === undefined) {
    if (!unbound.includes(proof.kind)) by.push("method-age-unknown");
  } else {
    if (now - since < policy.changes.countsAfterDays * DAY_MS) by.push("method-young");
    if (facts.incidentAt && since >= facts.incidentAt.getTime()) by.push("method-after-incident");
  }
  const removed = proof.removedAt?.getTime();
  if (removed !== undefined && now - removed > policy.changes.removedCountsDays * DAY_MS)
    by.push("method-removed");

  if (proof.kind === "sms-code") {
    const swapped = facts.simSwappedAt?.getTime();
    if (swapped !== undefined && now - swapped <= policy.sms.simSwapHours * HOUR_MS)
      by.push("sim-swapped");
    if (facts.numberReassigned) by.push("number-reassigned");
    if (facts.forwarding) by.push("number-forwarded");
    if (facts.telecomCheck === "unavailable") by.push("telecom-check-unavailable");
  }
  if (proof.kind === "passkey" && !proof.userVerified) by.push("passkey-unverified");
  if (proof.kind === "contact-approval" && (proof.contacts ?? 0) < policy.contacts.needed)
    by.push("contacts-too-few");
  if (proof.kind === "agent-review") {
    const people = new Set(proof.deciders).size;
    if (people < policy.approvals.reviewPeople) by.push("review-needs-two-people");
  }
  return by;
}

export type Sifted = {
  /** Proofs that count. */
  counted: GivenProof[];
  /** Unattested faces: evidence for a person's glance, never a proof. */
  evidence: GivenProof[];
  not: { proof: GivenProof; by: ReasonCode[] }[];
};

/** Pairs that count, but not together. */
export type Apart = { kinds: [ProofKind, ProofKind]; by: ReasonCode[] };

export function sift(policy: Policy, given: readonly GivenProof[], facts: Facts): Sifted {
  const sifted: Sifted = { counted: [], evidence: [], not: [] };
  for (const proof of given) {
    const by = against(policy, proof, facts);
    if (by.length > 0) sifted.not.push({ proof, by });
    else if (proof.kind === "face" && !proof.attested) {
      sifted.evidence.push(proof);
      sifted.not.push({ proof, by: ["face-evidence-only"] });
    } else sifted.counted.push(proof);
  }
  return sifted;
}

export const pairsApart = (situation: Situation, counted: readonly GivenProof[]): Apart[] =>
  counted.flatMap((one, i) =>
    counted.slice(i + 1).flatMap((other) => {
      const by = apart(situation, one, other);
      return by.length > 0 ? [{ kinds: [one.kind, other.kind], by } satisfies Apart] : [];
    }),
  );

/** Which proofs count and which do not, each with every reason. */
export function countable(
  policy: Policy,
  situation: Situation,
  given: readonly GivenProof[],
  facts: Facts,
): Sifted & { apart: Apart[] } {
  const sifted = sift(policy, given, facts);
  return { ...sifted, apart: pairsApart(situation, sifted.counted) };
}

/** Are there two proofs that count, of different classes, that share nothing? */
export function independent(
  policy: Policy,
  situation: Situation,
  given: readonly GivenProof[],
  facts: Facts,
): boolean {
  const { counted } = sift(policy, given, facts);
  return counted.some((one, i) =>
    counted.slice(i + 1).some((other) => apart(situation, one, other).length === 0),
  );
}

/** Why two proofs count as one: same class, same number or mailbox; after a theft, same device. */
export function apart(situation: Situation, one: GivenProof, other: GivenProof): ReasonCode[] {
  const by: ReasonCode[] = [];
  if (classOf[one.kind] === classOf[other.kind]) by.push("same-class");
  for (const tag of one.sharesWith ?? []) {
    if (!other.sharesWith?.includes(tag)) continue;
    if (tag.startsWith("number:")) by.push("shared-number");
    else if (tag.startsWith("mailbox:")) by.push("shared-mailbox");
    else if (situation === "account-stolen") by.push("shared-device");
  }
  return by;
}
