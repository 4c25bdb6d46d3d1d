/** What the desk and the claimant of a case are refused, each with one sentence and a stable code. */
import { problem } from "../../core/problem.ts";

export const NoCase = problem("no-case", 404, "There is no such case.");
export const CaseEnded = problem("case-ended", 409, "This case has been decided or closed.");
export const CannotNow = problem(
  "cannot-now",
  409,
  "This cannot be done while the case stands as it does.",
);
export const LeaseLost = problem(
  "lease-lost",
  409,
  "You do not hold this case any more. Your notes are kept.",
);
export const NotYou = problem(
  "not-you",
  403,
  "You may not decide on this case: you opened it, decided on it before, or it concerns you.",
);
export const NotDrawn = problem(
  "not-drawn",
  403,
  "The second person is drawn by the system. For this case it is not you.",
);
export const StaleEvidence = problem(
  "stale-evidence",
  409,
  "Something new has come in since you looked. Look again before you decide.",
);
export const ChecklistOpen = problem(
  "checklist-open",
  409,
  "The checklist is not complete. Answer every required line yourself first.",
);
export const ProofsMissing = problem(
  "proofs-missing",
  409,
  "There is too little proof to approve this, whoever asks: identity proofing, or two independent proofs.",
);
export const NoClaimant = problem(
  "no-claimant",
  409,
  "Nobody has come to the portal for this case yet, so there is nobody to approve.",
);
export const BadReason = problem("bad-reason", 422, "This reason does not go with this outcome.");
export const AppealUsed = problem(
  "appeal-used",
  409,
  "This was reviewed a second time already. That decision is final.",
);
export const NoAppeal = problem("no-appeal", 409, "There is nothing to appeal against here.");
export const BadContact = problem(
  "bad-contact",
  422,
  "Give a mobile number or an e-mail address, or leave it empty.",
);
export const BadReference = problem(
  "bad-reference",
  422,
  "A reference has six letters and digits, like K7-4F2Q.",
);
export const BadUntil = problem("bad-until", 422, "Choose a time within the next seven days.");
export const BadAnswer = problem("bad-answer", 422, "Choose one of the answers shown.");
export const NoRecords = problem(
  "no-records",
  409,
  "There are too few transactions on record to ask about.",
);
