/** People who review: two of two teams, who are sometimes wrong, and a glance at two pictures. */
import type { GivenProof } from "../policies/index.ts";
import type { Draw } from "./chance.ts";
import { timeOf } from "./chance.ts";
import { type Claim, give, happens, proofOf, verdictOf } from "./claim.ts";
import type { Populations } from "./populations.ts";

type Desk = Populations["desk"];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When so many seconds of open desk have passed. */
export function openFor(
  { opensAtHour, closesAtHour }: Desk,
  from: number,
  seconds: number,
): number {
  let at = from;
  let left = seconds * 1000;
  for (;;) {
    const day = Math.floor(at / DAY_MS) * DAY_MS;
    const closes = day + closesAtHour * HOUR_MS;
    at = Math.max(at, day + opensAtHour * HOUR_MS);
    if (at < closes) {
      if (left <= closes - at) return at + left;
      left -= closes - at;
    }
    at = day + DAY_MS;
  }
}

/** What each person would say, and whether identity proofing went well. */
type Convinced = { first: boolean; second: boolean; proofed: boolean };

type Reviewed = { approved: boolean; decidedSeconds: number; agentSeconds: number };

/** A first verdict and a second one, each of a person who does not know the other's. */
export function review(desk: Desk, draw: Draw, claim: Claim, said: Convinced): Reviewed {
  const sent = claim.now;
  happens(claim, { is: "review-begun" });
  claim.now = openFor(desk, claim.now, timeOf(draw, "first", desk.times.first));
  claim.now = openFor(desk, claim.now, timeOf(draw, "second", desk.times.second));
  const agentSeconds =
    timeOf(draw, "first-work", desk.times["first-work"]) +
    timeOf(draw, "second-work", desk.times["second-work"]);
  const decidedSeconds = (claim.now - sent) / 1000;
  const refused = { approved: false, decidedSeconds, agentSeconds };
  happens(claim, { is: "time-passed" });
  if (!said.first || !said.second) {
    happens(claim, { is: "denied", why: "not-shown" });
    return refused;
  }
  const proof: GivenProof = {
    ...proofOf(claim, "agent-review"),
    ...{ deciders: ["first", "second"], proofed: said.proofed },
  };
  give(claim, proof);
  if (verdictOf(claim).is !== "enough") {
    happens(claim, { is: "denied", why: "not-shown" });
    return refused;
  }
  return { ...refused, approved: true };
}

/** One person compares two pictures. Returns the seconds of work. */
export function glance(desk: Desk, draw: Draw, claim: Claim, isConvinced: boolean): number {
  claim.now = openFor(desk, claim.now, timeOf(draw, "glance", desk.times.glance));
  happens(claim, { is: "time-passed" });
  claim.glance = isConvinced ? "approved" : "declined";
  return timeOf(draw, "glance-work", desk.times["glance-work"]);
}
