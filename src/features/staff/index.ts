import type { Feature } from "../../core/route.ts";
import { learnPolicies } from "../policies/index.ts";
import { learnRegistry } from "../registry/index.ts";
import { recogniseStaff } from "./actions.ts";
import { sweepChallenges } from "./challenges.ts";
import { finishChange } from "./changes.ts";
import { routes, STAFF_COOKIE } from "./routes.ts";
import { changeRoutes } from "./routes-changes.ts";
import { registryRoutes } from "./routes-registry.ts";
import { tieRoutes } from "./routes-ties.ts";

export {
  addStaff,
  findStaff,
  isStillHere,
  listStaff,
  setIdentity,
  signInStaff,
} from "./actions.ts";
export { disabledProofs, isBraked } from "./brakes.ts";
export type { Agent } from "./changes.ts";
export { OwnChange } from "./four-eyes.ts";
export { askAboutHold, askedAbout } from "./hold-changes.ts";
export { inviteFirstAdmin } from "./invites.ts";
export { staffCookie } from "./routes.ts";
export {
  decides,
  type Field,
  fields,
  isStaff,
  type Role,
  type Staff,
  staffAccount,
  staffId,
} from "./rules.ts";
export { SCAMS } from "./scam-listing.ts";
export { askForListing } from "./scam-listing-ask.ts";
export { tiedTo, tieStaff } from "./ties.ts";
export { type File, hasOpen, openFile, type Reveal, reveal } from "./watch.ts";

export const staff: Feature = {
  name: "staff",
  routes: [...routes, ...changeRoutes, ...registryRoutes, ...tieRoutes],
  jobs: { "desk-change": { outside: finishChange } },
  identify: { agent: (world, { cookies }) => recogniseStaff(world, cookies[STAFF_COOKIE]) },
  keepsUp: async (world) => {
    await learnPolicies(world);
    await learnRegistry(world);
  },
  sweep: sweepChallenges,
};
