import type { Feature } from "../../core/route.ts";
import { sweepNumbers } from "./checking.ts";

export { checkNumber, numberFacts } from "./checking.ts";
export { codeGoesTo, NumberUnchecked } from "./rules.ts";

export const numbers: Feature = {
  name: "numbers",
  routes: [],
  sweep: sweepNumbers,
};
