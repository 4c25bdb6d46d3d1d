/** Refusals of figures; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const insightProblems: Readonly<Record<string, Meaning>> = {
  "bad-date": {
    status: 400,
    means:
      "A day of a period is not written like 2026-11-29, or does not exist; `errors` says which.",
  },
  "period-half": { status: 400, means: "Of `from` and `to` only one was given." },
  "period-and-days": { status: 400, means: "Both `days` and `from` or `to` were given." },
  "period-backwards": { status: 400, means: "The last day of a period is before its first." },
  "period-too-long": { status: 400, means: "A period of figures has at most 365 days." },
  "period-not-begun": { status: 400, means: "The first day of a period is after today." },
};
