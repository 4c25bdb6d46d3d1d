/**
 * A simulation is a function of the policy, the populations, the number of cases and the seed, and of nothing
 * else: the same call gives the same answer on every machine.
 */
import type { Policy } from "../policies/index.ts";
import { goalsOf } from "./goals.ts";
import { type ImpostorResult, runImpostor } from "./impostor.ts";
import { type OwnerResult, runOwner } from "./owner.ts";
import type { Populations } from "./populations.ts";
import { summarise } from "./summary.ts";

export type Asked = { cases: number; seed: number };
export type Ran = { owners: OwnerResult[]; impostors: ImpostorResult[] };

/** Half as many impostors as owners, and never fewer than the goals ask for. */
export const impostorsFor = (populations: Populations, cases: number) =>
  Math.max(populations.impostors.least, Math.floor(cases / 2));

/** In slices, so that whoever has other things to do can do them in between; the value is the run. */
export function* run(
  policy: Policy,
  populations: Populations,
  { cases, seed }: Asked,
  impostors = impostorsFor(populations, cases),
): Generator<number, Ran> {
  const ran: Ran = { owners: [], impostors: [] };
  for (let index = 0; index < cases; index++) {
    ran.owners.push(runOwner(policy, populations, seed, index));
    if (index % 200 === 199) yield index;
  }
  for (let index = 0; index < impostors; index++) {
    ran.impostors.push(runImpostor(policy, populations, seed, index));
    if (index % 200 === 199) yield cases + index;
  }
  return ran;
}

/** Drives slices to their end at once. */
export function whole<Out>(slices: Generator<number, Out>): Out {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

export const SIMULATED = {
  en: "Simulated: what these rules do with these populations, and no claim about anybody's customers.",
  zh: "模拟结果：仅说明在所设人群下规则的表现，并非对任何真实用户的统计。",
};

const named = ({ name, version }: Policy) => ({ name, version });

/** One policy on one seed. */
export function reportOf(policy: Policy, populations: Populations, asked: Asked, ran: Ran) {
  const summary = summarise(ran.owners, ran.impostors);
  return {
    ...{ tier: "simulation" as const, simulated: true as const, says: SIMULATED },
    policy: named(policy),
    populations: { version: populations.version, fixedOn: populations.fixedOn },
    ...{ seed: asked.seed, cases: asked.cases, impostorsTried: ran.impostors.length },
    goals: goalsOf(summary),
    ...summary,
  };
}
export type Report = ReturnType<typeof reportOf>;

/** The same people under two policies, one by one: who gains, who loses. */
export function differenceOf(one: Ran, other: Ran) {
  const owners = { backNow: 0, lockedOut: 0, sooner: 0, later: 0 };
  for (const [index, before] of one.owners.entries()) {
    const after = other.owners[index];
    if (!after) continue;
    if (before.seconds === null && after.seconds !== null) owners.backNow += 1;
    else if (before.seconds !== null && after.seconds === null) owners.lockedOut += 1;
    else if (before.seconds !== null && after.seconds !== null) {
      if (after.seconds < before.seconds) owners.sooner += 1;
      if (after.seconds > before.seconds) owners.later += 1;
    }
  }
  const impostors = { stopped: 0, letIn: 0 };
  for (const [index, before] of one.impostors.entries()) {
    const [was, is] = [before.outcome, other.impostors[index]?.outcome];
    if (was === "accepted" && is !== "accepted") impostors.stopped += 1;
    if (was !== "accepted" && is === "accepted") impostors.letIn += 1;
  }
  const hours = ({ owners, impostors }: Ran) =>
    [...owners, ...impostors].reduce((sum, { agentSeconds }) => sum + agentSeconds, 0) / 3600;
  const agentHours = Math.round((hours(other) - hours(one)) * 10) / 10;
  return { owners, impostors, agentHours };
}
