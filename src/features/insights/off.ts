/** Ways that cannot be taken now: a figure of the past must not look like an offer. Pure. */
import type { Policy, ProofKind } from "../policies/index.ts";

/** `brake`: the desk has switched it off. `policy`: no path of the policy in force asks for it. */
export type Off = "brake" | "policy";

/** The kind of proof that a way is named for; all of self-service is none. */
const proofOf = (way: string) => (way === "customer-service" ? "agent-review" : way);

export function offOf(policy: Policy, disabled: readonly ProofKind[], way: string): Off | null {
  if (way === "self-service") return null;
  const proof = proofOf(way);
  if (disabled.some((kind) => kind === proof)) return "brake";
  const asked = Object.values(policy.situations)
    .flatMap(({ paths }) => paths)
    .flatMap(({ all }) => all.flat())
    .map((wish) => (typeof wish === "string" ? wish : wish.kind));
  return asked.some((kind) => kind === proof) ? null : "policy";
}
