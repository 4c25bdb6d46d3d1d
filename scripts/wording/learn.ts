/**
 * The wording's learning: texts to samples, samples to weights. Logistic regression by stochastic descent from a fixed
 * seed; each text counts by the root of how much it holds, as in `wording`.
 */
import { readFileSync } from "node:fs";
import { wordsOf } from "../../src/features/shield/message-lures.ts";
import {
  BUCKETS,
  eachGroup,
  type Language,
  languageOf,
} from "../../src/features/shield/message-model.ts";
import { clean, folded } from "../../src/features/shield/message-text.ts";

export const SEED = 20261129;
const ROUNDS = 20;
/** How often a written text is learned, each time filled otherwise. */
export const COPIES = 4;
/** Pulls weights to 0, so that a few texts do not decide. */
const DECAY = 5e-5;

/** mulberry32: small, and the same everywhere. */
function chance(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
const random = chance(SEED);
const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
const digits = (length: number) => Array.from({ length }, () => Math.floor(random() * 10)).join("");
const word = () =>
  Array.from({ length: 4 + Math.floor(random() * 6) }, () =>
    pick([..."abcdefghijklmnopqrstuvwxyz"]),
  ).join("");

type Written = { scam: string[]; fine: string[] };
type Texts = Written & { fill: Record<string, string[]> };
export const ours: Texts = JSON.parse(
  readFileSync(new URL("./texts.json", import.meta.url), "utf8"),
);
/** Chinese notices of many senders and the scams that wear their forms: the Chinese wording alone is learned of them. */
export const notices: Written & {
  keptApart: Written;
} = JSON.parse(readFileSync(new URL("./notices-zh.json", import.meta.url), "utf8"));
const CALLED = ["400", "008526", "+447", "1380", "0208", "0871"];
const STARTS = ["", "http://", "https://"];
const ENDS = ["com", "cn", "top", "cc", "vip", "xyz", "co.uk", "org", "net", "info"];
/** Where a firm's own pages are. */
const OWN = ["", "www.", "m.", "http://m.", "https://"];
/** A text with made-up names, numbers and links in its places. */
export const filled = (template: string) =>
  template.replace(/\{(\w)\}/g, (_, name: string) => {
    if (name === "n") return digits(2 + Math.floor(random() * 6));
    if (name === "t") return pick(CALLED) + digits(7);
    if (name === "s") return `${pick(["8", "6"])}${digits(4)}`;
    if (name === "q") return `${pick(["1", "2", "3"])}${digits(5 + Math.floor(random() * 4))}`;
    if (name === "u") return `${pick(STARTS)}${word()}.${pick(ENDS)}`;
    if (name === "w") return `${pick(OWN)}${word()}.${pick(["com", "cn", "com.cn"])}/${word()}`;
    return pick(ours.fill[name] ?? [""]);
  });

export type Sample = { buckets: number[]; isScam: boolean; weight: number; language: Language };
/** Numbers that the collection blanked out are numbers again, or their blanks would be learned. */
const unmasked = (text: string) => text.replace(/0XX-XXXXXXX|X{6,}/gi, () => `0${digits(10)}`);
export function sample(text: string, isScam: boolean, weight = 1): Sample {
  const buckets: number[] = [];
  const folding = folded(clean(unmasked(text)));
  eachGroup(folding, wordsOf(folding), (bucket) => buckets.push(bucket));
  return { buckets, isScam, weight, language: languageOf(folding) };
}
export const written = (templates: readonly string[], isScam: boolean): Sample[] =>
  templates.flatMap((text) => Array.from({ length: COPIES }, () => sample(filled(text), isScam)));

export function learn(
  all: readonly Sample[],
  language: Language,
): { weights: Float64Array; bias: number } {
  const fold = BUCKETS[language] - 1;
  const samples = all
    .filter(({ buckets }) => buckets.length > 0)
    .map((each) => ({ ...each, buckets: each.buckets.map((bucket) => bucket & fold) }));
  const weights = new Float64Array(BUCKETS[language]);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const rate = 0.8 / (1 + round / 4);
    for (let i = samples.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [samples[i], samples[j]] = [samples[j] as Sample, samples[i] as Sample];
    }
    for (const { buckets, isScam, weight } of samples) {
      const size = Math.sqrt(buckets.length);
      let sum = bias;
      for (const bucket of buckets) sum += (weights[bucket] ?? 0) / size;
      const error = ((isScam ? 1 : 0) - 1 / (1 + Math.exp(-sum))) * weight * rate;
      bias += error * 0.1;
      for (const bucket of buckets)
        weights[bucket] = (weights[bucket] ?? 0) * (1 - DECAY) + error / size;
    }
  }
  return { weights, bias };
}
