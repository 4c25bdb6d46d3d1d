/**
 * Changing a policy: who suffices for an account decides what every thief has to bring. Somebody bought wants a
 * shorter wait for a day, somebody hurried a change that nobody tried. So a draft is first tried on simulated
 * people; whoever wants it proposes it with what came out; another person, who sees the same, agrees; and one of the
 * two keeps the house. It counts for what begins afterwards. To protect at once there are brakes, which reach
 * running recoveries too: no policy comes into force by one person, a stricter one neither.
 */
import { sha256 } from "../../core/crypto.ts";
import { problem } from "../../core/problem.ts";
import type { Policy } from "../policies/index.ts";
import type { Role } from "../staff/index.ts";

/** The row of the house that is the lock of all this, and has its chain. */
export const POLICIES = "house:policies";

export const NoTrial = problem("no-trial", 404, "There is no such trial of a draft.");
export const NoProposal = problem("no-proposal", 404, "There is no such proposal.");
export const NoVersion = problem("no-version", 404, "This version was never in force here.");
export const TrialOpen = problem(
  "trial-not-done",
  409,
  "A draft is proposed with what it came to: let its simulation end first.",
);
export const TrialSmall = problem(
  "trial-too-small",
  409,
  "So few people show little. Try the draft with at least 1,000 owners.",
);
export const TrialsMany = problem(
  "too-many-trials",
  409,
  "Some simulations are waiting already. Let one end, or stop one.",
);
export const Unchanged = problem(
  "policy-unchanged",
  409,
  "This says the same as the policy in force.",
);
export const Moved = problem(
  "policy-moved",
  409,
  "Another version has come into force since this was tried. Try it beside that one.",
);
export const Closed = problem(
  "proposal-closed",
  409,
  "This proposal waits for nobody any more; `state` says what became of it.",
);
export const OtherDraft = problem(
  "proposal-changed",
  409,
  "This is not the draft that you looked at. Read it again before you decide.",
);
export const NeedsAdmin = problem(
  "needs-admin",
  403,
  "One of the two has to be an admin: two supervisors do not change a policy.",
);
export const ProposerGone = problem(
  "proposer-gone",
  409,
  "Whoever proposed this decides here no more. Somebody who does has to propose it.",
);

/** Owners that a proposal rests on at least; impostors are never fewer than the populations say. */
export const CASES_LEAST = 1000;
export const CASES_MOST = 20_000;
/** Waiting or running, of the whole house. */
export const TRIALS_MAX = 3;
/** A proposal waits so long for the second person. */
export const PROPOSAL_HOURS = 72;
/** Without a word more each rate is tried with so many people. */
export const SENSITIVE_CASES = 500;

/** Of a trial, which is `done`, `failed` or `stopped` in the end. */
export const isOpen = (state: string) => state === "waiting" || state === "running";

/** `overtaken`: another version came into force first. `ended`: nobody decided in time. */
type ProposalState =
  | "waiting"
  | "in-force"
  | "former"
  | "refused"
  | "withdrawn"
  | "overtaken"
  | "ended";

type Row = { state: string; expiresAt: Date; version: number | null };
export function stateOf(row: Row, newest: number, now: Date): ProposalState {
  if (row.state === "approved") return row.version === newest ? "in-force" : "former";
  if (row.state === "waiting" && row.expiresAt <= now) return "ended";
  return row.state as ProposalState;
}

const ordered = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(ordered)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, ordered(inner)]),
        )
      : value;

/** Of what a policy says, however it is written and whatever number it has. */
export const digestOf = (policy: Policy) =>
  sha256(JSON.stringify(ordered({ ...policy, version: 0 })));

export const proposes = (role: string) => role === "supervisor" || role === "admin";

export type Person = { id: string; role: Role; endedAt: Date | null };
type Bar = "own-change" | "needs-admin" | "proposer-gone" | "not-allowed";

/** Why this person may not agree to a proposal; null: may. */
export function barOf(proposer: Person | undefined, by: Person): Bar | null {
  if (!proposes(by.role) || by.endedAt) return "not-allowed";
  if (proposer?.id === by.id) return "own-change";
  if (!proposer || proposer.endedAt || !proposes(proposer.role)) return "proposer-gone";
  return proposer.role === "admin" || by.role === "admin" ? null : "needs-admin";
}
