/**
 * One person's look at both pictures of a face check that nobody attested. The policy says when it is asked for;
 * who looks and how they were drawn is the feature `glances`. The answer belongs to those very pictures: a new
 * check is a new proof, and asks anew.
 */
import type { Given } from "../../core/tables.ts";
import type { Actor, World } from "../../core/world.ts";
import { lockAccount } from "../accounts/index.ts";
import { judged, type Loaded } from "./judging.ts";
import { advance } from "./standing.ts";

/** What is promised to a claimant who waits for it. */
export const GLANCE_MINUTES = 30;

const unattested = ({ given }: Loaded): Given | undefined =>
  given.find(({ kind, attested }) => kind === "face" && !attested);

export type Awaited = { check: string; template: string; dueAt: Date };

/** Nothing but a person's look is missing; null when more is, or nothing. */
export async function awaitedGlance(world: World, recovery: Loaded): Promise<Awaited | null> {
  const face = unattested(recovery);
  if (recovery.state !== "proving" || !face?.check || !face.template || face.glance) return null;
  const { balanceHigh } = await lockAccount(world, recovery.accountId);
  const { verdict } = await judged(world, recovery, balanceHigh);
  if (verdict.is !== "short" || verdict.awaitsGlance === null) return null;
  const dueAt = new Date(Date.parse(face.at) + GLANCE_MINUTES * 60_000);
  return { check: face.check, template: face.template, dueAt };
}

/** For the claimant: somebody looks, until when we promised, or that it did not help. */
export async function glanceView(world: World, recovery: Loaded) {
  if (unattested(recovery)?.glance === "declined" && recovery.state === "proving")
    return { state: "declined" as const };
  const awaited = await awaitedGlance(world, recovery);
  return awaited && { state: "looking" as const, until: awaited.dueAt.toISOString() };
}

/** Under the account's lock. False: these are no longer the pictures that the claim stands on. */
export async function giveGlance(
  world: World,
  actor: Actor,
  recovery: Loaded,
  { check, answer }: { check: string; answer: "approved" | "declined" },
): Promise<boolean> {
  const face = unattested(recovery);
  if (recovery.state !== "proving" || face?.check !== check || face.glance) return false;
  const given = recovery.given.map((each) => (each === face ? { ...face, glance: answer } : each));
  const { balanceHigh } = await lockAccount(world, recovery.accountId);
  await advance(world, actor, { ...recovery, given }, balanceHigh);
  return true;
}
