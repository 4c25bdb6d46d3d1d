import type { Feature } from "../../core/route.ts";

export const topics: Feature = { name: "topics", routes: [] };
