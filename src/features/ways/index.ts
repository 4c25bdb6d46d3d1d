import type { Feature } from "../../core/route.ts";
import { takeEffect } from "./changes.ts";
import { routes } from "./routes.ts";

export {
  demandFree,
  enter,
  enterFresh,
  enterProven,
  hasFreshProof,
  type Owner,
  spendFreshProof,
} from "./actions.ts";
export { cancelChange, cancelPendingChanges, pendingChanges } from "./changes.ts";
export {
  addable,
  couldReturn,
  type Has,
  type Holdings,
  heldBy,
  type Return,
} from "./going-back.ts";
export { rehearse, rehearsed } from "./rehearsal.ts";
export { changeable, NeedsFreshProof } from "./rules.ts";
export { readMe } from "./view.ts";

export const ways: Feature = {
  name: "ways",
  routes,
  jobs: { "ways-change": { within: takeEffect } },
};
