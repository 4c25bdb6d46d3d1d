import type { Feature } from "../../core/route.ts";
import { noteRestore } from "./restored.ts";
import { sweepRetention } from "./retention.ts";
import { routes } from "./routes.ts";

export { beginErasure, cancelErasure, ERASURE, pendingErasure } from "./erasures.ts";
export {
  demandLegalHold,
  isUnderLegalHold,
  legalHoldsOf,
  releaseLegalHold,
} from "./legal-holds.ts";
export { noteRestore } from "./restored.ts";
export { retentionReport, termsInForce } from "./retention.ts";
export { ALERT_DAYS, type Erasure, POST_DAYS, READING_DAYS, TRY_DAYS } from "./rules.ts";
export { insertErasure, updateErasure } from "./store.ts";

export const keeping: Feature = {
  name: "keeping",
  routes,
  sweep: async (world) => (await noteRestore(world)) + (await sweepRetention(world)),
};
