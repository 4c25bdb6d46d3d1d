import type { Me } from "../model.ts";

/** Who may read the figures of the house. */
export const readsInsights = (role: Me["role"]) => role !== "agent";
/** Where the tab of the bar is the one that one is in. */
export const isInsights = (path: string) => /^\/desk\/(insights|topics|policies)(\/|$)/.test(path);
