/** Refusals of reports and about numbers; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const reportProblems: Readonly<Record<string, Meaning>> = {
  "bad-report": {
    status: 422,
    means: "A day is none, lies before the report or ahead of today; `errors` says which.",
  },
  "unknown-year": {
    status: 409,
    means:
      "The working days run into a year whose holidays this installation does not know; `year` says which. Send `dueOn` instead.",
  },
  "number-unchecked": {
    status: 503,
    means:
      "A text message was part of the path, and the number's operator does not answer now. Nothing has changed; try again soon.",
  },
  "no-report": { status: 404, means: "The account has no such report." },
  "report-closed": { status: 409, means: "The report has ended; a new one can be noted." },
  "too-many-reports": { status: 409, means: "The account has 20 reports already." },
};
