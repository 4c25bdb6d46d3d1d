import type { Feature } from "../../core/route.ts";
import { onReminder, REMINDER } from "./actions.ts";
import { routes } from "./routes.ts";

export { isReportOpen } from "./actions.ts";

export const reports: Feature = {
  name: "reports",
  routes,
  jobs: { [REMINDER]: { within: onReminder } },
};
