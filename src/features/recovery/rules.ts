/**
 * A recovery: one claim to one account, from the first screen to its end. It gives an account back to
 * its owner; a thief wants to skip a step, to use one step twice, to hurry a wait, or to end the
 * owner's own attempt. So every move is this pure table, ended states are final, and at most one
 * recovery of an account is past proving (domain.md, "A recovery"; drawing: states.mermaid).
 */
import { problem } from "../../core/problem.ts";
import type { MoneyLimit, Policy } from "../policies/index.ts";

export const states = [
  "proving",
  "waiting",
  "ready",
  "completed",
  "denied",
  "cancelled",
  "expired",
] as const;
export type State = (typeof states)[number];

export const isEnded = (state: State) =>
  state === "completed" || state === "denied" || state === "cancelled" || state === "expired";

/** The part of a recovery that moves. */
export type Standing = {
  state: State;
  path: string | null;
  money: string | null;
  waitHours: number | null;
  waitingUntil: Date | null;
  expiresAt: Date;
  contested: boolean;
  endedAt: Date | null;
  endedWhy: string | null;
};

export type Happening =
  | { is: "proofs-suffice"; path: string; waitHours: number; money: MoneyLimit }
  | { is: "time-passed" }
  | { is: "credential-set" }
  | {
      is: "cancelled";
      why: "claimant" | "owner" | "superseded" | "another-completed" | "moved" | "restore";
    }
  | { is: "denied"; why: string }
  /** People look at it: it stays open for as long as the policy gives them. */
  | { is: "review-begun" }
  /** People are asked: it stays open until their time is over. */
  | { is: "contacts-asked"; until: Date }
  | { is: "contested" }
  /** What a proof rested on is not the owner's any more: the path on which it stood is gone. */
  | { is: "proof-fell" }
  /** Whoever comes from another browser has shown a code and no more. */
  | { is: "continued-elsewhere" };

/** What the move asks for beyond the row itself: the event to record. */
export type Effect = { emit: `recovery.${string}` };
export type Move = { standing: Standing; effects: Effect[] };
export type Refusal = { refused: "waiting" | "not-proven" | "ended" | "contested" };

const HOUR_MS = 3_600_000;
/** For so long the channels of the account can stop a claim that is carried on in another browser. */
const ELSEWHERE_HOURS = 12;
/** A contest that nobody decides ends with the claim; the owner's money is never the one that waits. */
const CONTEST_HOURS = 168;

const after = (date: Date, hours: number) => new Date(date.getTime() + hours * HOUR_MS);

const ended = (standing: Standing, state: State, why: string, now: Date): Move => ({
  standing: { ...standing, state, endedAt: now, endedWhy: why },
  effects: [{ emit: `recovery.${state}` }],
});

const stay = (standing: Standing): Move => ({ standing, effects: [] });

/** The one transition function. A refusal is a value; what is refused changes nothing. */
export function move(
  standing: Standing,
  happening: Happening,
  policy: Policy,
  now: Date,
): Move | Refusal {
  if (isEnded(standing.state))
    return happening.is === "time-passed" ? stay(standing) : { refused: "ended" };
  switch (happening.is) {
    case "time-passed":
      return passTime(standing, policy, now);
    case "proofs-suffice":
      return standing.state === "proving"
        ? suffice(standing, happening, policy, now)
        : stay(standing);
    case "credential-set":
      if (standing.contested) return { refused: "contested" };
      if (standing.state === "proving") return { refused: "not-proven" };
      if (standing.state === "waiting") return { refused: "waiting" };
      return ended(standing, "completed", "credential-set", now);
    case "cancelled":
      return ended(standing, "cancelled", happening.why, now);
    case "denied":
      return ended(standing, "denied", happening.why, now);
    case "review-begun": {
      const until = after(now, policy.lifetimes.provingWithCaseHours);
      return standing.state !== "proving" || until <= standing.expiresAt
        ? stay(standing)
        : { standing: { ...standing, expiresAt: until }, effects: [] };
    }
    case "contacts-asked":
      return standing.state !== "proving" || happening.until <= standing.expiresAt
        ? stay(standing)
        : { standing: { ...standing, expiresAt: happening.until }, effects: [] };
    case "contested":
      if (standing.contested) return stay(standing);
      return {
        standing: { ...standing, contested: true, expiresAt: after(now, CONTEST_HOURS) },
        effects: [{ emit: "recovery.contested" }],
      };
    case "proof-fell":
      return standing.state === "proving" ? stay(standing) : fall(standing, policy, now);
    case "continued-elsewhere":
      return continueWait(standing, policy, now);
  }
}

function fall(standing: Standing, policy: Policy, now: Date): Move {
  const { provingHours } = policy.lifetimes;
  const nothing = { path: null, money: null, waitHours: null, waitingUntil: null };
  return {
    standing: { ...standing, ...nothing, state: "proving", expiresAt: after(now, provingHours) },
    effects: [{ emit: "recovery.proof-fell" }],
  };
}

function suffice(
  standing: Standing,
  { path, waitHours, money }: Extract<Happening, { is: "proofs-suffice" }>,
  policy: Policy,
  now: Date,
): Move {
  const enough = { ...standing, path, money, waitHours };
  if (waitHours === 0)
    return {
      standing: { ...enough, state: "ready", expiresAt: after(now, policy.lifetimes.readyHours) },
      effects: [{ emit: "recovery.ready" }],
    };
  const waitingUntil = after(now, waitHours);
  return {
    standing: {
      ...enough,
      state: "waiting",
      waitingUntil,
      expiresAt: after(waitingUntil, policy.lifetimes.readyHours),
    },
    effects: [{ emit: "recovery.waiting" }],
  };
}

/** One code is little to set a password with: what was ready, or soon is, waits a little again. */
function continueWait(standing: Standing, policy: Policy, now: Date): Move {
  const { state, waitingUntil, contested } = standing;
  const until = after(now, ELSEWHERE_HOURS);
  const isLater = state === "waiting" && waitingUntil !== null && waitingUntil >= until;
  if (contested || isLater || (state !== "waiting" && state !== "ready")) return stay(standing);
  const expiresAt = after(until, policy.lifetimes.readyHours);
  return {
    standing: { ...standing, state: "waiting", waitingUntil: until, expiresAt },
    effects: [],
  };
}

/** What the clock alone does. A contested wait stands still until it is decided or the claim ends. */
function passTime(standing: Standing, policy: Policy, now: Date): Move {
  if (standing.expiresAt <= now) return ended(standing, "expired", "deadline", now);
  const { state, waitingUntil, contested } = standing;
  if (state !== "waiting" || contested || !waitingUntil || waitingUntil > now)
    return stay(standing);
  return {
    standing: {
      ...standing,
      state: "ready",
      expiresAt: after(waitingUntil, policy.lifetimes.readyHours),
    },
    effects: [{ emit: "recovery.ready" }],
  };
}

export const Waiting = problem(
  "waiting",
  409,
  "For your safety this waits until the time shown. You need do nothing until then.",
);
export const NotProven = problem("not-proven", 409, "First prove that this account is yours.");
export const AlreadyEnded = problem(
  "ended",
  409,
  "This recovery has ended. You can start a new one.",
);
export const Contested = problem(
  "contested",
  409,
  "Someone with access to this account has objected. A person has to decide.",
);
export const AnotherRecovery = problem(
  "another-recovery",
  409,
  "Another recovery of this account is already further on. If it is not yours, stop it from the message we sent.",
);
export const NoRecovery = problem("no-recovery", 404, "There is no recovery in progress here.");
export const SwitchedOff = problem(
  "switched-off",
  503,
  "This way is switched off for everybody for now. Use another way, or come back later.",
);
export const ProveFirst = problem(
  "prove-first",
  409,
  "Give another proof first: this way is opened by it.",
);
export const Paused = problem(
  "paused",
  503,
  "No account is given back right now, for everybody's safety. Your recovery stands; come back later.",
);
export const NoChoice = problem("no-choice", 422, "Choose one of the accounts shown.");
export const Gone = problem("gone", 410, "This link has been used or has expired.");

/** The problem that belongs to a refused move. */
export function refusal({ refused }: Refusal, standing: Standing) {
  switch (refused) {
    case "waiting":
      return Waiting({ until: standing.waitingUntil?.toISOString() });
    case "not-proven":
      return NotProven();
    case "contested":
      return Contested();
    case "ended":
      return AlreadyEnded({ state: standing.state });
  }
}
