/** What the funnel is answered. */
import type { Words } from "../model.ts";
import type { Head } from "./head.ts";
import type { Rate } from "./say.ts";

export type Step = {
  step: string;
  name: Words;
  /** Attempts that came as far as here; `drop` of them came no further. */
  n: number;
  share: Rate;
  drop: number;
  dropRate: Rate;
  topReason: { id: string; name: Words; count: number } | null;
  reasons: { id: string; name: Words; count: number }[];
  cases: string;
  previous?: { n: number; drop: number; share: Rate };
};
export type Journey = {
  id: "self-service" | "with-people";
  name: Words;
  steps: Step[];
  previous?: { from: string; to: string };
};
/** `gaps`: days on which no start was recorded though days around them had some. */
export type Funnel = Head & { journeys: Journey[]; gaps: { day: string }[] };
