import type { Feature } from "../../core/route.ts";
import { sweepCodes } from "./agent-codes.ts";
import { watchFeed } from "./feed-file.ts";
import { routes } from "./routes.ts";

export { type Asked, judge } from "./answers.ts";
export { preparedOf } from "./checks.ts";
export { feedEntry, feedOf } from "./feed.ts";
export { entriesOf, FeedRefused } from "./feed-file.ts";
export { type Indicator, indicatorsOf } from "./indicators.ts";
export { checkLines } from "./lines.ts";
export { clean, folded } from "./message-text.ts";
export { purposeWords } from "./words.ts";

export const shield: Feature = { name: "shield", routes, sweep: sweepCodes, runs: watchFeed };
