/** Refusals of guides; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const guideProblems: Readonly<Record<string, Meaning>> = {
  "no-guide": { status: 404, means: "There is no help-centre article of this name." },
};
