/**
 * What has to be there before anybody may approve, whoever asks and however: the checklist, answered by
 * that very person; and proof that the policy takes, of which no talk, hurry or rank is a part (T32).
 */
import type { World } from "../../core/world.ts";
import { type GivenProof, independent, type ProofKind } from "../policies/index.ts";
import {
  asProof,
  factsOf,
  judgedWith,
  type Loaded,
  policyOf,
  type Review,
} from "../recovery/index.ts";
import type { Case } from "./standing.ts";
import { listChecks } from "./store.ts";
import { checklist } from "./words.ts";

export type Checked = { complete: boolean; missing: string[]; proofed: boolean };

/** What one person has checked in this round. An item of approval says yes, or does not apply. */
export async function checked(
  world: World,
  held: Case,
  staffId: string,
  outcome: "approve" | "refuse",
): Promise<Checked> {
  const rows = await listChecks(world.db, held.accountId, held.id, held.round);
  const own = new Map(
    rows.filter((row) => row.staffId === staffId).map(({ item, answer }) => [item, answer]),
  );
  const missing = checklist
    .filter((item) => {
      const answer = own.get(item.id);
      if (outcome === "refuse") return item.for === "all" && !answer;
      return item.proofing ? !answer || answer === "no" : answer !== "yes";
    })
    .map(({ id }) => id);
  const proofed = checklist
    .filter((item) => item.proofing)
    .every(({ id }) => own.get(id) === "yes");
  return { complete: missing.length === 0, missing, proofed };
}

/**
 * Would a review by these people suffice? Identity proofing, or the proof that the path asks for beside it,
 * or two proofs of different classes that stand apart; and the claim's policy has to take it at its risk.
 * Answers to questions never count.
 */
export async function isEnough(
  world: World,
  recovery: Loaded,
  review: Review,
): Promise<{ enough: boolean; missing: readonly ProofKind[][] }> {
  // A claim that is past proving has its proofs; what is open is whether an objection holds.
  if (recovery.state !== "proving") return { enough: false, missing: [] };
  const { verdict } = await judgedWith(world, recovery, review);
  const missing = verdict.is === "short" ? verdict.missing : [];
  if (verdict.is !== "enough") return { enough: false, missing };
  // The policy's path asks for a proof beside the review, or the people did identity proofing.
  if (review.proofed || verdict.used.length > 1) return { enough: true, missing };
  const given: GivenProof[] = recovery.given.map(asProof);
  const two = independent(
    policyOf(world, recovery),
    recovery.situation,
    given.filter(({ kind }) => kind !== "agent-review"),
    await factsOf(world, recovery),
  );
  return { enough: two, missing };
}
