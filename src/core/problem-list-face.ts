/** Refusals of the face check; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const faceProblems: Readonly<Record<string, Meaning>> = {
  "bad-pictures": { status: 422, means: "Pictures are missing, too large or no JPEG." },
  "face-away": {
    status: 503,
    means: "Whoever compares faces does not answer. Nothing was counted; offer another way.",
  },
  "face-consent": {
    status: 409,
    means:
      "There is no consent to the text in force. In a claim: `response.consent` is its version.",
  },
  "face-over": {
    status: 409,
    means:
      "This check has run out, was used, or holds pictures of an earlier one. Ask for another.",
  },
  "face-unsure": {
    status: 422,
    means:
      "Nothing can be said from these pictures; never why. `triesLeft`: in this day. Offer another way.",
  },
  "glance-not-yours": {
    status: 403,
    means: "These pictures are for the one person who was drawn, in their time.",
  },
  "glance-unseen": { status: 409, means: "Nobody answers who has not looked at both pictures." },
  "no-face-check": {
    status: 409,
    means:
      "The face check is not offered: `why` is not-configured, switched-off, child, not-enrolled, closed or resting (`until`).",
  },
  "no-glance": { status: 404, means: "There is nothing of this id to compare." },
};
