/**
 * Learns the weights of `src/features/shield/message-model.ts` and writes `message-weights.ts`.
 *
 *     node scripts/run.mjs run scripts/train-wording.ts --data FOLDER
 *
 * FOLDER holds `sms.csv`. Only rows whose licence lets derived weights be passed on are learned from: the SMS Phishing
 * dataset of Mishra and Soni (Mendeley f45bkkt8pr, CC BY 4.0) and what was written for this project; and of these only the
 * part for tuning. The dataset's spam is learned as scam: prizes and chats that cost by the minute. The seed is fixed and printed: the same data give the same file.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { BUCKETS, eachGroup, LEVELS, LOWEST, SCALE } from "../src/features/shield/message-model.ts";
import { clean, folded } from "../src/features/shield/message-text.ts";
import { messagesOf, partOfMessage } from "../test/eval/messages.ts";

const SEED = 20261129;
const LEARNED_FROM = /^(mendeley-f45bkkt8pr|curated-synthetic)$/;
const ROUNDS = 30;
const COPIES = 6;
/** Pulls weights to 0, so that a few texts do not decide. */
const DECAY = 2e-6;

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

type Texts = { fill: Record<string, string[]>; scam: string[]; fine: string[] };
const ours: Texts = JSON.parse(
  readFileSync(new URL("./wording/texts.json", import.meta.url), "utf8"),
);
const filled = (template: string) =>
  template.replace(/\{(\w)\}/g, (_, name: string) => {
    if (name === "n") return digits(2 + Math.floor(random() * 6));
    if (name === "t") return pick(["400", "00852", "+44", "138"]) + digits(8);
    if (name === "u")
      return `${pick(["", "http://", "https://"])}${word()}.${pick(["com", "cn", "top", "cc", "vip", "xyz"])}`;
    return pick(ours.fill[name] ?? [""]);
  });

type Sample = { buckets: number[]; isScam: boolean; weight: number };
/** Numbers that the collection blanked out are numbers again, or their blanks would be learned. */
const unmasked = (text: string) => text.replace(/0XX-XXXXXXX|X{6,}/gi, () => `0${digits(10)}`);
function sample(text: string, isScam: boolean, weight = 1): Sample {
  const buckets: number[] = [];
  eachGroup(folded(clean(unmasked(text))), (bucket) => buckets.push(bucket));
  return { buckets, isScam, weight };
}

const data = process.argv[process.argv.indexOf("--data") + 1];
if (!data || !process.argv.includes("--data"))
  throw new Error("Name the folder of sms.csv: --data FOLDER");
const rows = messagesOf(data).filter(
  ({ text, source }) => LEARNED_FROM.test(source) && partOfMessage(text) === "tuning",
);
const samples = [
  ...rows.map(({ text, label }) => sample(text, label !== "ham", label === "smishing" ? 3 : 1)),
  ...ours.scam.flatMap((text) => Array.from({ length: COPIES }, () => sample(filled(text), true))),
  ...ours.fine.flatMap((text) => Array.from({ length: COPIES }, () => sample(filled(text), false))),
].filter(({ buckets }) => buckets.length > 0);

// Logistic regression by stochastic descent; each text counts by its length's root, as in `wording`.
const weights = new Float64Array(BUCKETS);
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

const level = (weight: number) => Math.max(-LEVELS, Math.min(LEVELS, Math.round(weight * SCALE)));
const letters = Array.from(weights, (weight) =>
  String.fromCharCode(level(weight) + LEVELS + LOWEST),
).join("");
const scored = samples.map(({ buckets, isScam }) => ({
  isScam,
  score:
    buckets.reduce((sum, bucket) => sum + level(weights[bucket] ?? 0), 0) /
      SCALE /
      Math.sqrt(buckets.length) +
    bias,
}));
// As high as 99.9 % of the honest texts learned from, and at least as high as half of odds ten to one.
const fine = scored
  .filter(({ isScam }) => !isScam)
  .map(({ score }) => score)
  .sort((a, b) => a - b);
const threshold = Math.max(2.3, fine[Math.floor(fine.length * 0.999)] ?? 0);

writeFileSync(
  new URL("../src/features/shield/message-weights.ts", import.meta.url),
  `// Written by scripts/train-wording.ts (seed ${SEED}). Learned in part from the SMS Phishing Dataset for Machine Learning and
// Pattern Recognition by S. Mishra and D. Soni (Mendeley Data, doi 10.17632/f45bkkt8pr.1), CC BY 4.0; changed: derived weights.
export const BIAS = ${Number(bias.toFixed(4))};
export const THRESHOLD = ${Number(threshold.toFixed(4))};
export const WEIGHTS =
  ${JSON.stringify(letters)};
`,
);
const hit = (isScam: boolean) => {
  const those = scored.filter((each) => each.isScam === isScam);
  return `${those.filter(({ score }) => score > threshold).length} of ${those.length}`;
};
process.stdout.write(
  `seed ${SEED}; ${rows.length} rows, ${samples.length - rows.length} written texts; above ${threshold.toFixed(2)}: scams ${hit(true)}, others ${hit(false)}\n`,
);
