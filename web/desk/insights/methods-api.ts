/** What the page of ways is answered. */
import type { Words } from "../model.ts";
import type { Head, PolicyChange } from "./head.ts";
import type { Rate } from "./say.ts";

export const outcomes = [
  ...(["completed", "other-way", "cancelled", "refused"] as const),
  ...(["abandoned", "expired", "error", "open"] as const),
] as const;
export type Outcome = (typeof outcomes)[number];
export type WayRow = {
  way: string;
  name: Words;
  n: number;
  /** Sums to n; empty under the least number of cases. */
  outcomes: Partial<Record<Outcome, number>>;
  success: Rate;
  firstTry: Rate;
  within24h: Rate;
  within7d: Rate;
  abandon: Rate;
  /** Of those who got back in, disputed within 30 days. */
  takeover: Rate;
  medianSeconds: number | null;
  p90Seconds: number | null;
  meanSeconds: number | null;
  activeMedianSeconds: number | null;
  waitMedianSeconds: number | null;
  /** It cannot be taken now: the desk has switched it off, or the policy in force does not ask for it. */
  off: "brake" | "policy" | null;
  cases: string;
};
export type Measures = Head & {
  rows: WayRow[];
  safety: {
    starts: number;
    startsWithAccount: number;
    cases: number;
    owners: number;
    impostors: number;
    accepted: number;
    disputed: number;
    unknown: number;
    acceptance: Rate;
  };
  changes: PolicyChange[];
  article: { way: string; rate: number; seconds: number; note: Words }[];
};
