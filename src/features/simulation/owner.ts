/** An owner who wants back in: what they hold, how they fail, when they give up. */
import type { Policy, ProofKind, RiskLevel, Situation } from "../policies/index.ts";
import { type Draw, drawsOf, pick, timeOf } from "./chance.ts";
import {
  advance,
  beginClaim,
  type Circumstances,
  type Claim,
  give,
  happens,
  pass,
  proofOf,
  riskOf,
  verdictOf,
  waysLeft,
  weekAt,
} from "./claim.ts";
import { glance, review } from "./desk.ts";
import type { Held, OwnerRate, Populations } from "./populations.ts";

export const ownerOutcomes = [
  ...["recovered", "cancelled", "refused", "abandoned", "expired"],
] as const;
type OwnerOutcome = "recovered" | "cancelled" | "refused" | "abandoned" | "expired";

export type OwnerResult = {
  kit: string;
  situation: Situation;
  /** At the start, before any mistake. */
  risk: RiskLevel;
  /** Could walk a path without a case, with what was at hand. */
  holdsPath: boolean;
  /** The path that was taken first, and the one that finished. */
  first: string | null;
  way: string | null;
  outcome: OwnerOutcome;
  firstTry: boolean;
  seconds: number | null;
  waitSeconds: number;
  /** From the case until two people had decided; null: nobody was asked. */
  decidedSeconds: number | null;
  agentSeconds: number;
};

/** The time of a step, by what is proven. */
const timed: Readonly<Record<ProofKind, keyof Populations["owners"]["times"]>> = {
  "sms-code": "sms-code",
  "email-code": "email-code",
  passkey: "passkey",
  "recovery-code": "typed-code",
  "authenticator-code": "typed-code",
  face: "face",
  "contact-approval": "contact-approval",
  "known-device": "passkey",
  "device-approval": "device-approval",
  "agent-review": "write-case",
};

type Owner = {
  populations: Populations;
  draw: Draw;
  /** Is it so, for this person (and this try)? */
  is: (rate: OwnerRate, turn?: number) => boolean;
  takes: (time: keyof Populations["owners"]["times"], turn?: number) => number;
};

function ownerOf(populations: Populations, draw: Draw): Owner {
  const { rates, times } = populations.owners;
  return {
    ...{ populations, draw },
    is: (rate, turn = 0) => draw(rate, turn) < rates[rate].rate,
    takes: (time, turn = 0) => timeOf(draw, time, times[time], turn),
  };
}

/** What is within reach now, of what the account has. */
function reachable({ is }: Owner, holds: readonly Held[], hasPhone: boolean): ProofKind[] {
  const has = (held: Held) => holds.includes(held);
  const kinds: [ProofKind, boolean][] = [
    ["sms-code", hasPhone],
    ["email-code", has("mailbox") && is("mailbox-reached")],
    ["recovery-code", has("codes") && is("codes-kept")],
    ["authenticator-code", has("authenticator") && (hasPhone || is("authenticator-elsewhere"))],
    ["passkey", has("passkey") && (hasPhone || is("passkey-elsewhere"))],
    ["device-approval", has("second-device") && is("second-device-works")],
    ["contact-approval", has("contacts")],
    ["face", has("face")],
  ];
  return kinds.filter(([, holds]) => holds).map(([kind]) => kind);
}

/** With everything at hand given at once, and nothing against the number: would it do without a case? */
function holdsPath(claim: Claim, available: readonly ProofKind[]): boolean {
  const all: Claim = {
    ...claim,
    circumstances: { ...claim.circumstances, number: "well" },
    given: [...claim.given, ...available.map((kind) => proofOf(claim, kind))],
  };
  return verdictOf(all).is === "enough" || needsGlance(all);
}

function numberOf({ is }: Owner): Circumstances["number"] {
  if (is("operator-silent")) return "unavailable";
  return is("sim-replaced") ? "swapped" : "well";
}

/** One step; a code that is mistyped counts against the claim, one that never came does not. */
function step({ is }: Owner, claim: Claim, kind: ProofKind, turn: number): boolean {
  switch (kind) {
    case "sms-code":
      if (is("sms-lost", turn)) return false;
      return is("sms-entered", turn) || miss(claim);
    case "email-code":
      return is("mail-entered", turn) || miss(claim);
    case "recovery-code":
    case "authenticator-code":
      return is("typed-right", turn) || miss(claim);
    case "contact-approval":
      return is("contacts-answer");
    case "passkey":
      return is("passkey-works", turn);
    case "face":
      return is("face-passes", turn);
    default:
      return true;
  }
}

const miss = (claim: Claim) => {
  claim.wrongCodes += 1;
  return false;
};

export function runOwner(
  policy: Policy,
  populations: Populations,
  seed: number,
  index: number,
): OwnerResult {
  const { kits, situations } = populations.owners;
  const draw = drawsOf(seed, "owner", index);
  const owner = ownerOf(populations, draw);
  const { is, takes } = owner;
  const kit = pick(draw("kit"), kits);
  const situation = pick(draw("situation"), situations);
  const hasPhone =
    situation === "forgot-password" || (situation === "account-stolen" && is("phone-kept"));
  const available = reachable(owner, kits[kit]?.holds ?? [], hasPhone);
  const claim = beginClaim(
    policy,
    situation,
    {
      balanceHigh: is("balance-high"),
      youngMethod: is("method-young"),
      otherCountry: is("other-country"),
      number: numberOf(owner),
      reassigned: false,
    },
    weekAt(draw("when")),
  );
  pass(claim, takes("begin"));
  const vouches = hasPhone ? is("own-app") : available.includes("device-approval");
  if (vouches) {
    const shared = hasPhone ? "device:phone" : "device:second";
    give(claim, { ...proofOf(claim, "known-device"), sharesWith: [shared] });
  }
  const result: OwnerResult = {
    ...{ kit, situation, risk: riskOf(claim), first: null, way: null, outcome: "abandoned" },
    ...{ holdsPath: holdsPath(claim, available), firstTry: true, seconds: null },
    ...{ waitSeconds: 0, decidedSeconds: null, agentSeconds: 0 },
  };
  const isEnough = proveAlone(owner, claim, available, result);
  const isReady = isEnough || askPeople(owner, claim, available, result);
  if (isReady) finish(owner, claim, result);
  return result;
}

/** Tries the way with the shortest wait, again or another one, until it suffices or is given up. */
function proveAlone(
  owner: Owner,
  claim: Claim,
  available: readonly ProofKind[],
  result: OwnerResult,
): boolean {
  const { is, takes, populations, draw } = owner;
  // Who did not answer today does not answer the next call either.
  const silent = new Set<ProofKind>();
  for (let turn = 0; turn < populations.owners.triesMax; turn++) {
    const [way] = waysLeft(
      claim,
      available.filter((kind) => !silent.has(kind)),
    );
    if (!way || claim.standing.state !== "proving") break;
    result.first ??= way.path;
    const failed = way.missing.find((kind) => {
      pass(claim, takes(timed[kind], turn));
      if (!step(owner, claim, kind, turn)) return true;
      give(claim, proofOf(claim, kind));
      return false;
    });
    if (failed === undefined) {
      if (needsGlance(claim))
        result.agentSeconds += glance(
          populations.desk,
          draw,
          claim,
          draw("glance-refuses-owner") >= populations.desk.rates["glance-refuses-owner"].rate,
        );
      if (advance(claim)) return true;
      // What was given does not suffice any more, or never will: the next way is looked for at once.
      result.firstTry = false;
      continue;
    }
    result.firstTry = false;
    if (failed === "contact-approval") silent.add(failed);
    if (!is("comes-back", turn)) break;
    pass(claim, takes("come-back", turn));
  }
  return false;
}

const needsGlance = (claim: Claim) => {
  const verdict = verdictOf(claim);
  return verdict.is === "short" && verdict.awaitsGlance !== null;
};

/** A case. After a theft an older proof is given with it, if one is at hand. */
function askPeople(
  owner: Owner,
  claim: Claim,
  available: readonly ProofKind[],
  result: OwnerResult,
): boolean {
  const { is, takes, populations, draw } = owner;
  result.firstTry = false;
  if (!is("asks-people") || claim.standing.state !== "proving") return false;
  if (claim.situation === "account-stolen")
    for (const kind of available) {
      if (kind === "contact-approval" || claim.given.some((given) => given.kind === kind)) continue;
      pass(claim, takes(timed[kind], 9));
      if (step(owner, claim, kind, 9)) give(claim, proofOf(claim, kind));
    }
  pass(claim, takes("write-case"));
  if (claim.standing.state !== "proving") return false;
  const { rates } = populations.desk;
  const told = is("tells-enough");
  const done = review(populations.desk, draw, claim, {
    first: told && draw("first-refuses-owner") >= rates["first-refuses-owner"].rate,
    second: told && draw("second-refuses-owner") >= rates["second-refuses-owner"].rate,
    proofed: is("proofed"),
  });
  result.agentSeconds += done.agentSeconds;
  result.decidedSeconds = done.decidedSeconds;
  if (!done.approved) result.outcome = "refused";
  return done.approved && advance(claim);
}

/** The wait, the way back after it, and the new password. */
function finish({ is, takes }: Owner, claim: Claim, result: OwnerResult): void {
  const { standing } = claim;
  result.way = standing.path;
  result.waitSeconds = (standing.waitHours ?? 0) * 3600;
  if (standing.state === "waiting" && standing.waitingUntil) {
    if (is("objects-by-mistake")) {
      happens(claim, { is: "cancelled", why: "owner" });
      result.outcome = "cancelled";
      return;
    }
    claim.now = standing.waitingUntil.getTime();
    happens(claim, { is: "time-passed" });
    if (!is("returns-after-wait")) {
      result.outcome = "expired";
      return;
    }
    pass(claim, takes("return"));
  }
  pass(claim, takes("new-password"));
  if (!happens(claim, { is: "credential-set" })) {
    result.outcome = "expired";
    return;
  }
  result.outcome = "recovered";
  result.seconds = (claim.now - claim.begun) / 1000;
}
