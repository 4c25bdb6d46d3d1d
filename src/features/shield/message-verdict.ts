/**
 * From reasons to one verdict. The strongest reason decides, others add a little: critical 0.95, high 0.7, low
 * 0.25, honest kinds of message 0.05, nothing found 0.1. Not a probability: an order.
 */
import type { Check, Reason, Severity, Verdict } from "./verdict.ts";

const ORDER: readonly Severity[] = ["critical", "high", "low", "info"];
const BASE: Record<Severity, number> = { critical: 0.95, high: 0.7, low: 0.25, info: 0.1 };
/** What further reasons of the same strength add at most: never into the next one's range. */
const STEP: Record<Severity, number> = { critical: 0.01, high: 0.04, low: 0.07, info: 0 };
const TOP: Record<Severity, number> = { critical: 1, high: 0.86, low: 0.46, info: 0.1 };

const VERDICTS: Record<Severity, Verdict> = {
  critical: "malicious",
  high: "suspicious",
  low: "unknown",
  info: "unknown",
};
const HONEST = new Set(["one-time-code", "fraud-warning"]);

/** The strongest first; each code and brand once. `asOfficial` holds when nothing speaks against it. */
export function verdictOf(reasons: readonly Reason[], asOfficial = false): Check {
  const seen = new Set<string>();
  const sorted = ORDER.flatMap((severity) =>
    reasons.filter((reason) => reason.severity === severity),
  ).filter(({ code, brand }) => !seen.has(`${code} ${brand}`) && seen.add(`${code} ${brand}`));
  const worst = sorted[0]?.severity ?? "info";
  const alike = sorted.filter(({ severity }) => severity === worst).length;
  const imitates =
    worst === "info"
      ? undefined
      : sorted.find(({ brand, severity }) => brand && severity !== "info")?.brand;
  const isHonest = worst === "info" && sorted.some(({ code }) => HONEST.has(code));
  const score = Math.min(TOP[worst], BASE[worst] + STEP[worst] * (alike - 1));
  const isOfficial = asOfficial && worst === "info";
  return {
    verdict: isOfficial ? "official" : VERDICTS[worst],
    score: isOfficial ? 0 : isHonest ? 0.05 : Math.round(score * 100) / 100,
    reasons: sorted,
    ...(imitates && { imitates }),
  };
}
