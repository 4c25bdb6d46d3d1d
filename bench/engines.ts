/**
 * Two engines of policies in the place of our rules: the same facts, read from the same database in the same
 * transaction, and the same answer. Each is used as its documentation has it for speed: policies parsed once.
 */
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import type { Ask, Facts, judge } from "../src/features/decisions/rules.ts";
import { nightUntil, spendingSince } from "../src/features/decisions/times.ts";

export type Judge = typeof judge;
const NO_LIMIT = 1_000_000_000_000_000;

/** What both engines are told, flat; they compare. */
function told({ amount, facts }: Ask, given: Facts, now: Date) {
  const { held, lock, own, asked, payee, device, spent, timeZone } = given;
  const from = spendingSince(now, timeZone).getTime();
  const day = spent.reduce((sum, one) => (one.at.getTime() >= from ? sum + one.amount : sum), 0);
  const limit = given.limits.find(({ until }) => now < until);
  const age = device ? now.getTime() - device.boundAt.getTime() : 0;
  return {
    held: held.outgoing,
    reused:
      (own !== undefined && own.facts !== facts) || (asked !== undefined && asked.facts !== facts),
    done: own?.state === "done",
    amount,
    dayWith: day + amount,
    single: given.singleLimit ?? NO_LIMIT,
    daily: given.dailyLimit ?? NO_LIMIT,
    allowance: limit?.allowance ?? NO_LIMIT,
    night: lock.nightLock && nightUntil(now, timeZone) !== null,
    devicesOnly: lock.trustedDevicesOnly,
    deviceAgeMs: age,
    payeeDelay: lock.newPayeeDelayHours,
    payeePaid: payee?.paidAt != null,
  };
}

const answer = (allows: boolean) => ({
  ...{ allows, code: allows ? ("permitted" as const) : ("denied" as const) },
});

export async function casbinJudge(): Promise<Judge> {
  const model = newModelFromString(`
[request_definition]
r = f
[policy_definition]
p = cond, eft
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = eval(p.cond)
`);
  const forbidden = [
    "r.f.held",
    "r.f.reused",
    "r.f.done",
    "r.f.amount > r.f.single",
    "r.f.dayWith > r.f.daily",
    "r.f.dayWith > r.f.allowance",
    "r.f.night",
    "r.f.devicesOnly && r.f.deviceAgeMs < 604800000",
    "r.f.payeeDelay > 0 && !r.f.payeePaid",
  ];
  const lines = forbidden.map((cond) => `p, ${cond}, deny`).join("\n");
  const enforcer = await newEnforcer(model, new StringAdapter(lines));
  return (ask, facts, now) => answer(enforcer.enforceSync(told(ask, facts, now)));
}

export function cedarJudge(): Judge {
  const text = `
permit (principal, action, resource);
forbid (principal, action, resource) when { context.held };
forbid (principal, action, resource) when { context.reused || context.done };
forbid (principal, action, resource) when { context.amount > context.single };
forbid (principal, action, resource) when { context.dayWith > context.daily };
forbid (principal, action, resource) when { context.dayWith > context.allowance };
forbid (principal, action, resource) when { context.night };
forbid (principal, action, resource) when { context.devicesOnly && context.deviceAgeMs < 604800000 };
forbid (principal, action, resource) when { context.payeeDelay > 0 && !context.payeePaid };
`;
  const parsed = cedar.preparsePolicySet("wallet", { staticPolicies: text });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  return (ask, facts, now) => {
    const given = cedar.statefulIsAuthorized({
      principal: { type: "Account", id: "one" },
      action: { type: "Action", id: ask.action },
      resource: { type: "Payment", id: "one" },
      context: told(ask, facts, now),
      preparsedPolicySetId: "wallet",
      entities: [],
    });
    if (given.type !== "success") throw new Error(JSON.stringify(given));
    return answer(given.response.decision === "allow");
  };
}
