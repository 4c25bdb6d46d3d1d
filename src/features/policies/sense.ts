/**
 * What a well-shaped policy may still get wrong. A path that counts one class twice, or one that
 * nobody can walk, is found here at the start, not by an owner who stands before it.
 */
import { recipesOf, wishesOf } from "./recipes.ts";
import {
  moneyLimits,
  type Path,
  type Policy,
  type ProofKind,
  type ProofWish,
  type RiskLevel,
  riskLevels,
  situations,
} from "./words.ts";

/** `at` is a JSON pointer into the file (RFC 6901). */
export type Nonsense = { at: string; why: string };

/** Which wish belongs to which kind. */
const wishFor: Record<Exclude<keyof ProofWish, "kind" | "minAgeDays">, ProofKind> = {
  attested: "face",
  proofed: "agent-review",
  deviceBound: "passkey",
};

/** The first thing that makes no sense, or null. */
export function nonsense(policy: Policy): Nonsense | null {
  for (const situation of situations) {
    const { paths, holdOnFirstProof } = policy.situations[situation];
    const at = `/situations/${situation}`;
    if (situation === "account-stolen" && holdOnFirstProof === null)
      return { at: `${at}/holdOnFirstProof`, why: "a stolen account is held on the first proof" };
    const ids = new Set<string>();
    for (const [index, path] of paths.entries()) {
      const here = `${at}/paths/${index}`;
      if (ids.has(path.id)) return { at: `${here}/id`, why: `"${path.id}" is the id of two paths` };
      ids.add(path.id);
      const wrong = senseOfPath(policy, path, here);
      if (wrong) return wrong;
    }
    if (riskLevels.some((risk) => paths.every((path) => path.waitHours[risk] === "refused")))
      return {
        at: `${at}/paths`,
        why: "at one risk level every path is refused: no way in is left",
      };
  }
  return senseOfNumbers(policy);
}

function senseOfPath(policy: Policy, path: Path, at: string): Nonsense | null {
  for (const [index, slot] of path.all.entries())
    for (const wish of wishesOf(slot))
      for (const [asked, kind] of Object.entries(wishFor))
        if (asked in wish && wish.kind !== kind)
          return { at: `${at}/all/${index}`, why: `"${asked}" can be asked of ${kind} only` };

  const recipes = recipesOf(path);
  if (recipes.length === 0)
    return { at: `${at}/all`, why: "it counts one class of proof twice, so nobody can walk it" };
  for (const [index, slot] of path.all.entries())
    for (const wish of wishesOf(slot))
      if (!recipes.some((recipe) => recipe.some((one) => one.kind === wish.kind)))
        return { at: `${at}/all/${index}`, why: `"${wish.kind}" can never serve in this slot` };

  const faces = recipes.flat().filter((wish) => wish.kind === "face");
  if (path.glance && faces.length === 0)
    return { at: `${at}/glance`, why: "a glance compares pictures, and this path has no face" };
  if (!path.glance && faces.some((wish) => !wish.attested))
    return { at: `${at}/all`, why: "a face without attestation needs an agent's glance" };
  if (recipes.some((recipe) => recipe.length === 1 && recipe[0]?.kind === "face"))
    return { at: `${at}/all`, why: "a face check alone never suffices" };
  if (recipes.some((recipe) => recipe.length === 1 && recipe[0]?.kind === "known-device"))
    return { at: `${at}/all`, why: "a known device alone never suffices: it is silent" };
  return senseOfRisk(policy, path, at);
}

/** More risk never makes a path shorter or its money freer. */
function senseOfRisk(policy: Policy, path: Path, at: string): Nonsense | null {
  const wait = (risk: RiskLevel) => {
    const hours = path.waitHours[risk];
    return hours === "refused" ? Number.POSITIVE_INFINITY : hours;
  };
  const limit = (risk: RiskLevel) => moneyLimits.indexOf(path.money[risk]);
  for (const [index, risk] of riskLevels.entries()) {
    const below = riskLevels[index - 1];
    if (below && wait(risk) < wait(below))
      return { at: `${at}/waitHours/${risk}`, why: `the wait is shorter than at ${below} risk` };
    if (below && limit(risk) < limit(below))
      return { at: `${at}/money/${risk}`, why: `money is freer than at ${below} risk` };
    if (Number.isFinite(wait(risk)) && wait(risk) > policy.cancel.waitHoursMax)
      return { at: `${at}/waitHours/${risk}`, why: "the wait is longer than cancel.waitHoursMax" };
    for (const recipe of recipesOf(path)) {
      const phone = policy.onePhone;
      if (!phone || recipe.length < 2 || !recipe.every(({ kind }) => phone.kinds.includes(kind)))
        continue;
      if (limit(risk) < moneyLimits.indexOf(phone.moneyAtLeast))
        return {
          at: `${at}/money/${risk}`,
          why: `proofs that could all sit on one phone ask for ${phone.moneyAtLeast} or stricter`,
        };
    }
  }
  return null;
}

function senseOfNumbers(policy: Policy): Nonsense | null {
  const { approvals, budgets, contacts, password, lifetimes } = policy;
  const { codes, messages } = budgets;
  const wrong = (at: string, why: string): Nonsense => ({ at, why });
  if (approvals.reviewPeople < 2)
    return wrong("/approvals/reviewPeople", "control of an account is given by two people, always");
  if (contacts.min > contacts.max)
    return wrong("/contacts/min", "the fewest contacts are more than the most");
  if (contacts.needed > contacts.min)
    return wrong("/contacts/needed", "more contacts are needed than an owner may have");
  if (contacts.needed < 2) return wrong("/contacts/needed", "one contact alone never suffices");
  if (password.minLength < 8) return wrong("/password/minLength", "it is under 8 characters");
  if (password.maxLength < 64)
    return wrong("/password/maxLength", "passwords of 64 characters must be allowed");
  if (password.minLength > password.maxLength)
    return wrong("/password/minLength", "it is above the greatest length");
  if (codes.triesPerChallenge > codes.wrongPerAccountDay)
    return wrong("/budgets/codes/triesPerChallenge", "one code may take the whole day's budget");
  if (codes.wrongPerAccountDay + codes.wrongKeptForRecognised > 100)
    return wrong("/budgets/codes/wrongPerAccountDay", "NIST SP 800-63B section 3.2.2 allows 100");
  if (messages.per15Minutes > messages.perHour)
    return wrong("/budgets/messages/per15Minutes", "it is more than the budget of an hour");
  if (messages.perHour > messages.perDay)
    return wrong("/budgets/messages/perHour", "it is more than the budget of a day");
  if (messages.perDayKeptForRecognised >= messages.perDay)
    return wrong("/budgets/messages/perDayKeptForRecognised", "it leaves nothing for anyone else");
  if (lifetimes.provingWithCaseHours < lifetimes.provingHours)
    return wrong("/lifetimes/provingWithCaseHours", "a review would shorten the time to prove");
  return null;
}
