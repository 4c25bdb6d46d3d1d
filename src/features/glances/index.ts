import type { Feature } from "../../core/route.ts";
import { onEnd, onProof, onTurn, TURN } from "./drawing.ts";
import { routes } from "./routes.ts";

const ends = ["waiting", "ready", "cancelled", "expired", "denied", "completed"];

export const glances: Feature = {
  name: "glances",
  routes,
  reactions: {
    "recovery.proof-accepted": onProof,
    ...Object.fromEntries(ends.map((end) => [`recovery.${end}`, onEnd])),
  },
  jobs: { [TURN]: { within: onTurn } },
};
