/**
 * How much a text sounds like a scam, by its wording alone: one weight for each of 8,192 buckets of letter groups, learned
 * by `scripts/train-wording.ts`. Weak evidence beside the rules: it never makes more than a suspicion, and that
 * only of a message that also leads somewhere. What it was trained on: docs/decisions/0037-shield-messages.md.
 */

import { isChinese } from "./message-text.ts";
import { BIAS, THRESHOLD, WEIGHTS } from "./message-weights.ts";

export const BUCKETS = 8192;
/** Beyond this the wording of the beginning says what the rest would. */
const LOOKED_AT = 1500;
/** Each weight is one sign of 63, from `@` for -31 to `~` for 31; `_` is none. */
export const LOWEST = 0x40;
export const LEVELS = 31;
export const SCALE = 8;

const weights = Int8Array.from(WEIGHTS, (sign) => sign.charCodeAt(0) - LOWEST - LEVELS);

/** Without what is a link by itself: a list of addresses is no wording. */
const proseOf = (folded: string) =>
  folded
    .slice(0, LOOKED_AT)
    .split(" ")
    .filter((word) => !/[a-z0-9][./][a-z]|:\/\//.test(word) || /[\u4e00-\u9fff]/.test(word))
    .join(" ");

/** Names the bucket of each group of letters: 1 to 3 Chinese signs, 3 to 5 Latin ones; a digit is a digit. */
export function eachGroup(folded: string, visit: (bucket: number) => void): number {
  const prose = proseOf(folded);
  const { length } = prose;
  let groups = 0;
  let wasDigit = false;
  for (let at = 0; at < length; at++) {
    const first = prose.charCodeAt(at);
    // However long a number is, it begins once: order numbers are long in honest messages too.
    const isDigit = first >= 0x30 && first <= 0x39;
    const isInside = isDigit && wasDigit;
    wasDigit = isDigit;
    if (isInside) continue;
    const chinese = isChinese(first);
    const shortest = chinese ? 1 : 3;
    const longest = Math.min(length - at, chinese ? 3 : 5);
    let hash = 0x811c9dc5;
    for (let size = 1; size <= longest; size++) {
      const code = prose.charCodeAt(at + size - 1);
      hash = Math.imul(hash ^ (code >= 0x30 && code <= 0x39 ? 0x30 : code), 0x01000193);
      if (size < shortest) continue;
      visit(((hash >>> 15) ^ hash) & (BUCKETS - 1));
      groups++;
    }
  }
  return groups;
}

/**
 * From where on wording counts beside a link, and beside a number to call, which honest people give too. Parted in four, and learned without the
 * quarter that was judged, 4 of 657 honest messages were above the first, with a way out or without.
 */
const BESIDE_LINK = 0.4;
const BESIDE_NUMBER = 1.5;
/** Worded as honest messages are: below it were 1 of 100 scams that only a story and a link gave away. */
const HONEST = -2.5;

/** `score` is a logit: above 0 more like the scams of the training texts than like the others. */
export function wording(folded: string) {
  let sum = 0;
  const groups = eachGroup(folded, (bucket) => {
    sum += weights[bucket] ?? 0;
  });
  const score = groups === 0 ? BIAS : sum / SCALE / Math.sqrt(groups) + BIAS;
  return {
    score,
    isTypical: score > THRESHOLD,
    isHonest: score < HONEST,
    counts: (hasLink: boolean) => score > (hasLink ? BESIDE_LINK : BESIDE_NUMBER),
  };
}
