/**
 * Accounts: who is named by what, and which ways back in are bound. A thief wants to learn which
 * names exist and to find one that leads to somebody else's account; so look-ups go by keyed hash,
 * a name without an account costs the same work as one with, and every personal value is sealed.
 */
import { problem } from "../../core/problem.ts";
import { programName } from "../../core/program-name.ts";
import type { Unreadable } from "./identifiers.ts";

export type MethodKind = "phone" | "email" | "authenticator" | "recovery-codes" | "face";

/** A way back in, opened: `data` is the number, the address or the authenticator's secret. */
export type Method = {
  accountId: string;
  id: string;
  kind: MethodKind;
  data: string;
  tag: string;
  since: Date;
  verifiedAt: Date | null;
  removedAt: Date | null;
  /** Reported lost by its owner and replaced: still told, and counts for nothing. */
  distrustedAt: Date | null;
  /** The operator gave the number to somebody else: nothing is sent there any more. */
  reassignedAt: Date | null;
  /** When somebody else said that the number is theirs, and when the owner answered that it is not. */
  disputedAt: Date | null;
  disputeEndedAt: Date | null;
  lastStep: number | null;
};

export type Device = {
  accountId: string;
  id: string;
  tag: string;
  name: string;
  boundAt: Date;
  seenAt: Date;
  /** Signed out from elsewhere, or not known to its owner: it counts for nothing until somebody signs in on it again. */
  removedAt: Date | null;
  removedWhy: string | null;
  /** Sealed: `cityOf` opens it. */
  city: string | null;
};

/**
 * What a wallet says of a device, fit to be shown: one short line, without what turns, hides or breaks
 * text. A browser's own long name becomes what an owner recognises.
 */
export function deviceName(said: string): string {
  const plain = /^(Mozilla|Dalvik|okhttp)\//.test(said) ? programName(said) : said;
  return oneLine(plain) || "Wallet";
}

/** A city's name and no more: with a digit in it, it may be an address or a place on a map. */
export function cityName(said: string): string | null {
  const line = oneLine(said);
  return /^\p{L}[\p{L}\p{M} .,'’·()-]*$/u.test(line) ? line : null;
}

const NAME_MAX = 60;
const oneLine = (text: string) =>
  [
    ...text
      .normalize("NFKC")
      .replace(/[\p{C}\p{Z}\s]+/gu, " ")
      .trim(),
  ]
    .slice(0, NAME_MAX)
    .join("")
    .trim();

/** What the owner's own name and numbers look like, for judging a password against them. */
export type Person = {
  names: string[];
  phones: string[];
  emails: string[];
  birthday?: string;
  accountName?: string;
};

export const UnreadableIdentifier = problem(
  "bad-identifier",
  422,
  "Enter a phone number, like 138 1234 5678, or an e-mail address.",
);
/** Why something typed is no identifier, for people who read the API's answers. */
export const unreadable: Record<Unreadable["why"], string> = {
  empty: "Nothing was entered.",
  "too-long": "This is too long for a number or an address.",
  landline:
    "This is a landline; it cannot get text messages. Enter a mobile number or an e-mail address.",
  "bad-phone": "This is not a phone number that we can read.",
  "country-code": "Add the country code, like +86.",
  "bad-email": "This is not an e-mail address that we can read.",
  "bad-name": "This is not an account name that we can read.",
};

export const NoAccount = problem("no-account", 404, "There is no account with this id.");
export const Erased = problem(
  "account-erased",
  409,
  "The account of this id was erased. Its id is not used again.",
);
export const BadAccountId = problem(
  "bad-account-id",
  422,
  "An account id is 1 to 64 letters, digits, dots, dashes or underscores.",
);

/** A name that belongs to no single account leads here; never a wallet's id, which has no colon. */
export const shadowId = (identifierHash: string) => `shadow:${identifierHash}`;
export const isShadow = (accountId: string) => accountId.startsWith("shadow:");

/** "Li Wei" -> "L**", 李伟 -> 李*: enough to choose between one's own accounts. */
export function label(name: string): string {
  const letters = [...name.trim()];
  const first = letters[0] ?? "?";
  return /\p{Script=Han}/u.test(first)
    ? first + "*".repeat(Math.max(letters.length - 1, 1))
    : `${first}**`;
}
