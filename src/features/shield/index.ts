import type { Feature } from "../../core/route.ts";
import { sweepCodes } from "./agent-codes.ts";
import { routes } from "./routes.ts";

export { type Asked, judge, preparedOf } from "./checks.ts";
export { type Indicator, indicatorsOf } from "./indicators.ts";
export { checkLines } from "./lines.ts";
export { purposeWords } from "./words.ts";

export const shield: Feature = { name: "shield", routes, sweep: sweepCodes };
