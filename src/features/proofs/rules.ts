/**
 * Proofs: single pieces of evidence of ownership, and how often one may guess at them. A thief wants
 * more guesses (parallel, over many sessions, by asking for fresh codes) and wants the owner's phone
 * flooded or locked; so what counts is counted per account and per destination, in the database, under
 * the account's lock, with a part kept for devices that the account knows (policy.md, "Guessing and
 * flooding").
 */
import { problem } from "../../core/problem.ts";
import type { Policy, ProofKind } from "../policies/index.ts";

/** One answer for wrong, expired and superseded: which of them it was helps only a thief. */
export const WrongCode = problem("wrong-code", 422, "That code is not right. Use the newest code.");
export const Resting = problem(
  "resting",
  429,
  "Too many tries. You can try again at the time shown, or use another way now.",
);
export const TooSoon = problem("too-soon", 429, "You can ask for a new code at the time shown.");
export const TooManyMessages = problem(
  "too-many-messages",
  429,
  "Too many codes were asked for. You can ask again at the time shown, or use another way now.",
);
export const NotYet = problem(
  "not-in-this-version",
  422,
  "This way is not part of this version yet. Choose another way.",
);

export const RESEND_SECONDS = 60;
const DAY_MS = 86_400_000;

/** Proofs that are a code typed in, and of these the ones that are sent. */
export const sentCodes = ["sms-code", "email-code"] as const satisfies readonly ProofKind[];
export const typedCodes = [...sentCodes, "recovery-code", "authenticator-code"] as const;
export type SentCode = (typeof sentCodes)[number];
export type TypedCode = (typeof typedCodes)[number];

/** The code that continues a case elsewhere: a kind of its own, which proves nothing of an account. */
export const CASE_CODE = "case-code";

export type Sent = { at: Date; recognised: boolean };

const since = (rows: readonly Sent[], now: Date, ms: number) =>
  rows.filter(({ at }) => at.getTime() > now.getTime() - ms);

/** When a further message may go to a destination: now (null) or at a time. `rows`: the last day's. */
export function judgeSend(
  budget: Policy["budgets"]["messages"],
  rows: readonly Sent[],
  recognised: boolean,
  now: Date,
): Date | null {
  const reserved = recognised ? 0 : budget.perDayKeptForRecognised;
  const bounds: [number, number][] = [
    [15 * 60_000, budget.per15Minutes],
    [3_600_000, budget.perHour],
    [DAY_MS, budget.perDay - reserved],
  ];
  const free = bounds.map(([ms, max]) => {
    const inside = since(rows, now, ms).sort((a, b) => a.at.getTime() - b.at.getTime());
    const leaving = inside[inside.length - max];
    return leaving ? leaving.at.getTime() + ms : 0;
  });
  const until = Math.max(...free);
  return until > now.getTime() ? new Date(until) : null;
}

/**
 * May one more code be compared with this account's? Unknown devices have `wrongPerAccountDay` between
 * them; recognised ones (or after another accepted proof) what is left of the whole, which is never
 * less than what is kept for them by strangers' failures alone.
 */
export function judgeTries(
  budget: Policy["budgets"]["codes"],
  rows: readonly Sent[],
  recognised: boolean,
  now: Date,
): Date | null {
  const day = since(rows, now, DAY_MS).sort((a, b) => a.at.getTime() - b.at.getTime());
  const strangers = day.filter((row) => !row.recognised);
  const whole = budget.wrongPerAccountDay + budget.wrongKeptForRecognised;
  const until = (inside: Sent[], max: number) => {
    const leaving = inside[inside.length - max];
    return leaving ? leaving.at.getTime() + DAY_MS : 0;
  };
  const at = Math.max(
    until(day, whole),
    recognised ? 0 : until(strangers, budget.wrongPerAccountDay),
  );
  return at > now.getTime() ? new Date(at) : null;
}

/** Codes compared in a window, over all accounts of a partition. */
export type Tally = { wrong: number; right: number };
type Guesses = Policy["budgets"]["ceilings"]["guesses"];

/**
 * Do unknown devices guess at many accounts? A large wallet's owners mistype all day, so that a count
 * alone would shut them out: what rests has had many wrong codes, and more than `perRight` to each
 * right one. `place`: a kind of proof and a country. A spray over many places is seen in `overall`, and
 * then those places rest that had their share of it.
 */
export function judgeSpray(
  terms: Guesses,
  { place, network, overall }: Record<"place" | "network" | "overall", Tally>,
): "place" | "network" | "overall" | null {
  const tooMany = ({ wrong, right }: Tally, max: number) =>
    wrong >= max && wrong > terms.perRight * right;
  if (tooMany(place, terms.wrong)) return "place";
  if (tooMany(network, terms.wrongPerNetwork)) return "network";
  if (tooMany(overall, terms.wrongOverall) && tooMany(place, terms.wrong / 10)) return "overall";
  return null;
}

/** How many of a ceiling unknown devices may have: the rest is kept for recognised ones. */
export const openShare = (max: number, kept: number) => max - Math.ceil(max * kept);

export type Challenge = {
  id: string;
  proof: string;
  sentAt: Date;
  expiresAt: Date;
  resendAfter: Date;
  triesLeft: number;
  usedAt: Date | null;
  supersededAt: Date | null;
};

/** Clocks of two servers may differ by this much; a code ends so much sooner, so that none is taken late. */
const CLOCKS_APART_MS = 2000;

export const isLive = (challenge: Challenge, now: Date) =>
  !challenge.usedAt &&
  !challenge.supersededAt &&
  challenge.triesLeft > 0 &&
  now.getTime() < challenge.expiresAt.getTime() - CLOCKS_APART_MS;

/** Tried out: the way rests for this claim until the code would have expired. */
export const isBurnt = (challenge: Challenge, now: Date) =>
  !challenge.usedAt &&
  !challenge.supersededAt &&
  challenge.triesLeft <= 0 &&
  now < challenge.expiresAt;

/** What a claimant sees of a challenge. */
export const challengeView = ({
  id,
  proof,
  sentAt,
  expiresAt,
  resendAfter,
  triesLeft,
}: Challenge) => ({
  id,
  proof,
  sentAt: sentAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  resendAfter: resendAfter.toISOString(),
  triesLeft,
});
export type ChallengeView = ReturnType<typeof challengeView>;
