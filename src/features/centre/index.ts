import type { Feature } from "../../core/route.ts";
import { routes } from "./routes.ts";

export const centre: Feature = { name: "centre", routes };
