import type { Feature } from "../../core/route.ts";
import { onCheck } from "./checking.ts";
import { KEPT, onEnd, onKept } from "./keeping.ts";
import { claimantRoutes } from "./routes.ts";
import { deskRoutes } from "./routes-desk.ts";
import { CHECK, onUnfinished, UNFINISHED } from "./uploads.ts";

export { listOriginals, type Original, readOriginal } from "./originals.ts";

export const evidence: Feature = {
  name: "evidence",
  routes: [...claimantRoutes, ...deskRoutes],
  jobs: {
    [CHECK]: { outside: onCheck },
    [UNFINISHED]: { within: onUnfinished },
    [KEPT]: { within: onKept },
  },
  reactions: { "case.approved": onEnd, "case.refused": onEnd, "case.closed": onEnd },
};
