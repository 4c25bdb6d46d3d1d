import type { Feature } from "../../core/route.ts";
import { recogniseClaimant } from "./actions.ts";
import { onTimer } from "./endings.ts";
import { CLAIM_COOKIE, routes } from "./routes.ts";

export { type RiskReason, riskReasons } from "./risk.ts";
export type { RecoveryView } from "./view.ts";

export const recovery: Feature = {
  name: "recovery",
  routes,
  identify: {
    claimant: async (world, { bearer, cookies }) =>
      recogniseClaimant(world, bearer || cookies[CLAIM_COOKIE]),
  },
  jobs: { "recovery-timer": { within: onTimer } },
};
