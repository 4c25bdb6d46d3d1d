import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export { sentence } from "./words.ts";

export const activity: Feature = { name: "activity", routes };
