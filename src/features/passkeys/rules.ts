/**
 * Passkeys of owners: a key that an authenticator keeps and gives out for this site alone, after a finger, a
 * face or a PIN. A thief wants an answer to be good twice, one made for another site or another ceremony to
 * be good here, a copy of a key to pass for the key, and to learn from an answer who has a passkey at all.
 * So a challenge is good once and for one claim or session, every wrong answer is the same refusal, and a
 * counter that does not grow is refused and told.
 */
import { problem } from "../../core/problem.ts";

export const TooManyPasskeys = problem(
  "too-many-passkeys",
  409,
  "An account can have ten passkeys. Remove one that you no longer use first.",
);
export const PasskeyRefused = problem(
  "passkey-refused",
  422,
  "This passkey could not be confirmed. Nothing has changed. Try again.",
);
export const SamePasskey = problem("same-passkey", 409, "This passkey is on your account already.");

export const PASSKEYS_MAX = 10;
export const NAME_MAX = 60;
/** Ten minutes: as long as a code. */
export const CHALLENGE_MS = 600_000;
/** Challenges of one claim or session within those ten minutes; each wrong answer uses one up. */
export const CHALLENGES_MAX = 12;

export type Purpose = "recovery" | "step-up" | "enrol";

export type Passkey = {
  accountId: string;
  id: string;
  credential: string;
  publicKey: string;
  counter: number;
  deviceBound: boolean;
  deviceTag: string | null;
  handle: string;
  /** Opened. */
  name: string;
  since: Date;
  verifiedAt: Date;
  lastUsedAt: Date | null;
  removedAt: Date | null;
};

const DAY_MS = 86_400_000;
const before = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/** Old enough to prove something (policy.md, "Changing the ways back in"). */
export const isOldEnough = (passkey: Pick<Passkey, "since">, days: number, now: Date) =>
  passkey.since <= before(now, days);
/** In place, or removed no longer ago than removed ones count; 0 days: in place only. */
export const isKept = (passkey: Pick<Passkey, "removedAt">, days: number, now: Date) =>
  passkey.removedAt === null || passkey.removedAt > before(now, days);

/** One line, without what only machines read. Empty becomes null. */
export function cleanName(typed: string): string | null {
  const text = typed
    .normalize("NFKC")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  return [...text].slice(0, NAME_MAX).join("") || null;
}

/** From when another may be asked for; null: now. `asked`: times within the last ten minutes. */
export function judgeAsking(asked: readonly Date[], now: Date): Date | null {
  const recent = asked
    .map((at) => at.getTime() + CHALLENGE_MS)
    .filter((until) => until > now.getTime());
  return recent.length < CHALLENGES_MAX ? null : new Date(Math.min(...recent));
}

/**
 * A key that nobody has, so that an answer by an unknown passkey costs the check that a known one costs:
 * the generator of P-256 (FIPS 186), as COSE. What it verifies still counts for nothing.
 */
export const DECOY = Buffer.concat([
  Buffer.from("a5010203262001215820", "hex"),
  Buffer.from("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", "hex"),
  Buffer.from("225820", "hex"),
  Buffer.from("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", "hex"),
]).toString("base64url");
