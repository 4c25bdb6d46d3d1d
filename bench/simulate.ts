/** How fast a policy is tried: recoveries simulated in 60 seconds on two cores, owners and impostors together. */
import { loadPolicies } from "../src/features/policies/index.ts";
import { readPopulations, reportOf, run, whole } from "../src/features/simulation/index.ts";
import { type Bench, row } from "./bench.ts";

const GOAL_SECONDS = 60;

export const simulate: Bench = {
  name: "simulate",
  title: "A policy tried on 10,000 simulated recoveries (simulated)",
  async run(say, quick) {
    const cases = quick ? 1000 : 10_000;
    const rounds = quick ? 2 : 5;
    const policy = (await loadPolicies("policies")).get("wallet");
    if (!policy) throw new Error("There is no policy named wallet.");
    const populations = await readPopulations();
    const seconds: number[] = [];
    const perSecond: number[] = [];
    let goals = "";
    for (let round = 0; round < rounds; round++) {
      const asked = { cases, seed: round + 1 };
      const began = performance.now();
      const ran = whole(run(policy, populations, asked));
      const report = reportOf(policy, populations, asked, ran);
      const took = (performance.now() - began) / 1000;
      seconds.push(took);
      perSecond.push((ran.owners.length + ran.impostors.length) / took);
      goals = `${report.goals.filter(({ met }) => met).length} of ${report.goals.length}`;
      say(`seed ${asked.seed}: ${took.toFixed(1)} s`);
    }
    const median = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0;
    return {
      rows: [
        row(`${cases} recoveries of owners, 5,000 impostors`, "s", seconds, {
          goal: `at most ${GOAL_SECONDS} s`,
          holds: median <= GOAL_SECONDS,
        }),
        row("simulated claims per second", "per second", perSecond),
      ],
      notes: [
        "One process and one core; the policy engine and the moves of a recovery are the product's own, without a database.",
        `Of the goals for success and impostors \`wallet\` meets ${goals} in this simulation; docs/decisions/0044-insights.md says where not, and why.`,
      ],
    };
  },
};
