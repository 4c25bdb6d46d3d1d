import type { Feature } from "../../core/route.ts";
import { sweepNumbers } from "./checking.ts";
import { CLAIM_JOB, onAnswer, onClaim } from "./claiming.ts";
import { routes } from "./routes.ts";

export { checkNumber, numberFacts } from "./checking.ts";
export { codeGoesTo, NotMobile, NumberUnchecked } from "./rules.ts";

export const numbers: Feature = {
  name: "numbers",
  routes,
  jobs: { [CLAIM_JOB]: { outside: onClaim } },
  reactions: {
    "owner.confirmed": (world, { accountId, payload }) =>
      onAnswer(world, accountId, payload.subject),
    "owner.not-me": async (world, { accountId, payload }) => {
      // A young channel may be the thief's own.
      if (payload.disputed === false) await onAnswer(world, accountId, payload.numberId);
    },
  },
  sweep: sweepNumbers,
};
