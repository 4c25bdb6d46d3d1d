import type { Feature } from "../../core/route.ts";
import { evaluate, LOOK, sweep } from "./evaluating.ts";
import { gauges } from "./gauges.ts";
import { routes } from "./routes.ts";
import { MAIL, sendMail } from "./telling.ts";

export { evaluate } from "./evaluating.ts";

export const alerts: Feature = {
  name: "alerts",
  routes,
  jobs: { [LOOK]: { outside: (world) => evaluate(world) }, [MAIL]: { outside: sendMail } },
  gauges,
  sweep,
};
