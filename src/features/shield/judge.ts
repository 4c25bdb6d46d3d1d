/** From signs to a verdict with its reasons. */
import { wordsOf } from "./link-words.ts";
import type { Brand } from "./registry.ts";
import type { Check, Reason, Verdict } from "./verdict.ts";

/** A sign, before it has words. */
export type Sign = { code: string; seen: string; brand?: Brand; count?: number };

const NOBODY = { en: "", zh: "" };
const LONGEST_EVIDENCE = 80;

export function reason({ code, seen, brand }: Sign): Reason {
  const { severity, say } = wordsOf(code);
  const evidence =
    seen.length > LONGEST_EVIDENCE ? `${seen.slice(0, LONGEST_EVIDENCE - 1)}…` : seen;
  const text = say(brand?.name ?? NOBODY, evidence);
  return brand
    ? { code, severity, brand: brand.id, evidence, text }
    : { code, severity, evidence, text };
}

const RANK = { critical: 3, high: 2, low: 1, info: 0 } as const;
const louder = (a: Sign, b: Sign) => {
  const [one, other] = [wordsOf(a.code), wordsOf(b.code)];
  return RANK[other.severity] - RANK[one.severity] || other.weight - one.weight;
};

/**
 * The strongest sign decides: critical is malicious, high is suspicious, and high beside another is malicious.
 * The score adds at most 0.15 for all others. Popularity takes one step back, and never makes anything official.
 */
/** What makes a strong sign certain: any of those that cost nothing alone, or another strong one. */
const isSecond = ({ code }: Sign, at: number) => at > 0 && RANK[wordsOf(code).severity] > RANK.info;

export function judged(signs: Sign[], host = "", popular?: string): Check {
  if (signs.length > 1) signs.sort(louder);
  const [first] = signs;
  const strongest = wordsOf(first?.code ?? "nothing");
  let verdict: Verdict = "unknown";
  if (strongest.severity === "critical") verdict = "malicious";
  else if (strongest.severity === "high")
    verdict = strongest.weight > 0.55 && signs.some(isSecond) ? "malicious" : "suspicious";
  const reasons = signs.map(reason);
  if (popular && strongest.severity === "high") {
    verdict = verdict === "malicious" ? "suspicious" : "unknown";
    reasons.push(reason({ code: "popular", seen: popular }));
  }
  if (verdict === "unknown" && host && first?.code !== "user-content")
    reasons.push(reason({ code: "nothing", seen: host }));
  const more = Math.min(0.15, 0.05 * Math.max(0, signs.length - 1));
  const most = verdict === "unknown" ? 0.49 : 1;
  const score = Math.round(Math.min(most, strongest.weight + more) * 100) / 100;
  const imitated = verdict === "unknown" ? undefined : signs.find(({ brand }) => brand)?.brand;
  return imitated
    ? { verdict, score, reasons, imitates: imitated.id }
    : { verdict, score, reasons };
}
