/** The door of `proposals`: a policy tried at the desk, and changed by two people. */
import type { Feature } from "../../core/route.ts";
import { recordFiles } from "./actions.ts";
import { routes } from "./routes.ts";
import { onTrial, TRIAL } from "./trials.ts";

export const proposals: Feature = {
  name: "proposals",
  routes,
  jobs: { [TRIAL]: { outside: onTrial } },
  sweep: recordFiles,
};
