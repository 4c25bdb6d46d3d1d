import type { Feature } from "../../core/route.ts";
import { sweepAlerts } from "./alerts.ts";
import { tableRoutes } from "./routes-table.ts";

export const topics: Feature = { name: "topics", routes: [...tableRoutes], sweep: sweepAlerts };
