import type { Feature } from "../../core/route.ts";
import { AWAY, onAway } from "./away.ts";
import { routes } from "./routes.ts";

export { repliesOf } from "./desk-replies.ts";
export { readChat, type Spoken } from "./reading.ts";

export const chat: Feature = {
  name: "chat",
  routes,
  jobs: { [AWAY]: { within: onAway } },
};
