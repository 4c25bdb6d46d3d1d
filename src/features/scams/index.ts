import type { Feature } from "../../core/route.ts";
import { sweepScams } from "./keeping.ts";
import { routes } from "./routes.ts";

export const scams: Feature = { name: "scams", routes, sweep: sweepScams };
