import type { Feature } from "../../core/route.ts";
import { onGuided } from "./guided.ts";
import { onNotMe } from "./not-me.ts";
import { deskRoutes } from "./routes.ts";
import { claimantRoutes } from "./routes-claimant.ts";
import { protectionRoutes } from "./routes-protection.ts";
import { jobs, refresh } from "./standing.ts";
import { DRAW, onDraw } from "./verdicts.ts";

export {
  type Calendar,
  calendarOf,
  dateThere,
  minuteThere,
  UnknownYear,
  workingBetween,
  workingDayAfter,
} from "./calendar.ts";
export { type Agent, barring, inOwnChain, onCase } from "./desk.ts";
export { type Asked, askForFile, demandOpenable, filesChanged } from "./files.ts";
export { demandOpen, workOn } from "./looking.ts";
export { caseContact, openCase, openForCaller } from "./opening.ts";
export { casesOfOwner, type OwnCase } from "./own.ts";
export { CannotNow, CaseEnded, NoCase, NotYou } from "./problems.ts";
export { onOwnCase } from "./questions.ts";
export { quickApprovals } from "./rubber-stamps.ts";
export { isEnded } from "./rules.ts";
export { apply, type Case, lockCase, note } from "./standing.ts";
export { hasOpenCase, isCaseOpen } from "./store.ts";

/** What a claim does moves its case, without anybody having to look. */
const heard = [
  ...["recovery.proof-accepted", "recovery.phone-proven", "recovery.contested"],
  ...["recovery.cancelled", "recovery.expired", "recovery.denied", "recovery.completed"],
];

export const cases: Feature = {
  name: "cases",
  routes: [...claimantRoutes, ...deskRoutes, ...protectionRoutes],
  reactions: {
    ...Object.fromEntries(heard.map((type) => [type, refresh])),
    "account.guided": onGuided,
    "owner.not-me": onNotMe,
  },
  jobs: { ...jobs, [DRAW]: { within: onDraw } },
};
