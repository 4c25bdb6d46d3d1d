import type { Feature } from "../../core/route.ts";
import { JOB, takeEffect } from "./actions.ts";
import { routes } from "./routes.ts";

export { cancelLoosening, lockAfterRecovery, readLock } from "./actions.ts";
export { type LockRules, minorOf, textOf } from "./rules.ts";

export const lock: Feature = {
  name: "lock",
  routes,
  jobs: { [JOB]: { within: takeEffect } },
};
