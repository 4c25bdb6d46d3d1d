/**
 * Alerts: what must not wait until somebody looks at a page. Two things ruin them: one that cries at every
 * wobble is switched off, and one that is nobody's is left to somebody else. So each has one owner and one
 * runbook, fires when it was true twice in a row and clears when it was false five times, and is quiet for
 * half an hour once somebody has it. A thief wants them silent: a silence has an end, a name and a reason.
 */
import { problem } from "../../core/problem.ts";

export const NoAlert = problem("no-alert", 404, "There is no such alert.");
export const NotFiring = problem("not-firing", 409, "This alert is not firing.");
export const BadSilence = problem(
  "bad-silence",
  422,
  "A silence ends within seven days and says why.",
);

export type Words = { en: string; zh: string };
/** Who is called. One role an alert; addresses come from the configuration. */
export type Owner = "operations" | "fraud" | "desk-lead" | "security" | "development";
export type Level = "page" | "security" | "lead" | "warn";

/** What a look came to. `is` null: it could not be told; `says` tells why. */
export type Verdict = { is: boolean | null; says: Words };

export const bounds = {
  fireAfter: 2,
  clearAfter: 5,
  quietMs: 30 * 60_000,
  silenceDaysMax: 7,
} as const;

export type State = {
  trueRuns: number;
  falseRuns: number;
  quietUntil: Date | null;
  silencedUntil: Date | null;
};
/** The open alert of a rule, when there is one. */
export type Open = { toldAt: Date | null; acknowledgedAt: Date | null };

export type Step = {
  trueRuns: number;
  falseRuns: number;
  is: "nothing" | "fired" | "cleared";
  /** Somebody is to be told now: for the first time, or again since it goes on half an hour after it was taken. */
  tell: boolean;
};

/** `needs`: looks in a row; 1 where one is one too many. */
export function step(
  state: State,
  open: Open | null,
  is: boolean | null,
  needs: number,
  now: Date,
): Step {
  // Not to know is neither: an alert that fires goes on firing, and both rows begin again.
  if (is === null) return { trueRuns: 0, falseRuns: 0, is: "nothing", tell: false };
  const trueRuns = is ? state.trueRuns + 1 : 0;
  const falseRuns = is ? 0 : state.falseRuns + 1;
  const runs = { trueRuns, falseRuns };
  if (open && falseRuns >= bounds.clearAfter) return { ...runs, is: "cleared", tell: false };
  const fires = !open && trueRuns >= needs;
  if ((!open && !fires) || !is || isMuted(state, now))
    return { ...runs, is: fires ? "fired" : "nothing", tell: false };
  const { toldAt = null, acknowledgedAt = null } = open ?? {};
  const goesOn =
    acknowledgedAt !== null && now.getTime() - acknowledgedAt.getTime() >= bounds.quietMs;
  return { ...runs, is: fires ? "fired" : "nothing", tell: toldAt === null || goesOn };
}

const isMuted = ({ quietUntil, silencedUntil }: State, now: Date) =>
  (quietUntil !== null && now < quietUntil) || isSilenced({ silencedUntil }, now);

export const isSilenced = ({ silencedUntil }: Pick<State, "silencedUntil">, now: Date) =>
  silencedUntil !== null && now < silencedUntil;

export type Shown = "ok" | "firing" | "silenced" | "no-data";
/** As the page shows it. One that fires under a silence is shown as silenced, and says that it fires. */
export function shownState(
  state: Pick<State, "silencedUntil">,
  isOpen: boolean,
  is: boolean | null | undefined,
  now: Date,
): Shown {
  if (isSilenced(state, now)) return "silenced";
  if (isOpen) return "firing";
  return is === null || is === undefined ? "no-data" : "ok";
}

/** z of a one-sided 0.5 %, that is of a two-sided interval of 99 %. */
const Z99 = 2.5758293035489004;

export type Share = { n: number; ok: number };
export const shareOf = ({ n, ok }: Share) => (n === 0 ? Number.NaN : ok / n);

/**
 * Is this share lower than the usual one by more than chance explains 99 times in 100? Both are samples: a
 * plain bound of the usual one would fire on every small sample of a well-known rate.
 */
export function isBelow(now: Share, usual: Share): boolean {
  if (now.n === 0 || usual.n === 0) return false;
  const both = (now.ok + usual.ok) / (now.n + usual.n);
  const spread = Math.sqrt(both * (1 - both) * (1 / now.n + 1 / usual.n));
  return spread > 0 && (shareOf(usual) - shareOf(now)) / spread > Z99;
}

/** Nobody may be told of an alert forever silenced: seven days at most, and not in the past. */
export function judgeSilence(until: Date, now: Date): boolean {
  const ms = until.getTime() - now.getTime();
  return ms > 0 && ms <= bounds.silenceDaysMax * 86_400_000;
}
