/** Kinds of weakness of a password in use, as its owner may read them, and a thief beside them. Pure. */
import type { ReasonCode, Words } from "./reasons.ts";
import type { PasswordVerdict } from "./rules.ts";

export const weaknesses = [
  "leaked",
  "common",
  "personal",
  "pattern",
  "repeated",
  "too-short",
  "guessable",
] as const;
export type Weakness = (typeof weaknesses)[number];

/** What is about the owner becomes one kind: to say "your birthday" would be to say the password. */
const kindOf: Partial<Record<ReasonCode, Weakness>> = {
  breached: "leaked",
  common: "common",
  "service-name": "common",
  birthday: "personal",
  phone: "personal",
  "id-number": "personal",
  name: "personal",
  email: "personal",
  "account-name": "personal",
  pattern: "pattern",
  repeated: "repeated",
  "too-short": "too-short",
  "too-guessable": "guessable",
};

/** None of a password that would be accepted today. */
export function weaknessesOf(verdict: PasswordVerdict): Weakness[] {
  if (verdict.ok) return [];
  const found = new Set(verdict.reasons.map(({ code }) => kindOf[code]));
  return weaknesses.filter((kind) => found.has(kind));
}

export const weaknessTexts: Readonly<Record<Weakness, Words>> = {
  leaked: {
    en: "It has appeared in a leak, so it is among the first that are tried.",
    zh: "它曾在泄露的数据中出现，容易最先被试到。",
  },
  common: {
    en: "Many people use it, or one very close to it.",
    zh: "很多人在用它，或与它相近的密码。",
  },
  personal: {
    en: "It is built on something about you, such as a name, a number or a date.",
    zh: "其中主要是与您本人有关的内容，例如姓名、号码或日期。",
  },
  pattern: {
    en: "It follows a pattern that is tried early.",
    zh: "它有容易被试到的规律。",
  },
  repeated: { en: "It repeats the same few characters.", zh: "它只是几个字符在重复。" },
  "too-short": { en: "It is shorter than we ask for today.", zh: "它比现在要求的长度短。" },
  guessable: { en: "It can be guessed in few tries.", zh: "少数几次就可能猜中。" },
};
