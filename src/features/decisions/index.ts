import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export { type Decision, decide, type Evaluation } from "./actions.ts";
export { type Paid, paidSince } from "./history.ts";

export const decisions: Feature = { name: "decisions", routes };
