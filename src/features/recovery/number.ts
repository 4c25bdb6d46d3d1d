/**
 * The number behind a claim's text message, as its operator knows it: asked before a code is sent, before
 * one is taken, and again before the account is given back, for a card may be replaced during a wait.
 */
import type { World } from "../../core/world.ts";
import { checkNumber, NumberUnchecked } from "../numbers/index.ts";
import { countable, judge } from "../policies/index.ts";
import { asProof, factsOf, type Loaded, numberTag, policyOf } from "./judging.ts";
import { readTyped } from "./typed.ts";

/** Outside of any transaction. Costs nothing without an operator; a stranger's claim costs the same. */
export async function checkClaim(world: World, recovery: Loaded): Promise<void> {
  if (!world.ports.telecom) return;
  const { accountId, identifierKind } = recovery;
  const typed = identifierKind === "phone" ? (await readTyped(world, recovery)).value : null;
  await checkNumber(world, {
    ...{ accountId, typed, policy: policyOf(world, recovery) },
    ...(numberTag(recovery) && { tag: numberTag(recovery) }),
  });
}

/**
 * Has somebody shown a proof that only the owner's channel or device could give? A code at a number that may
 * be in other hands is none: whoever holds it learns no more of the account than before.
 */
export async function isRecognised(world: World, recovery: Loaded): Promise<boolean> {
  const { given, situation } = recovery;
  if (given.some(({ kind }) => kind !== "sms-code")) return true;
  if (given.length === 0 || !world.ports.telecom) return given.length > 0;
  return !(await isDoubted(world, recovery, situation));
}

/** The number's own state, and nothing of the proof's age, takes the code's worth. */
const ofNumber = [
  "sim-swapped",
  "number-reassigned",
  "number-forwarded",
  "telecom-check-unavailable",
];

async function isDoubted(world: World, recovery: Loaded, situation: Loaded["situation"]) {
  const sms = recovery.given.filter(({ kind }) => kind === "sms-code").map(asProof);
  const facts = await factsOf(world, recovery);
  const { not } = countable(policyOf(world, recovery), situation, sms, facts);
  return not.some(({ by }) => by.some((code) => ofNumber.includes(code)));
}

/** A text message was given and counts for nothing, for what its operator says or does not say. */
export const isUncounted = async (world: World, recovery: Loaded): Promise<boolean> =>
  world.ports.telecom !== undefined &&
  recovery.given.some(({ kind }) => kind === "sms-code") &&
  isDoubted(world, recovery, recovery.situation);

/**
 * Does the path on which this claim stands still hold? By its own risk: what changed is the number. Throws
 * `number-unchecked` when nobody can say; then nothing has changed and it may be asked again.
 */
export async function stillStands(world: World, recovery: Loaded): Promise<boolean> {
  if (!world.ports.telecom || !recovery.given.some(({ kind }) => kind === "sms-code")) return true;
  const facts = { ...(await factsOf(world, recovery)), disabled: [] };
  const stands = (said: typeof facts) => {
    const { situation, riskLevel, given, path } = recovery;
    const verdict = judge(
      policyOf(world, recovery),
      situation,
      riskLevel,
      given.map(asProof),
      said,
    );
    return verdict.is === "enough" && verdict.path === path;
  };
  if (stands(facts)) return true;
  if (stands({ ...facts, telecomCheck: "ok" })) throw NumberUnchecked();
  return false;
}
