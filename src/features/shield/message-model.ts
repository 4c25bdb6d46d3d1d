/**
 * How much a text sounds like a scam, by its wording alone: one weight for each bucket of letter groups, learned
 * by `scripts/train-wording.ts`. Weak evidence beside the rules: it never makes more than a suspicion, and that
 * only of a message that also leads somewhere. What it was trained on: docs/decisions/0037-shield-messages.md and
 * 0059-honest-wording.md.
 */

import { type Both, listNames } from "./message-lures.ts";
import { isChinese } from "./message-text.ts";
import { LEARNED } from "./message-weights.ts";

/** Of each language; powers of two, for a text of the smaller one folds the other's. */
export const BUCKETS = { en: 8192, zh: 4096 };
/** Beyond this the wording of the beginning says what the rest would. */
const LOOKED_AT = 1500;
/** Each weight is one sign of 63, from `@` for -31 to `~` for 31; `_` is none. */
export const LOWEST = 0x40;
export const LEVELS = 31;
export const SCALE = 8;

/** Which of the two a text is weighed by: with a Chinese sign in it, the one that was learned of Chinese texts alone. */
export type Language = "zh" | "en";
export const languageOf = (folded: string): Language =>
  /[\u4e00-\u9fff]/.test(folded) ? "zh" : "en";

const read = ({ bias, threshold, weights }: (typeof LEARNED)[Language]) => ({
  ...{ bias, threshold },
  weights: Int8Array.from(weights, (sign) => sign.charCodeAt(0) - LOWEST - LEVELS),
});
const learned = { zh: read(LEARNED.zh), en: read(LEARNED.en) };

/** Without what is a link by itself: a list of addresses is no wording. */
function proseOf(folded: string): string {
  const start = folded.slice(0, LOOKED_AT);
  if (!/[./]/.test(start)) return start;
  return start
    .split(" ")
    .filter((word) => !/[a-z0-9][./][a-z]|:\/\//.test(word) || /[\u4e00-\u9fff]/.test(word))
    .join(" ");
}

const PRIME = 0x01000193;
const START = 0x811c9dc5;
const bucketOf = (hash: number) => ((hash >>> 15) ^ hash) & (BUCKETS.en - 1);
const DIGIT = 0x30;
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
const isLatin = (code: number) => (code >= 0x61 && code <= 0x7a) || isDigit(code) || code === 0x27;

/** The lists of words that a text may have one of, each with its bucket. */
const listed = [
  ...listNames.zh.map((name) => ["zh", name] as const),
  ...listNames.en.map((name) => ["en", name] as const),
].map(([language, name]) => {
  let hash = START ^ (language === "zh" ? 3 : 4);
  for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), PRIME);
  return { language, name, bucket: bucketOf(hash) };
});
/** A list says more than a group of letters does. */
const LIST_COUNTS = 2;

/**
 * Names the bucket of everything that is learned from: groups of 1 to 3 Chinese signs and of 3 to 5 Latin letters (a digit
 * is a digit), Latin words and pairs of neighbours, and which of the lists (`message-lexicon-*`) have a word here.
 */
export function eachGroup(folded: string, words: Both, visit: (bucket: number) => void): number {
  const prose = proseOf(folded);
  const { length } = prose;
  let groups = 0;
  let wasDigit = false;
  let word = 0;
  let before = 0;
  for (let at = 0; at <= length; at++) {
    const first = at < length ? prose.charCodeAt(at) : 0;
    // However long a number is, it begins once: order numbers are long in honest messages too.
    const digit = isDigit(first);
    const isInside = digit && wasDigit;
    wasDigit = digit;
    if (isInside) continue;
    if (isLatin(first)) word = Math.imul((word || START) ^ (digit ? DIGIT : first), PRIME);
    else if (word !== 0) {
      visit(bucketOf(word ^ 1));
      if (before !== 0) visit(bucketOf(Math.imul(before ^ word, PRIME) ^ 2));
      groups += before === 0 ? 1 : 2;
      before = word;
      word = 0;
    }
    const chinese = isChinese(first);
    const shortest = chinese ? 1 : 3;
    const longest = Math.min(length - at, chinese ? 3 : 5);
    let hash = START;
    for (let size = 1; size <= longest; size++) {
      const code = prose.charCodeAt(at + size - 1);
      hash = Math.imul(hash ^ (isDigit(code) ? DIGIT : code), PRIME);
      if (size < shortest) continue;
      visit(bucketOf(hash));
      groups++;
    }
  }
  for (const { language, name, bucket } of listed)
    if (words[language](name).length > 0)
      for (let n = 0; n < LIST_COUNTS; n++, groups++) visit(bucket);
  return groups;
}

/** From where on wording counts beside a link, a number to call, or "the link below" that is not there. */
const BESIDE_LINK = -0.3;
const BESIDE_NUMBER = 0.5;
const POINTED = 0;
const FROM = { link: BESIDE_LINK, number: BESIDE_NUMBER, pointed: POINTED };
/**
 * Worded as honest messages are: below it were 1 of 100 English scams that only a story and a link gave away, and none of the
 * Chinese ones that lead to a name of their own (docs/decisions/0059-honest-wording.md).
 */
const HONEST = { zh: -1.8, en: -1.5 };

/** Fewer groups than of about 20 Chinese signs ("details at ...") are not worded in any way. */
const SAYS_SOMETHING = 60;

/** `score` is a logit: above 0 more like the scams of the training texts than like the others. */
export function wording(folded: string, words: Both) {
  const language = languageOf(folded);
  const { bias, threshold, weights } = learned[language];
  const fold = BUCKETS[language] - 1;
  let sum = 0;
  const groups = eachGroup(folded, words, (bucket) => {
    sum += weights[bucket & fold] ?? 0;
  });
  const score = groups === 0 ? bias : sum / SCALE / Math.sqrt(groups) + bias;
  return {
    score,
    isTypical: score > threshold,
    isHonest: score < HONEST[language] && (language === "en" || groups >= SAYS_SOMETHING),
    counts: (beside: keyof typeof FROM) => score > FROM[beside],
  };
}
