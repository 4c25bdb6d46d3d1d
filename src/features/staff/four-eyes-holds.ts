/**
 * Four eyes on a freeze. A thief who has one friend at the desk wants that friend to choose the second
 * person too. So what takes a review is decided by one person of another team whom the system draws, the
 * same one however often it is asked; what the police asked for by a supervisor and anybody else; and
 * nobody who has an interest in the account, or sits in the first person's browser, is either of the two.
 */
import { problem } from "../../core/problem.ts";

/** `drawn`: who decides on a review. `barred`: whoever may not. Neither is ever shown. */
export type HoldFacts = {
  kind: "hold-release" | "hold-renewal";
  accountId: string;
  holdId: string;
  reason: string;
  scope: string;
  caseId: string;
  reference: string;
  /** How often it had been renewed when this was asked. */
  renewals: number;
  takes: "review" | "supervised" | "two";
  asked: { team: string | null; role: string; device: string };
  drawn: string | null;
  barred: string[];
};
export const isAboutHold = (facts: { kind: string }): facts is HoldFacts =>
  facts.kind.startsWith("hold-");

/** What is shown of it: not who was drawn, since who is not known cannot be pressed. */
export const withoutHidden = ({ asked: _, drawn: __, barred: ___, ...shown }: HoldFacts) => shown;

export const NotDrawnForIt = problem(
  "not-drawn",
  403,
  "The second person is drawn by the system. For this it is not you.",
);
export const NeedsSupervisor = problem(
  "needs-supervisor",
  403,
  "One of the two has to be a supervisor.",
);
export const NoSecond = problem(
  "no-second",
  409,
  "There is nobody at this desk who could be the second person. Tell your supervisor.",
);

export type Second = { team: string | null; device: string; isTied: boolean };
export type HoldVerdict = "may" | "own-change" | "not-drawn" | "needs-supervisor";

/** May this person, who did not ask, be the second? */
export function judgeSecond(
  { takes, asked, drawn, barred }: HoldFacts,
  { id, role, team = null, device = "", isTied = false }: Partial<Second> & Person,
): HoldVerdict {
  // A second account of the first person usually sits in the same browser.
  const isSameDesk = device !== "" && device === asked.device;
  if (isTied || barred.includes(id) || isSameDesk) return "own-change";
  if (takes === "review")
    return id === drawn && team !== null && team !== asked.team ? "may" : "not-drawn";
  const isSupervised = role === "supervisor" || asked.role === "supervisor";
  return takes === "two" || isSupervised ? "may" : "needs-supervisor";
}

type Person = { id: string; role: string };
type Candidate = Person & { team: string | null };

/** Who could be the second person at all, as far as roles and teams say. */
export const couldBeSecond = (
  people: readonly Candidate[],
  facts: Pick<HoldFacts, "takes" | "asked" | "barred">,
  askedBy: string,
) =>
  people.filter(({ id, role, team }) => {
    if (id === askedBy || facts.barred.includes(id)) return false;
    if (facts.takes === "review") return team !== null && team !== facts.asked.team;
    return facts.takes === "two" || role === "supervisor" || facts.asked.role === "supervisor";
  });
