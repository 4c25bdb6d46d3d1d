/**
 * A case: a claim that people review. A thief wants one of them alone to suffice: the agent he bribed, the
 * colleague that this agent would choose, the same person under a second name, an approval of what the
 * second person never saw. So a verdict takes two people of two teams; the system draws the second; each is
 * bound to the evidence as it stood; and every move is in this table, of which nothing leads out of an end
 * (policy.md, "Proofs and classes"; domain.md, rule 6).
 */
import type { Situation } from "../policies/index.ts";

export const states = [
  "open",
  "waiting-claimant",
  "second-check",
  "referred",
  "approved",
  "refused",
  "closed",
] as const;
export type State = (typeof states)[number];

export const happenings = [
  "ask-claimant",
  "claimant-spoke",
  "wait-over",
  "first-verdict",
  "sent-back",
  "both-approve",
  "both-refuse",
  "refer",
  "transfer",
  "claim-ended",
  "handled",
] as const;
export type Happening = (typeof happenings)[number];

/** What is not here is refused. */
export const moves: Readonly<Record<State, Partial<Record<Happening, State>>>> = {
  open: {
    "ask-claimant": "waiting-claimant",
    "claimant-spoke": "open",
    "first-verdict": "second-check",
    refer: "referred",
    transfer: "open",
    "claim-ended": "closed",
    handled: "closed",
  },
  "waiting-claimant": {
    "claimant-spoke": "open",
    "wait-over": "open",
    transfer: "waiting-claimant",
    "claim-ended": "closed",
  },
  // New evidence, a question, two people who disagree: it begins anew, from the first of them.
  "second-check": {
    "claimant-spoke": "open",
    "sent-back": "open",
    "both-approve": "approved",
    "both-refuse": "refused",
    "claim-ended": "closed",
  },
  referred: { transfer: "open", "claimant-spoke": "referred", "claim-ended": "closed" },
  approved: {},
  refused: {},
  closed: {},
};

/** Opened because an owner said "this wasn't me" (`not-me.ts`): neither by a claim nor by an agent. */
export const isNotMe = (row: { recoveryId: string | null; openedBy: string | null }) =>
  row.recoveryId === null && row.openedBy === null;

export const isEnded = (state: State) => Object.keys(moves[state]).length === 0;

export const move = (state: State, happening: Happening): State | null =>
  moves[state][happening] ?? null;

/** What may be said of a case by the first, and by the second person. */
export const firstOutcomes = ["approve", "refuse", "need-more", "refer"] as const;
export type FirstOutcome = (typeof firstOutcomes)[number];
export const secondOutcomes = ["approve", "refuse", "return"] as const;
export type SecondOutcome = (typeof secondOutcomes)[number];

/** What came of two verdicts: both for it, both against it, or neither. */
export const together = (first: "approve" | "refuse", second: SecondOutcome): Happening =>
  first !== second ? "sent-back" : first === "approve" ? "both-approve" : "both-refuse";

/** A person of the desk, as far as deciding goes. */
export type Person = { id: string; team: string | null; role: string; endedAt: Date | null };

/** What bars somebody from a case. */
export type Bars = {
  openedBy: string | null;
  /** Who disagreed on it, or decided the case that is appealed. */
  excluded: readonly string[];
  /** Who has an interest in the account. */
  tied: readonly string[];
};

/** Why this person may not decide on this case; null when they may. */
export function barred(person: Person, bars: Bars): "opened" | "own" | "decided" | "role" | null {
  if (person.endedAt || (person.role !== "agent" && person.role !== "supervisor")) return "role";
  // Without a team nobody could say whether the second is of another one.
  if (person.team === null) return "role";
  if (person.id === bars.openedBy) return "opened";
  if (bars.tied.includes(person.id)) return "own";
  return bars.excluded.includes(person.id) ? "decided" : null;
}

/** Who may be drawn as the second person: of another team than the first, and not barred. */
export const eligible = (
  people: readonly Person[],
  first: { id: string; team: string },
  bars: Bars,
) =>
  people.filter(
    (person) =>
      person.id !== first.id && person.team !== first.team && barred(person, bars) === null,
  );

/**
 * Draws one, each as likely as the others; null when there is nobody. `skip`: whoever let a draw pass is
 * drawn again only when nobody else is left. `chance`: 32 random bits; over so few people the bias is nil.
 */
export function draw(people: readonly Person[], skip: readonly string[], chance: number) {
  const fresh = people.filter(({ id }) => !skip.includes(id));
  const among = fresh.length > 0 ? fresh : people;
  return among[chance % among.length] ?? null;
}

/** Over so many second verdicts of one person, a median shorter than this is no look at evidence. */
export const STAMPS = 20;
const READING_MS = 20_000;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]];
  return ((low ?? 0) + (high ?? 0)) / 2;
}

export const isRubberStamp = (tookMs: readonly number[]) =>
  tookMs.length >= STAMPS && median(tookMs) < READING_MS;

/** How the desk works, as the policy has it; what a version from before says nothing of. */
export const SITUATION_THEFT: Situation = "account-stolen";
/** Nothing stands open for ever while the desk waits for somebody. */
export const SNOOZE_DAYS_MAX = 7;
export const STORY_MAX = 2000;
export const NOTE_MAX = 2000;

/** Why a field is uncovered: a list, so that its owner reads why in their language, and nothing else. */
export const revealReasons = ["compare", "call-back", "write"] as const;
export type RevealReason = (typeof revealReasons)[number];
