import type { Feature } from "../../core/route.ts";
import { onHold, recogniseOwner } from "./actions.ts";
import { OWNER_COOKIE, routes } from "./routes.ts";

export * from "./actions.ts";
export * from "./device-tokens.ts";
export * from "./of-device.ts";
export { OWNER_COOKIE, ownerCookie } from "./routes.ts";
export { Held, WrongPassword } from "./rules.ts";

export const sessions: Feature = {
  name: "sessions",
  routes,
  reactions: { "hold.placed": onHold },
  identify: { owner: (world, { cookies }) => recogniseOwner(world, cookies[OWNER_COOKIE]) },
};
