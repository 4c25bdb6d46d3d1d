import type { Feature } from "../../core/route.ts";
import { sendMessage, sweepLinks, tell } from "./actions.ts";
import { plain, told } from "./rules.ts";

export { type Link, openLink } from "./actions.ts";
export { plain };

export const notices: Feature = {
  name: "notices",
  routes: [],
  reactions: Object.fromEntries(Object.keys(told).map((type) => [type, tell])),
  // A kind each, so that each has lanes of its own: a gateway that hangs delays no e-mail.
  jobs: {
    "send-sms": { outside: sendMessage },
    "send-email": { outside: sendMessage },
    // Rows of version 0.1, from before there were two.
    "send-message": { outside: sendMessage },
  },
  sweep: sweepLinks,
};
