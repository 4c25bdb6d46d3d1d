/**
 * What people who review a claim may do to it: keep it open meanwhile, give the proof `agent-review`, turn
 * it down. Two people each time; who they are and how they were found is the feature `cases`.
 */
import type { Given } from "../../core/tables.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { judged, type Loaded } from "./judging.ts";
import { accept, advance, advanceOthers, apply } from "./standing.ts";

export type Review = { deciders: readonly [string, string]; proofed: boolean };

const proofOf = (world: World, { deciders, proofed }: Review): Given => ({
  ...{ kind: "agent-review", at: world.now().toISOString(), methodId: null, methodSince: null },
  ...{ sharesWith: [], deciders: [...deciders], proofed },
});

/** One person twice is one person, whatever was written down before. */
function demandTwo({ deciders: [first, second] }: Review) {
  if (!first || !second || first === second) throw new Error("A review is made by two people.");
}

/** What the policy would say with the review added. Writes nothing. */
export async function judgedWith(world: World, recovery: Loaded, review: Review) {
  const { balanceHigh } = await lockAccount(world, recovery.accountId);
  const given = [
    ...recovery.given.filter(({ kind }) => kind !== "agent-review"),
    proofOf(world, review),
  ];
  return judged(world, { ...recovery, given }, balanceHigh);
}

/** Under the account's lock: it goes on by its path and wait, as with any other proof. */
export async function giveReview(world: World, actor: Actor, recovery: Loaded, review: Review) {
  demandTwo(review);
  const { balanceHigh } = await lockAccount(world, recovery.accountId);
  const accepted = await accept(world, actor, recovery, proofOf(world, review));
  const advanced = await advance(world, actor, accepted, balanceHigh);
  return advanced.recovery;
}

/** Under the account's lock. Throws `ended`. */
export async function denyReviewed(
  world: World,
  actor: Actor,
  recovery: Loaded,
  denial: Review & { why: string },
) {
  demandTwo(denial);
  const { why } = denial;
  const ended = await apply(world, actor, recovery, { is: "denied", why }, { appeal: true });
  const { balanceHigh } = await lockAccount(world, recovery.accountId);
  await advanceOthers(world, recovery.accountId, balanceHigh);
  return ended;
}

/** Under the account's lock: people have days, a claimant alone has hours. */
export const keepOpenForReview = (world: World, actor: Actor, recovery: Loaded) =>
  apply(world, actor, recovery, { is: "review-begun" });
