/**
 * The judge: do these proofs suffice, how long is the wait, what may money do afterwards? A thief
 * wants one proof to count as two, a method planted yesterday to count at all, a refused path to
 * become a short one, or a milder situation to be judged. So nothing here knows an account: the
 * verdict is a function of the policy, the proofs and the facts, and of nothing else.
 */
import { apart, pairsApart, type Sifted, sift } from "./counting.ts";
import { order, type Recipe, recipesOf } from "./recipes.ts";
import {
  type Facts,
  type GivenProof,
  type MoneyLimit,
  moneyLimits,
  type Path,
  type Policy,
  type ProofKind,
  type ProofWish,
  type ReasonCode,
  type RiskLevel,
  reasonCodes,
  type Situation,
  type Verdict,
} from "./words.ts";

export { type Apart, countable, independent, type Sifted } from "./counting.ts";
export { reasonText } from "./reasons.ts";
export * from "./words.ts";

const DAY_MS = 86_400_000;

const codesInOrder = (codes: Iterable<ReasonCode>) => {
  const present = new Set(codes);
  return reasonCodes.filter((code) => present.has(code));
};

function grants(wish: ProofWish, proof: GivenProof, facts: Facts): boolean {
  if (wish.kind !== proof.kind) return false;
  if (wish.attested && !proof.attested) return false;
  if (wish.proofed && !proof.proofed) return false;
  if (wish.deviceBound && !proof.deviceBound) return false;
  if (wish.minAgeDays === undefined) return true;
  const since = proof.methodSince?.getTime();
  return since !== undefined && facts.now.getTime() - since >= wish.minAgeDays * DAY_MS;
}

/** May this proof serve on this path? On a path for stolen accounts only what the theft found there. */
function serves(path: Path, proof: GivenProof, facts: Facts): boolean {
  if (!path.beforeIncident || proof.kind === "agent-review") return true;
  return (
    facts.incidentAt !== null &&
    proof.methodSince !== null &&
    proof.methodSince.getTime() < facts.incidentAt.getTime()
  );
}

type Filling = { used: GivenProof[]; missing: ProofKind[] };

/** Fills a recipe with given proofs that can stand together; null when more than `most` are missing. */
function fill(
  situation: Situation,
  path: Path,
  recipe: Recipe,
  proofs: readonly GivenProof[],
  facts: Facts,
  most: number,
): Filling | null {
  let absent = 0;
  for (const { kind } of recipe) if (!proofs.some((proof) => proof.kind === kind)) absent += 1;
  if (absent > most) return null;
  let best: Filling | null = null;
  let bound = most;
  const seek = (at: number, used: GivenProof[], missing: ProofKind[]): void => {
    if (missing.length > bound) return;
    const wish = recipe[at];
    if (!wish) {
      best = { used, missing };
      bound = missing.length - 1;
      return;
    }
    for (const proof of proofs) {
      if (!grants(wish, proof, facts) || !serves(path, proof, facts)) continue;
      if (used.some((other) => apart(situation, proof, other).length > 0)) continue;
      seek(at + 1, [...used, proof], missing);
    }
    seek(at + 1, used, [...missing, wish.kind]);
  };
  seek(0, [], []);
  return best;
}

/** Each decline by an undisputed channel doubles the wait, up to the cap; a zero wait becomes one. */
export function waitAfterDeclines(policy: Policy, waitHours: number, declines: number): number {
  if (declines <= 0) return waitHours;
  const { waitFactor, zeroBecomesHours, waitHoursMax } = policy.cancel;
  const doubled =
    waitHours === 0
      ? zeroBecomesHours * waitFactor ** (declines - 1)
      : waitHours * waitFactor ** declines;
  return Math.max(waitHours, Math.min(waitHoursMax, doubled));
}

const stricter = (a: MoneyLimit, b: MoneyLimit) =>
  moneyLimits.indexOf(a) >= moneyLimits.indexOf(b) ? a : b;

/** Access is not money: proofs that could all sit on one phone never free more than the policy says. */
function moneyAfter(policy: Policy, path: Path, risk: RiskLevel, used: readonly ProofKind[]) {
  const money = path.money[risk];
  const phone = policy.onePhone;
  if (!phone || used.length < 2 || !used.every((kind) => phone.kinds.includes(kind))) return money;
  return stricter(money, phone.moneyAtLeast);
}

export type PathLeft = {
  path: string;
  missing: ProofKind[];
  waitHours: number;
  money: MoneyLimit;
  used: ProofKind[];
  /** Complete but for the glance of one agent. */
  awaitsGlance: boolean;
};

/** Reasons that giving the same kind once more would not change. */
const lasting: readonly ReasonCode[] = reasonCodes.slice(
  0,
  reasonCodes.indexOf("face-evidence-only"),
);

/** Every way that is still open at this risk, complete ones included, the best for the owner first. */
function waysOpen(
  policy: Policy,
  situation: Situation,
  risk: RiskLevel,
  sifted: Sifted,
  facts: Facts,
  mostMissing: number,
): PathLeft[] {
  const closed = new Set<ProofKind>(facts.disabled);
  for (const { proof, by } of sifted.not)
    if (by.some((code) => lasting.includes(code))) closed.add(proof.kind);
  for (const { kind } of sifted.counted) if (!facts.disabled.includes(kind)) closed.delete(kind);

  const ways: PathLeft[] = [];
  for (const path of policy.situations[situation].paths) {
    const wait = path.waitHours[risk];
    if (wait === "refused" || (path.glance && facts.glance === "declined")) continue;
    const proofs = path.glance ? [...sifted.counted, ...sifted.evidence] : sifted.counted;
    for (const recipe of recipesOf(path)) {
      const filling = fill(situation, path, recipe, proofs, facts, mostMissing);
      if (!filling || filling.missing.some((kind) => closed.has(kind))) continue;
      const { used, missing } = filling;
      const kinds = recipe.map((wish) => wish.kind);
      ways.push({
        path: path.id,
        missing,
        waitHours: waitAfterDeclines(policy, wait, facts.declines),
        money: moneyAfter(policy, path, risk, kinds),
        used: used.map((proof) => proof.kind),
        awaitsGlance: missing.length === 0 && path.glance === true && facts.glance !== "approved",
      });
    }
  }
  const rank = (way: PathLeft) => moneyLimits.indexOf(way.money);
  return ways.sort((a, b) => a.waitHours - b.waitHours || rank(a) - rank(b));
}

/** Do these proofs suffice? A value, never a throw; the same for any order of the proofs. */
export function judge(
  policy: Policy,
  situation: Situation,
  risk: RiskLevel,
  given: readonly GivenProof[],
  facts: Facts,
): Verdict {
  if (facts.completionsPaused) return { is: "refused", by: ["completions-paused"] };
  const sifted = sift(policy, given, facts);
  const complete = waysOpen(policy, situation, risk, sifted, facts, 0);
  const done = complete.find((way) => !way.awaitsGlance);
  if (done) {
    const { path, waitHours, money, used } = done;
    return { is: "enough", path, waitHours, money, used };
  }
  const ways = waysOpen(policy, situation, risk, sifted, facts, Number.POSITIVE_INFINITY);
  const notes = whyShort(policy, situation, risk, sifted, facts);
  if (ways.length === 0) return { is: "refused", by: notes.length > 0 ? notes : ["no-path"] };
  return {
    is: "short",
    missing: smallest(ways.flatMap((way) => (way.missing.length > 0 ? [way.missing] : []))),
    awaitsGlance: complete[0]?.path ?? null,
    notes,
  };
}

function whyShort(
  policy: Policy,
  situation: Situation,
  risk: RiskLevel,
  sifted: Sifted,
  facts: Facts,
): ReasonCode[] {
  const codes = [...sifted.not, ...pairsApart(situation, sifted.counted)].flatMap(({ by }) => by);
  for (const path of policy.situations[situation].paths) {
    if (path.beforeIncident && !facts.incidentAt) codes.push("incident-time-unknown");
    const proofs = path.glance ? [...sifted.counted, ...sifted.evidence] : sifted.counted;
    const complete = () =>
      recipesOf(path).some((recipe) => fill(situation, path, recipe, proofs, facts, 0) !== null);
    if (path.waitHours[risk] === "refused" && complete()) codes.push("risk-too-high");
    if (path.glance && facts.glance === "declined" && complete()) codes.push("glance-declined");
  }
  return codesInOrder(codes);
}

/** Without repeats, and without a set that holds a smaller one. */
function smallest(sets: readonly ProofKind[][]): ProofKind[][] {
  const unique = [...new Map(sets.map((set) => [set.join(), set])).values()];
  const minimal = unique.filter(
    (set) =>
      !unique.some(
        (other) => other.length < set.length && other.every((kind) => set.includes(kind)),
      ),
  );
  const key = (set: readonly ProofKind[]) => set.map((kind) => order(kind)).join();
  return minimal.sort((a, b) => a.length - b.length || (key(a) < key(b) ? -1 : 1));
}

/**
 * The ways still open once a first proof is accepted, best first: one entry a path and set of
 * missing kinds. `available`: the kinds that this account has; `agent-review` is always there.
 */
export function pathsLeft(
  policy: Policy,
  situation: Situation,
  risk: RiskLevel,
  given: readonly GivenProof[],
  facts: Facts,
  available: readonly ProofKind[],
): PathLeft[] {
  if (facts.completionsPaused) return [];
  const sifted = sift(policy, given, facts);
  const has = (kind: ProofKind) => kind === "agent-review" || available.includes(kind);
  const seen = new Set<string>();
  const ways = waysOpen(policy, situation, risk, sifted, facts, Number.POSITIVE_INFINITY);
  return ways.filter((way) => {
    const key = `${way.path} ${way.missing.join()}`;
    if (seen.has(key) || !way.missing.every(has)) return false;
    seen.add(key);
    return true;
  });
}

export type PathShown = { path: string; all: ProofKind[]; first: ProofKind[]; glance: boolean };

/** Asked of the account's own contacts or devices: never before a first proof (no enumeration). */
const onlyLater: readonly ProofKind[] = ["contact-approval", "device-approval"];

/**
 * The paths to show before any proof. Nothing about an account goes in, so nothing can come out:
 * only the policy, what this browser can do, and which kinds are switched off. The risk stays out
 * too, since it is the account's. `first`: the kinds that may be asked for before a first proof.
 */
export function pathsFor(
  policy: Policy,
  situation: Situation,
  device: { knownDevice: boolean; passkeys: boolean; camera: boolean },
  disabled: readonly ProofKind[] = [],
): PathShown[] {
  const can = (kind: ProofKind) =>
    !disabled.includes(kind) &&
    (kind !== "known-device" || device.knownDevice) &&
    (kind !== "passkey" || device.passkeys) &&
    (kind !== "face" || device.camera);
  const shown = new Map<string, PathShown>();
  for (const path of policy.situations[situation].paths)
    for (const recipe of recipesOf(path)) {
      const all = recipe.map((wish) => wish.kind);
      if (!all.every(can)) continue;
      const first = all.filter((kind) => !onlyLater.includes(kind));
      const key = `${path.id} ${all.join()}`;
      if (first.length > 0 && !shown.has(key))
        shown.set(key, { path: path.id, all, first, glance: path.glance === true });
    }
  return [...shown.values()];
}
