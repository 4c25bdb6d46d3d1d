import type { Feature } from "../../core/route.ts";
import { learnPolicies } from "../policies/index.ts";
import { recogniseStaff } from "./actions.ts";
import { sweepChallenges } from "./challenges.ts";
import { finishChange } from "./changes.ts";
import { routes, STAFF_COOKIE } from "./routes.ts";
import { changeRoutes } from "./routes-changes.ts";

export {
  addStaff,
  findStaff,
  isStillHere,
  listStaff,
  setIdentity,
  signInStaff,
} from "./actions.ts";
export { disabledProofs, isBraked } from "./brakes.ts";
export { inviteFirstAdmin } from "./invites.ts";
export { staffCookie } from "./routes.ts";
export { decides, type Field, fields, isStaff, type Role, type Staff } from "./rules.ts";

export { type File, openFile, type Reveal, reveal } from "./watch.ts";

export const staff: Feature = {
  name: "staff",
  routes: [...routes, ...changeRoutes],
  jobs: { "desk-change": { outside: finishChange } },
  identify: { agent: (world, { cookies }) => recogniseStaff(world, cookies[STAFF_COOKIE]) },
  sweep: async (world) => {
    await learnPolicies(world);
    return sweepChallenges(world);
  },
};
