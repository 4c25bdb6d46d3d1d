import type { Feature } from "../../core/route.ts";
import { sweepCodes } from "./agent-codes.ts";
import { routes } from "./routes.ts";

export { checkLines } from "./lines.ts";
export { clean, folded } from "./message-text.ts";
export { purposeWords } from "./words.ts";

export const shield: Feature = { name: "shield", routes, sweep: sweepCodes };
