/** Refusals of simulations; see `problem-list.ts`. */
import type { Meaning } from "./problem-list.ts";

export const simulationProblems: Readonly<Record<string, Meaning>> = {
  "unsound-policy": {
    status: 422,
    means:
      "The draft is no sound policy: `line`, `at` (a JSON pointer) and `why` say where and why.",
  },
  "no-policy": { status: 404, means: "No policy of this name is known here." },
  "no-version": { status: 404, means: "This version of the policy was never in force here." },
  "no-trial": { status: 404, means: "There is no such trial of a draft." },
  "no-proposal": {
    status: 404,
    means: "There is no such proposal, or none of this person's that waits.",
  },
  "trial-not-done": {
    status: 409,
    means: "The trial has not come to its end; nothing rests on it.",
  },
  "trial-too-small": {
    status: 409,
    means: "A proposal rests on a trial of at least 1,000 owners.",
  },
  "too-many-trials": { status: 409, means: "Three trials are waiting or running already." },
  "policy-unchanged": { status: 409, means: "The draft says the same as the policy in force." },
  "policy-moved": {
    status: 409,
    means: "Another version came into force since the draft was tried; the proposal is over.",
  },
  "proposal-closed": {
    status: 409,
    means: "The proposal waits for nobody any more; `state` says what became of it.",
  },
  "proposal-changed": {
    status: 409,
    means: "`digest` is not that of the draft: whoever decides has looked at another one.",
  },
  "needs-admin": { status: 403, means: "One of the two who change a policy is an admin." },
  "proposer-gone": {
    status: 409,
    means: "Whoever proposed it has left, or has a role that proposes nothing.",
  },
  "simulation-runs": {
    status: 409,
    means: "A simulation is running in this process; the next can begin in a few seconds.",
  },
};
