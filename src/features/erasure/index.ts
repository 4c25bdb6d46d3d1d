import type { Feature } from "../../core/route.ts";
import { ERASURE } from "../keeping/index.ts";
import { LAST, onDue, onLast } from "./actions.ts";
import { routes } from "./routes.ts";

export const erasure: Feature = {
  name: "erasure",
  routes,
  jobs: { [ERASURE]: { within: onDue }, [LAST]: { within: onLast } },
};
