import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export { LEAST, type Rate, shown, wilson } from "./rules.ts";

export const insights: Feature = { name: "insights", routes };
