/** Somebody who wants in and must not get there: what they took, which way they choose, who stops them. */
import { type Policy, type ProofKind, type RiskLevel, situations } from "../policies/index.ts";
import { type Draw, drawsOf, pick, timeOf } from "./chance.ts";
import {
  advance,
  beginClaim,
  type Circumstances,
  type Claim,
  give,
  HOUR_MS,
  happens,
  pass,
  proofOf,
  riskOf,
  verdictOf,
  weekAt,
} from "./claim.ts";
import { glance, review } from "./desk.ts";
import type { AttackerClass, Held, ImpostorRate, OwnerRate, Populations } from "./populations.ts";

export type ImpostorResult = {
  attacker: AttackerClass;
  /** What the owner of the attacked account holds. */
  kit: string;
  risk: RiskLevel;
  way: string | null;
  /** Let in; stopped by the owner in the wait; or never had enough. */
  outcome: "accepted" | "cancelled" | "refused";
  /** Let in, and nobody had stopped them when money came free. */
  moneyFree: boolean;
  /** People of the desk decided on it. */
  byPeople: boolean;
  agentSeconds: number;
};

type Attack = {
  populations: Populations;
  draw: Draw;
  is: (rate: ImpostorRate) => boolean;
  owns: (rate: OwnerRate) => boolean;
  holds: (held: Held) => boolean;
  attacker: AttackerClass;
};

/** In each so many, every class has its share to the hundredth. */
const BLOCK = 100;

/** What is in the attacker's hands, of what the account has; and whether the operator gives them away. */
function taken({ is, holds, attacker }: Attack): { kinds: ProofKind[]; device: boolean } {
  const own = (held: Held, rate: ImpostorRate): boolean => holds(held) && is(rate);
  const list = (...kinds: [ProofKind, boolean][]) =>
    kinds.filter(([, has]) => has).map(([kind]) => kind);
  switch (attacker) {
    case "stolen-unlocked-phone":
      return {
        device: true,
        kinds: list(
          ["sms-code", true],
          ["email-code", own("mailbox", "stolen-mailbox-open")],
          ["authenticator-code", own("authenticator", "stolen-authenticator-open")],
          ["recovery-code", own("codes", "stolen-codes-on-it")],
          ["passkey", own("passkey", "stolen-pin-seen")],
          ["contact-approval", own("contacts", "stolen-contacts-yes")],
        ),
      };
    case "swapped-sim":
      return {
        device: false,
        kinds: list(
          ["sms-code", true],
          ["email-code", own("mailbox", "swapped-mailbox")],
          ["recovery-code", own("codes", "swapped-codes")],
          ["contact-approval", own("contacts", "contacts-yes")],
        ),
      };
    case "mailbox":
      return {
        device: false,
        kinds: list(
          ["email-code", true],
          ["recovery-code", own("codes", "mailbox-codes-in-it")],
          ["authenticator-code", own("authenticator", "mailbox-authenticator")],
          ["contact-approval", own("contacts", "contacts-yes")],
        ),
      };
    case "face-injection":
      return {
        device: false,
        kinds: list(["sms-code", is("face-number-too")], ["face", own("face", "face-passes")]),
      };
    case "recycled-number":
      return {
        device: false,
        kinds: list(["sms-code", true], ["contact-approval", own("contacts", "contacts-yes")]),
      };
    case "close-person": {
      const phone = is("close-phone-borrowed");
      return {
        device: phone,
        kinds: list(
          ["sms-code", phone],
          ["email-code", own("mailbox", "close-mailbox")],
          ["recovery-code", own("codes", "close-codes-found")],
          ["contact-approval", own("contacts", "close-contacts-yes")],
        ),
      };
    }
    case "code-phisher":
      return {
        device: false,
        kinds: list(
          ["sms-code", is("phished-sms")],
          ["recovery-code", own("codes", "phished-second")],
          ["authenticator-code", own("authenticator", "phished-second")],
          ["contact-approval", own("contacts", "contacts-yes")],
        ),
      };
    case "insider":
      return { device: false, kinds: [] };
  }
}

/** Only accounts that have what the class is about are attacked by it. */
const aims: Partial<Record<AttackerClass, Held>> = { mailbox: "mailbox", "face-injection": "face" };

function kitFor(populations: Populations, attacker: AttackerClass, draw: Draw): string {
  const { kits } = populations.owners;
  const held = aims[attacker];
  const fit = Object.entries(kits).filter(([, { holds }]) => !held || holds.includes(held));
  const sum = fit.reduce((total, [, { share }]) => total + share, 0);
  return pick(
    draw("kit"),
    Object.fromEntries(fit.map(([name, { share }]) => [name, { share: share / sum }])),
  );
}

/** When the owner stops it by a message, and when by having the account frozen; ms, or never. */
function reactions(
  { populations, draw, is, owns, holds, attacker }: Attack,
  theft: number,
  told: number,
) {
  const { times } = populations.impostors;
  const mailbox = holds("mailbox") && owns("mailbox-reached");
  const reached =
    attacker === "stolen-unlocked-phone" ||
    attacker === "swapped-sim" ||
    attacker === "recycled-number"
      ? mailbox
      : true;
  const never = Number.POSITIVE_INFINITY;
  const stops =
    reached && is("owner-reads-notice")
      ? told + timeOf(draw, "owner-notices", times["owner-notices"]) * 1000
      : never;
  const freezes =
    attacker === "stolen-unlocked-phone" && is("owner-acts-after-theft")
      ? theft + timeOf(draw, "owner-freezes", times["owner-freezes"]) * 1000
      : never;
  return { stops, freezes };
}

export function runImpostor(
  policy: Policy,
  populations: Populations,
  seed: number,
  index: number,
): ImpostorResult {
  const draw = drawsOf(seed, "impostor", index);
  const { rates, classes, times } = populations.impostors;
  // Counted out, not drawn: of so few, chance could make a class smaller than the goals fix.
  const attacker = pick(((index % BLOCK) + 0.5) / BLOCK, classes);
  const kit = kitFor(populations, attacker, draw);
  const attack: Attack = {
    ...{ populations, draw, attacker },
    is: (rate) => draw(rate) < rates[rate].rate,
    owns: (rate) => draw(rate) < populations.owners.rates[rate].rate,
    holds: (held) => populations.owners.kits[kit]?.holds.includes(held) === true,
  };
  const theft = weekAt(draw("when"));
  const begun = theft + timeOf(draw, "attack", times.attack) * 1000;
  const result: ImpostorResult = {
    ...{ attacker, kit, risk: "low", way: null, outcome: "refused", moneyFree: false },
    ...{ byPeople: false, agentSeconds: 0 },
  };
  const claim =
    bestClaim(attack, policy, begun, result) ?? throughPeople(attack, policy, begun, result);
  if (claim) end(attack, claim, theft, result);
  return result;
}

function circumstancesOf({ is, attacker }: Attack): Circumstances {
  const swapSeen = attacker === "swapped-sim" && is("swapped-at-once") && is("swap-seen");
  const reassigned = attacker === "recycled-number" && is("reassignment-seen");
  return {
    balanceHigh: is("balance-high"),
    youngMethod: is("owner-method-young"),
    otherCountry: is("other-country"),
    number: swapSeen ? "swapped" : reassigned ? "elsewhere" : "well",
    reassigned,
  };
}

/** Everything that was taken is given, in each situation; the one with the shortest wait is gone on with. */
function bestClaim(
  attack: Attack,
  policy: Policy,
  begun: number,
  result: ImpostorResult,
): Claim | null {
  const { kinds, device } = taken(attack);
  if (kinds.length === 0 && !device) return null;
  const claims = situations.flatMap((situation) => {
    const claim = beginClaim(policy, situation, circumstancesOf(attack), begun);
    if (device) give(claim, proofOf(claim, "known-device"));
    for (const kind of kinds) give(claim, proofOf(claim, kind));
    pass(claim, 120);
    const verdict = verdictOf(claim);
    if (verdict.is === "enough") return [{ claim, wait: verdict.waitHours }];
    // A glance takes minutes, and is tried before any wait.
    return verdict.is === "short" && verdict.awaitsGlance ? [{ claim, wait: 0.1 }] : [];
  });
  for (const { claim } of claims.sort((a, b) => a.wait - b.wait)) {
    const { desk } = attack.populations;
    if (verdictOf(claim).is === "short") {
      const isConvinced = attack.draw("glance-deceived") < desk.rates["glance-deceived"].rate;
      result.agentSeconds += glance(desk, attack.draw, claim, isConvinced);
      result.byPeople = true;
    }
    if (advance(claim)) return claim;
  }
  return null;
}

/** A case, with or without a friend at the desk. */
function throughPeople(
  attack: Attack,
  policy: Policy,
  begun: number,
  result: ImpostorResult,
): Claim | null {
  const { is, draw, attacker, populations } = attack;
  const isInside = attacker === "insider";
  if (!isInside && !is("asks-people")) return null;
  const { rates } = populations.desk;
  const claim = beginClaim(policy, "forgot-password", circumstancesOf(attack), begun);
  const fooled = isInside ? rates["second-deceived-by-insider"] : rates["second-deceived"];
  pass(claim, timeOf(draw, "write-case", populations.owners.times["write-case"]));
  const done = review(populations.desk, draw, claim, {
    first: isInside || draw("first-deceived") < rates["first-deceived"].rate,
    second:
      draw("second-deceived") < fooled.rate ||
      (isInside && draw("second-corrupt") < rates["second-corrupt"].rate),
    proofed: is("proofing-passed"),
  });
  result.byPeople = true;
  result.agentSeconds += done.agentSeconds;
  return done.approved && advance(claim) ? claim : null;
}

/** The wait, in which the owner may say stop; then the account is theirs, and later its money. */
function end(attack: Attack, claim: Claim, theft: number, result: ImpostorResult): void {
  const { stops, freezes } = reactions(attack, theft, claim.begun);
  result.way = claim.standing.path;
  result.risk = riskOf(claim);
  const { waitingUntil } = claim.standing;
  const ready = Math.max(claim.now, waitingUntil?.getTime() ?? 0);
  if (stops < ready && claim.standing.state === "waiting") {
    claim.now = stops;
    happens(claim, { is: "cancelled", why: "owner" });
    result.outcome = "cancelled";
    return;
  }
  claim.now = ready;
  happens(claim, { is: "time-passed" });
  if (!happens(claim, { is: "credential-set" })) return;
  result.outcome = "accepted";
  const limit = claim.standing.money;
  const hours =
    limit && limit !== "none" ? claim.policy.money[limit as keyof Policy["money"]].hours : 0;
  result.moneyFree = Math.min(stops, freezes) > claim.now + hours * HOUR_MS;
}
