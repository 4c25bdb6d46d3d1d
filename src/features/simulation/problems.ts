import { problem } from "../../core/problem.ts";

/** `line`, `at` (a JSON pointer) and `why`: in English, as they stand in the file's own words. */
export const UnsoundPolicy = problem(
  "unsound-policy",
  422,
  "This policy cannot be tried: `line` and `why` say what is wrong with it.",
);
export const UnknownPolicy = problem("no-policy", 404, "There is no policy of this name.");
export const SimulationRuns = problem(
  "simulation-runs",
  409,
  "Another simulation is running here. Try again in a few seconds.",
);
