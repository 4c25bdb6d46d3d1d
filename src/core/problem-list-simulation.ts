/** Refusals of simulations; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const simulationProblems: Readonly<Record<string, Meaning>> = {
  "unsound-policy": {
    status: 422,
    means:
      "The draft is no sound policy: `line`, `at` (a JSON pointer) and `why` say where and why.",
  },
  "no-policy": { status: 404, means: "No policy of this name is known here." },
  "simulation-runs": {
    status: 409,
    means: "A simulation is running in this process; the next can begin in a few seconds.",
  },
};
