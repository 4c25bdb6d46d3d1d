import type { Feature } from "../../core/route.ts";
import { recogniseClaimant } from "./actions.ts";
import { onTimer } from "./endings.ts";
import { CLAIM_COOKIE, routes } from "./routes.ts";

export { type Claimant, completedClaims, findOwn, lockOwn } from "./actions.ts";
export { beginAgain, startRecovery } from "./claims.ts";
export { type Awaited, awaitedGlance, GLANCE_MINUTES, giveGlance } from "./glance.ts";
export { asProof, factsOf, isClaimProven, type Loaded, policyOf, riskFacts } from "./judging.ts";
export {
  denyReviewed,
  giveReview,
  judgedWith,
  keepOpenForReview,
  type Review,
} from "./review.ts";
export {
  judgeRisk,
  notesOn,
  type RiskFacts,
  type RiskReason,
  riskNotes,
  riskReasons,
} from "./risk.ts";
export { CLAIM_COOKIE, claimCookie } from "./routes.ts";
export { AlreadyEnded, type Happening, move, type Standing } from "./rules.ts";
export { lockRecovery } from "./standing.ts";
export { continueElsewhere } from "./tokens.ts";
export { readTyped } from "./typed.ts";
export { type RecoveryView, readNewPhone, reference } from "./view.ts";

export const recovery: Feature = {
  name: "recovery",
  routes,
  identify: {
    claimant: async (world, { bearer, cookies }) =>
      recogniseClaimant(world, bearer || cookies[CLAIM_COOKIE]),
  },
  jobs: { "recovery-timer": { within: onTimer } },
};
