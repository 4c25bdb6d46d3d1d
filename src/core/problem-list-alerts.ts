/** Refusals of alerts; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const alertProblems: Readonly<Record<string, Meaning>> = {
  "no-alert": { status: 404, means: "There is no such alert." },
  "not-firing": { status: 409, means: "The alert is not firing: there is nothing to take." },
  "bad-silence": {
    status: 422,
    means: "A silence ends within seven days, lies ahead, and says why (`why`).",
  },
};
