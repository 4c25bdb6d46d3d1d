/**
 * Signals: others learn in time that an account was frozen, its sessions ended or its ways back in
 * changed. A thief would want them late, lost, or never sent: so they are written with what caused them,
 * kept until taken, and an account can be taken off a stream only after a time of grace.
 */
import { problem } from "../../core/problem.ts";

export const NoStream = problem("no-stream", 404, "There is no such stream.");
export const NoWebhook = problem("no-webhook", 404, "There is no such webhook or delivery.");
export const BadEndpoint = problem(
  "bad-endpoint",
  400,
  "Nothing can be delivered to this address.",
);
export const TooManyStreams = problem("too-many-subscribers", 409, "There are too many already.");

export const SUBSCRIBERS_MAX = 20;
/** RFC 8935 and RFC 8936, as their delivery methods are named. */
export const PUSH = "urn:ietf:rfc:8935";
export const POLL = "urn:ietf:rfc:8936";

export type Kind = "push" | "poll" | "webhook";
export type Status = "enabled" | "paused" | "disabled";

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export const VERIFICATION_SECONDS = 30;
/** After "remove subject" an account is still signalled for this long: a hijacker wants silence. */
export const GRACE_DAYS = 7;
/** What nobody took is kept this long, and the list of a webhook's deliveries. */
export const KEEP_DAYS = 30;
export const DELIVERIES_DAYS = 7;

/** Standard Webhooks 1.0.0: waits after each try, 75 h 35 min in all; then it is given up. */
const WEBHOOK_WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS),
];
export const WEBHOOK_TRIES = WEBHOOK_WAITS_MS.length + 1;

/** The wait after so many tries of a webhook, up to a tenth longer; null: no more. `chance`: 0 to 1. */
export function webhookWaitMs(tries: number, chance: number): number | null {
  const wait = WEBHOOK_WAITS_MS[tries - 1];
  return wait === undefined ? null : Math.round(wait * (1 + chance / 10));
}

/**
 * A stream whose receiver does not answer is tried with its first signal only, at least every minute: so
 * what has waited for a day goes out soon after the receiver is back.
 */
export const streamWaitMs = (failures: number) =>
  Math.min(SECOND_MS * 2 ** Math.min(failures - 1, 10), MINUTE_MS);

/** A receiver that has been silent for so long is paused; what waits for it is kept. */
export const PAUSE_AFTER_MS = 76 * HOUR_MS;
/** A signal that its receiver answers 400 to is tried again so often, then set aside. */
export const REFUSALS_MAX = 5;
export const refusalWaitMs = (tries: number) => 5 * SECOND_MS * 2 ** (tries - 1);

export type Answer =
  | { is: "answered"; status: number; retryAfterMs: number | null; body: string }
  | { is: "failed"; why: string };

export type Verdict = "taken" | "gone" | "refused" | "later";

/** RFC 8935 section 2.4: errors that are about this very token, and not about who we are. */
const ABOUT_THE_TOKEN = ["invalid_request", "invalid_key", "invalid_issuer", "invalid_audience"];

/** What an answer means. A redirect is a failure: whoever can set one would be sent what is not theirs. */
export function judgeAnswer(kind: Kind, answer: Answer): Verdict {
  if (answer.is === "failed") return "later";
  if (answer.status >= 200 && answer.status < 300) return "taken";
  if (kind === "webhook") return answer.status === 410 ? "gone" : "later";
  return answer.status === 400 && ABOUT_THE_TOKEN.includes(errOf(answer.body))
    ? "refused"
    : "later";
}

function errOf(body: string): string {
  try {
    return String((JSON.parse(body) as { err?: unknown }).err ?? "");
  } catch {
    return "";
  }
}

/** Does it ask for less, of everything that is sent to it? (Standard Webhooks: 429, 502, 503, 504.) */
export const isOverloaded = (answer: Answer) =>
  answer.is === "answered" && [429, 502, 503, 504].includes(answer.status);

export const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);
export const daysAfter = (now: Date, days: number) => new Date(now.getTime() + days * DAY_MS);
export const afterMs = (now: Date, ms: number) => new Date(now.getTime() + ms);

// Keys ----------------------------------------------------------------------------------------------

export type KeyTimes = { kid: string; createdAt: Date };
export const KEY_DAYS = 90;
/** A new key is published this long before it signs, and an old one this long after its last day. */
const AHEAD_MS = HOUR_MS;
const BEHIND_DAYS = 7;

/** Of keys, newest first: the newest that has been published long enough, else the oldest. */
export const signingKey = <K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined =>
  keys.find(({ createdAt }) => now.getTime() - createdAt.getTime() >= AHEAD_MS) ?? keys.at(-1);

/** Keys that receivers still need: from the first moment until a week after the next began to sign. */
export const publishedKeys = <K extends KeyTimes>(keys: readonly K[], now: Date): K[] =>
  keys.filter((_, index) => {
    const next = keys[index - 1];
    return !next || now < daysAfter(afterMs(next.createdAt, AHEAD_MS), BEHIND_DAYS);
  });

export const needsKey = (keys: readonly KeyTimes[], now: Date) =>
  keys[0] === undefined || keys[0].createdAt <= daysBefore(now, KEY_DAYS);
