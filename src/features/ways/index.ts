import type { Feature } from "../../core/route.ts";
import { takeEffect } from "./changes.ts";
import { routes } from "./routes.ts";

export { enter, enterFresh, hasFreshProof, type Owner, spendFreshProof } from "./actions.ts";
export { cancelChange, cancelPendingChanges, pendingChanges } from "./changes.ts";

export const ways: Feature = {
  name: "ways",
  routes,
  jobs: { "ways-change": { within: takeEffect } },
};
