import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export const activity: Feature = { name: "activity", routes };
