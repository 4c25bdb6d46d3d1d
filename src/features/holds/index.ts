import type { Feature } from "../../core/route.ts";
import { onTimer, TIMER } from "./actions.ts";
import { applyLater, HOLD, LIFT, lift } from "./enforcement.ts";
import { routes } from "./routes.ts";

export {
  accountOf as accountOfHold,
  holdAccount,
  holdsBetween,
  isEndedByPath,
  isHoldLeft,
  listHolds,
  placeHold,
  releaseByRecovery,
  releaseHold,
  standingHolds,
} from "./actions.ts";
export { enforceHold } from "./enforcement.ts";
export { demandUnguided, readGuided, sayGuided } from "./guided.ts";
export { deskMay, renewHold, standingHold } from "./renewals.ts";
export {
  type Decider,
  FreezeLimit,
  type Hold,
  type HoldView,
  hasLedger,
  holdView,
  isStanding,
  NotYours,
  restrictions,
} from "./rules.ts";
export { openHolds } from "./store.ts";

export const holds: Feature = {
  name: "holds",
  routes,
  jobs: {
    [TIMER]: { within: onTimer },
    [HOLD]: { outside: applyLater },
    [LIFT]: { outside: lift },
  },
};
