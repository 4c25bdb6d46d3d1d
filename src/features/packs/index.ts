import type { Feature } from "../../core/route.ts";
import { BUILD, EXPIRY, onBuild } from "./building.ts";
import { onExpiry, onNotMe } from "./keeping.ts";
import { resealPackKey } from "./keys.ts";
import { routes } from "./routes.ts";

export { publishedKeys, renewPackKey, resealPackKey } from "./keys.ts";
export { type PackFault, type PackReport, verifyPack } from "./verify.ts";

export const packs: Feature = {
  name: "packs",
  routes,
  jobs: { [BUILD]: { outside: onBuild }, [EXPIRY]: { within: onExpiry } },
  reactions: { "owner.not-me": onNotMe },
  sweep: resealPackKey,
};
