/**
 * What a stranger knows about the owner: name, birthday, phone, ID number, addresses. A thief who
 * holds the stolen wallet or has bought a data set tries these first.
 */
import { chineseNameForms, type Reader } from "./pinyin.ts";
import type { ReasonCode } from "./reasons.ts";
import { codePoints, fold, squeeze } from "./spelling.ts";

export type Person = {
  names?: readonly string[];
  phones?: readonly string[];
  emails?: readonly string[];
  /** `YYYY-MM-DD`. */
  birthday?: string | undefined;
  idNumber?: string | undefined;
  accountName?: string | undefined;
};

/** A piece of the owner's own data, as it would stand in a password without separators. */
export type OwnWord = { word: string; code: ReasonCode };

/** Consecutive characters of a phone or ID number that may not stand in a password. */
const NUMBER_PART = 6;
/** What must be left of a password once the owner's own data is taken out. */
const REST_MIN = 8;

/** A birthday in the orders in which people write it; shorter ones count only by their share. */
export function birthdayForms(birthday: string): string[] {
  const [, y = "", m = "", d = ""] = /^(\d{4})-(\d{2})-(\d{2})/.exec(birthday) ?? [];
  if (!y) return [];
  const [yy, m1, d1] = [y.slice(2), String(Number(m)), String(Number(d))];
  return [
    ...[y + m + d, d + m + y, m + d + y, y + d + m, yy + m + d, d + m + yy, m + d + yy],
    ...[y + m1 + d1, d1 + m1 + y, m1 + d1 + y, yy + m1 + d1, y + m, m + y, y + m1, m1 + y],
    ...[y, m + d, d + m],
  ];
}

function nameForms(name: string, read: Reader): string[] {
  const whole = squeeze(name);
  if (/^\p{Script=Han}+$/u.test(whole)) return chineseNameForms(whole, read);
  const parts = fold(name)
    .split(/[\p{Z}\p{P}\p{S}\s]+/u)
    .filter(Boolean);
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  const joined = [whole, parts.toReversed().join(""), last + first, first + last];
  const short = parts.length > 1 ? [first[0] + last, last + first[0]] : [];
  return [...[...joined, ...short].filter((form) => form.length >= 4), ...parts.filter(long(3))];
}

const long = (min: number) => (text: string) => codePoints(text).length >= min;

/** All that we know of the owner, as words to look for. `services` are the names of this service. */
export function ownWords(person: Person, services: readonly string[], read: Reader): OwnWord[] {
  const words: OwnWord[] = [];
  const add = (code: ReasonCode, found: readonly string[]) => {
    for (const word of found) if (word) words.push({ word, code });
  };
  for (const name of person.names ?? []) add("name", nameForms(name, read));
  if (person.birthday) add("birthday", birthdayForms(person.birthday));
  for (const phone of person.phones ?? []) add("phone", tails(squeeze(phone)));
  if (person.idNumber) add("id-number", tails(squeeze(person.idNumber)));
  for (const email of person.emails ?? []) {
    const local = email.split("@")[0] ?? "";
    add("email", [squeeze(local)].filter(long(3)));
    add(
      "email",
      fold(local)
        .split(/[^\p{L}\p{N}]+/u)
        .filter(long(4)),
    );
  }
  if (person.accountName) add("account-name", [squeeze(person.accountName)].filter(long(3)));
  add("service-name", services.map(squeeze).filter(long(3)));
  return words;
}

const tails = (number: string) =>
  number.length >= NUMBER_PART ? [number.slice(-NUMBER_PART), number.slice(-4)] : [];

/** True when six characters in a row of the number stand in the password. */
function holdsPart(squeezed: string, number: string): boolean {
  for (let at = 0; at + NUMBER_PART <= number.length; at++)
    if (squeezed.includes(number.slice(at, at + NUMBER_PART))) return true;
  return false;
}

/**
 * Which of the owner's data the password rests on. Phone and ID parts are always refused; the
 * others when they make up half of it, or when fewer than 8 characters are left without them.
 */
export function judgeOwn(password: string, person: Person, words: readonly OwnWord[]) {
  const squeezed = squeeze(password);
  const codes = new Set<ReasonCode>();
  const numbers = (list: readonly string[]) => list.map(squeeze);
  if (numbers(person.phones ?? []).some((phone) => holdsPart(squeezed, phone))) codes.add("phone");
  if (numbers(person.idNumber ? [person.idNumber] : []).some((id) => holdsPart(squeezed, id)))
    codes.add("id-number");

  const covered = new Array<boolean>(squeezed.length).fill(false);
  const standing = new Set<ReasonCode>();
  let longest = 0;
  for (const { word, code } of words.toSorted((a, b) => b.word.length - a.word.length))
    for (let at = squeezed.indexOf(word); at >= 0; at = squeezed.indexOf(word, at + 1)) {
      // Inside a longer piece already seen, the shorter one says nothing new.
      if (covered.slice(at, at + word.length).every(Boolean)) continue;
      covered.fill(true, at, at + word.length);
      standing.add(code);
      longest = Math.max(longest, word.length);
    }
  const own = covered.filter(Boolean).length;
  const rest = squeezed.length - own;
  if (own > 0 && (own >= rest || (longest >= NUMBER_PART && rest < REST_MIN)))
    for (const code of standing) codes.add(code);
  return codes;
}
