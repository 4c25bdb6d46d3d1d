import type { Feature } from "../../core/route.ts";
import { recogniseStaff } from "./actions.ts";
import { sweepChallenges } from "./challenges.ts";
import { routes, STAFF_COOKIE } from "./routes.ts";

export { addStaff, findStaff, listStaff, setIdentity, signInStaff } from "./actions.ts";
export { inviteFirstAdmin } from "./invites.ts";
export { staffCookie } from "./routes.ts";
export { decides, isStaff, type Role, type Staff } from "./rules.ts";

export const staff: Feature = {
  name: "staff",
  routes,
  identify: { agent: (world, { cookies }) => recogniseStaff(world, cookies[STAFF_COOKIE]) },
  sweep: sweepChallenges,
};
