/** Refusals about scam reports and the shield's list; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const scamProblems: Readonly<Record<string, Meaning>> = {
  "no-scam-report": {
    status: 404,
    means: "The account has no such report of a scam, or its text is kept no longer.",
  },
  "no-cluster": { status: 404, means: "There is no such cluster of scam reports." },
  "cannot-list": {
    status: 409,
    means: "The wording of a message is not listed; the links and numbers in it are.",
  },
  "official-channel": {
    status: 409,
    means:
      "The registry vouches for it, or many people share the host: it cannot be listed as a scam.",
  },
  "listed-already": { status: 409, means: "The list is as it was asked for already." },
};
