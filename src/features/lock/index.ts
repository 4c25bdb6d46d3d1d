import type { Feature } from "../../core/route.ts";
import { JOB, takeEffect } from "./actions.ts";
import { routes } from "./routes.ts";

export { cancelLoosening, lockAfterRecovery, readLock } from "./actions.ts";
export { type LockRules, minorOf, NO_LOCK, textOf } from "./rules.ts";
export { locks } from "./store.ts";

export const lock: Feature = {
  name: "lock",
  routes,
  jobs: { [JOB]: { within: takeEffect } },
};
