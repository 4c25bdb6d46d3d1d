import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";
import { sweepPayees } from "./same-payee.ts";

export { type Decision, decide, type Evaluation } from "./actions.ts";
export {
  countMovedBetween,
  type Moved,
  movedAmong,
  movedBetween,
  newestMoved,
  type Paid,
  paidSince,
} from "./history.ts";
export { payersOfTheSame } from "./same-payee.ts";

export const decisions: Feature = { name: "decisions", routes, sweep: sweepPayees };
