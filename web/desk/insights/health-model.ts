/** What the page of definitions says first: is there anything wrong with the figures. */
import type { Definitions } from "./head.ts";

type Health = Pick<Definitions["health"], "stale" | "missing" | "recount">;

/** The worst first. Before the first recount nobody has found the same figures, nor others. */
export function leadOf({ stale, missing, recount }: Health) {
  if (stale) return "insights.definitions.lead.stale";
  if (recount && recount.differences > 0) return "insights.definitions.lead.differs";
  if (missing.length > 0) return "insights.definitions.lead.missing";
  return recount ? "insights.definitions.lead" : "insights.definitions.lead.unchecked";
}
