/** Which proofs an account can give at all. Only ever told after a first accepted proof. */
import type { World } from "../../core/world.ts";
import { type Method, readMethods } from "../accounts/index.ts";
import type { Policy, ProofKind } from "../policies/index.ts";
import { daysBefore, goodCodes, type Loaded, policyOf } from "./judging.ts";
import { otherWays } from "./proving.ts";

/** A way back in that counts now: old enough, and not gone for longer than removed ones count. */
const counts = (method: Method, policy: Policy, now: Date) =>
  !method.distrustedAt &&
  method.since <= daysBefore(now, policy.changes.countsAfterDays) &&
  (!method.removedAt || method.removedAt > daysBefore(now, policy.changes.removedCountsDays));

/** The kinds that this account can give. Only ever told after a first accepted proof. */
export async function availableKinds(world: World, recovery: Loaded): Promise<ProofKind[]> {
  const policy = policyOf(world, recovery);
  const now = world.now();
  const methods = (await readMethods(world, recovery.accountId)).filter((method) =>
    counts(method, policy, now),
  );
  const has = (kind: string) => methods.some((method) => method.kind === kind);
  const saved = (await goodCodes(world, recovery.accountId, policy)).some(
    (code) => code.since <= daysBefore(now, policy.changes.countsAfterDays),
  );
  const kinds: [ProofKind, boolean][] = [
    ["sms-code", has("phone")],
    ["email-code", has("email")],
    ["recovery-code", saved],
    ["authenticator-code", has("authenticator")],
  ];
  for (const [kind, way] of Object.entries(otherWays))
    kinds.push([kind as ProofKind, await way.isThere(world, recovery)]);
  return kinds.filter(([, present]) => present).map(([kind]) => kind);
}
