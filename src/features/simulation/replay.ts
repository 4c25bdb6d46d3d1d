/**
 * What would a draft have said to those who did come through? Each is judged again from the proofs that it gave
 * and the risk that was written down. One that even the policy of its own time does not judge as it did then
 * (a waiver, a fact that was not kept) says nothing about a draft, and is counted apart.
 */
import { shown } from "../insights/index.ts";
import {
  type Facts,
  type GivenProof,
  judge,
  type Policy,
  type RiskLevel,
  type Situation,
  type Verdict,
} from "../policies/index.ts";

type Past = {
  situation: Situation;
  risk: RiskLevel;
  /** The reasons of the risk: what the operator said of the number is kept in them. */
  reasons: readonly string[];
  given: readonly GivenProof[];
  glance: Facts["glance"];
  begun: Date;
  path: string;
  waitHours: number;
  /** Objected to within 30 days after it ended. */
  disputed: boolean;
};

function judgedBy(policy: Policy, past: Past): Verdict {
  const { situation, risk, reasons, given, glance, begun } = past;
  const now = new Date(Math.max(begun.getTime(), ...given.map(({ at }) => at.getTime())));
  const facts: Facts = {
    now,
    incidentAt: situation === "account-stolen" ? begun : null,
    simSwappedAt: reasons.includes("sim-swapped") ? now : null,
    numberReassigned: reasons.includes("number-elsewhere"),
    forwarding: false,
    telecomCheck: reasons.includes("number-unchecked") ? "unavailable" : "not-configured",
    ...{ declines: 0, disabled: [], ...(glance && { glance }) },
  };
  return judge(policy, situation, risk, given, facts);
}

type Fate = "same" | "sooner" | "later" | "shut-out" | "unclear";

/** `own`: the version it began under. */
export function fateOf(own: Policy, draft: Policy, past: Past): Fate {
  const then = judgedBy(own, past);
  if (then.is !== "enough" || then.path !== past.path || then.waitHours !== past.waitHours)
    return "unclear";
  const now = judgedBy(draft, past);
  if (now.is !== "enough") return "shut-out";
  if (now.waitHours === then.waitHours) return "same";
  return now.waitHours < then.waitHours ? "sooner" : "later";
}

/** Shut out: with the proofs that were given; whoever holds others might have given those. */
export function replayed(fates: readonly { fate: Fate; disputed: boolean }[]) {
  const clear = fates.filter(({ fate }) => fate !== "unclear");
  const count = (list: typeof clear, fate: Fate) => list.filter((one) => one.fate === fate).length;
  const disputed = clear.filter((one) => one.disputed);
  const rest = clear.filter((one) => !one.disputed);
  const part = (list: typeof clear) => ({
    n: list.length,
    ...{ same: count(list, "same"), sooner: count(list, "sooner"), later: count(list, "later") },
    shutOut: count(list, "shut-out"),
    shutOutRate: shown(count(list, "shut-out"), list.length),
  });
  return {
    tier: "replay" as const,
    looked: fates.length,
    unclear: fates.length - clear.length,
    undisputed: part(rest),
    disputed: part(disputed),
  };
}
