import type { Feature } from "../../core/route.ts";
import { sendMessage, sweepLinks, tell } from "./actions.ts";
import { told } from "./rules.ts";

export { type Link, openLink } from "./actions.ts";

export const notices: Feature = {
  name: "notices",
  routes: [],
  reactions: Object.fromEntries(Object.keys(told).map((type) => [type, tell])),
  jobs: { "send-message": { outside: sendMessage } },
  sweep: sweepLinks,
};
