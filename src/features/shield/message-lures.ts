/**
 * What a message wants to make somebody believe, by words that stand near each other. A lure alone says
 * nothing: a real notice names the same trouble. It counts with a link or a number that is nobody's official one.
 */
import { english } from "./message-lexicon-en.ts";
import { chinese } from "./message-lexicon-zh.ts";
import { first, near, type Spot, type Spots, scanner } from "./message-scan.ts";

type Group = keyof typeof chinese | keyof typeof english;
const zh = scanner<Group>(chinese);
const en = scanner<Group>(english);

export type Words = (group: Group) => Spots;
/** The words of both languages of one text. */
export type Both = { zh: Words; en: Words };
export const listNames = {
  zh: Object.keys(chinese) as Group[],
  en: Object.keys(english) as Group[],
};
const EMPTY: Spots = [];
/** Of a text without a letter of that language. */
export const NOTHING: Words = () => EMPTY;

export type Lure =
  | "account"
  | "points"
  | "quota"
  | "award"
  | "refund"
  | "charge"
  | "police"
  | "debt"
  | "parcel"
  | "bill"
  | "not-you"
  | "coin"
  | "lost-phone"
  | "family"
  | "health"
  | "premium"
  /** "Is this you in the video?", "your page breaks our rules". */
  | "spied"
  | "hurry"
  /** No story, but a matter of money or goods and a deed: counts with a link alone. */
  | "matter"
  | "offer";

export type FoundLure = Spot & { lure: Lure };

/** How far two words may stand apart and still be one sentence, in characters. */
const ZH = 36;
const EN = 120;

type Pair = readonly [Lure, Group, Group, Group?];
const zhPairs: readonly Pair[] = [
  ["police", "police", "answerIt"],
  ["points", "points", "redeem"],
  ["refund", "refund", "claimIt"],
  ["charge", "service", "cancel"],
  ["debt", "debt", "credit"],
  ["parcel", "parcel", "parcelTrouble"],
  ["coin", "coin", "coinAsk"],
  ["lost-phone", "lostPhone", "located"],
  ["award", "award", "take"],
  ["quota", "quota", "apply"],
  ["account", "thing", "trouble"],
  ["offer", "job", "jobAsk"],
  ["family", "family", "newNumber", "needsMoney"],
];
const enPairs: readonly Pair[] = [
  ["coin", "coin", "coinAsk"],
  ["not-you", "event", "notYou"],
  ["parcel", "parcel", "parcelTrouble"],
  ["refund", "refund", "take"],
  ["bill", "bill", "billTrouble"],
  ["account", "thing", "trouble"],
  ["award", "prize", "prizeAsk"],
  ["offer", "offer", "offerAsk"],
  ["health", "health", "healthAsk"],
  ["premium", "premium", "calls"],
  ["police", "legal", "legalAsk"],
  ["spied", "spied", "spiedAsk"],
  // Whatever the story: the last, for it tells least.
  ["hurry", "hurry", "acts"],
  ["matter", "thing", "follow"],
  ["matter", "parcel", "follow"],
  ["matter", "bill", "follow"],
  ["matter", "prize", "follow"],
  ["matter", "coin", "follow"],
  ["family", "family", "newNumber", "needsMoney"],
];

const LATIN = /[a-z]{2}/;
const HAN = /[\u4e00-\u9fff]/;

/** The words of both languages that this text has. */
export function wordsOf(folded: string): Both {
  return {
    zh: HAN.test(folded) ? zh(folded).of : NOTHING,
    en: LATIN.test(folded) ? en(folded).of : NOTHING,
  };
}

function pairsIn(words: Words, pairs: readonly Pair[], within: number): FoundLure[] {
  const found: FoundLure[] = [];
  if (words === NOTHING) return found;
  for (const [lure, one, other, third] of pairs) {
    const spot = near(words(one), words(other), within);
    if (spot && (!third || first(words(third)))) found.push({ lure, ...spot });
  }
  return found;
}

/** Each lure once, the most telling first. */
export function luresOf({ zh, en }: Both): FoundLure[] {
  return [...pairsIn(zh, zhPairs, ZH), ...pairsIn(en, enPairs, EN)].filter(
    ({ lure }, at, all) => all.findIndex((other) => other.lure === lure) === at,
  );
}
