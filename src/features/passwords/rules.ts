/**
 * Judges a new password, so that the last door of a recovery is not the weakest. A thief wants a
 * password that he can guess from a leak or from what he knows of the owner; an owner wants one that
 * he can remember. So length and what others know decide, never "one capital and one sign":
 * NIST SP 800-63B-4 section 3.1.1.2, OWASP ASVS 5.0 6.2.1 to 6.2.12.
 */
import { problem } from "../../core/problem.ts";
import type { Lists } from "./lists.ts";
import { repeats, runs } from "./patterns.ts";
import { judgeOwn, type OwnWord, ownWords, type Person } from "./person.ts";
import {
  type PasswordReason,
  type ReasonCode,
  reason,
  type Strength,
  strengthTexts,
  type Words,
} from "./reasons.ts";
import { codePoints, normalise, spellings } from "./spelling.ts";

/** Least characters, by policy preset: `nist-*` may use the password as the only factor. */
export const lengthMin = { wallet: 8, nist: 15 } as const;
/** Accepted in full, never cut. The standard asks for at least 64. */
export const LENGTH_MAX = 256;
/**
 * Below `allowed` a patient guesser gets in online, so it is refused; `weak` and `fair` are where the
 * next word of strength begins. A character that nothing explains counts as 10 guesses, a low bound.
 */
const GUESSES = { allowed: 1e6, weak: 1e8, fair: 1e12 } as const;
/** Beyond this many UTF-16 units nothing normalises to 256 characters that a person typed. */
const UNITS_MAX = 4096;

export const WeakPassword = problem("weak-password", 422, "Choose another password.");

export type Judging = {
  /** At least this many code points: `lengthMin`. */
  minLength: number;
  person: Person;
  /** The names of this service and of the wallet, in any script. */
  services?: readonly string[];
  /** True when the password matched one of the last five (`hashAgainst`). */
  recent?: boolean;
  /** True when the range service knows it (`rangeCheck`). */
  leaked?: boolean;
  lists: Lists;
};

export type PasswordVerdict =
  | { ok: true; strength: Strength; text: Words }
  | { ok: false; reasons: PasswordReason[] };

/** May this be the new password? A value with every reason, so that one round is enough. */
export function judgePassword(password: string, judging: Judging): PasswordVerdict {
  const { minLength, person, services = [], lists } = judging;
  const refuse = (codes: Iterable<ReasonCode>): PasswordVerdict => ({
    ok: false,
    reasons: [...codes].map((code) => reason(code, { min: minLength, max: LENGTH_MAX })),
  });

  if (password.length > UNITS_MAX) return refuse(["too-long"]);
  const given = normalise(password);
  const length = codePoints(given).length;
  if (length > LENGTH_MAX) return refuse(["too-long"]);

  const words = ownWords(person, ["rightful", ...services], lists.read);
  const codes = new Set<ReasonCode>();
  if (length < minLength) codes.add("too-short");
  if (judging.recent) codes.add("used-before");
  if (judging.leaked || lists.leaked.has(given.toLowerCase())) codes.add("breached");
  for (const code of judgeOwn(given, person, words)) codes.add(code);
  if (!codes.has("breached") && isCommon(given, lists)) codes.add("common");
  if (repeats(given)) codes.add("repeated");
  else if (codes.size === 0 && runs(given)) codes.add("pattern");
  if (codes.size > 0) return refuse(codes);

  // The estimate speaks last and only when nothing plainer can be said.
  const { guesses, parts } = lists.estimate(
    given,
    words.map(({ word }) => word),
  );
  if (guesses < GUESSES.allowed) return refuse([guessable(parts, words)]);
  const strength = guesses < GUESSES.weak ? "weak" : guesses < GUESSES.fair ? "fair" : "strong";
  return { ok: true, strength, text: strengthTexts[strength] };
}

const isCommon = (password: string, { leaked, common }: Lists) =>
  [...spellings(password)].some((form) => leaked.has(form) || common.has(form));

type Parts = ReturnType<Lists["estimate"]>["parts"];

/** The plainest reason for an easy guess: what most of the password consists of. */
function guessable(parts: Parts, words: readonly OwnWord[]): ReasonCode {
  const shares = new Map<ReasonCode, number>();
  for (const { kind, text, list, word } of parts) {
    const own = list === "userInputs" ? words.find((each) => each.word === word) : undefined;
    const code = own?.code ?? reasonOf(kind);
    shares.set(code, (shares.get(code) ?? 0) + text.length);
  }
  const [most] = [...shares].toSorted(([, a], [, b]) => b - a);
  return most?.[0] ?? "too-guessable";
}

function reasonOf(kind: string): ReasonCode {
  if (kind === "repeat") return "repeated";
  if (kind === "spatial" || kind === "sequence" || kind === "date") return "pattern";
  return kind === "dictionary" ? "common" : "too-guessable";
}
