/**
 * Learns the weights of `src/features/shield/message-model.ts` and writes `message-weights.ts`.
 *
 *     node scripts/run.mjs run scripts/train-wording.ts --data FOLDER
 *
 * FOLDER holds `sms.csv`. Only rows whose licence lets derived weights be passed on are learned from: the SMS Phishing
 * dataset of Mishra and Soni (Mendeley f45bkkt8pr, CC BY 4.0) and what was written for this project; and of these only the
 * part for tuning. The dataset's spam is learned as scam: prizes and chats that cost by the minute. The seed is fixed and
 * printed: the same data give the same file.
 */
import { writeFileSync } from "node:fs";
import { LEVELS, LOWEST, SCALE } from "../src/features/shield/message-model.ts";
import { messagesOf, partOfMessage } from "../test/eval/messages.ts";
import { learn, ours, SEED, sample, written } from "./wording/learn.ts";

const LEARNED_FROM = /^(mendeley-f45bkkt8pr|curated-synthetic)$/;

const data = process.argv[process.argv.indexOf("--data") + 1];
if (!data || !process.argv.includes("--data"))
  throw new Error("Name the folder of sms.csv: --data FOLDER");
const rows = messagesOf(data).filter(
  ({ text, source }) => LEARNED_FROM.test(source) && partOfMessage(text) === "tuning",
);
const samples = [
  ...rows.map(({ text, label }) => sample(text, label !== "ham", label === "smishing" ? 3 : 1)),
  ...written(ours.scam, true),
  ...written(ours.fine, false),
];
const { weights, bias } = learn(samples);

const level = (weight: number) => Math.max(-LEVELS, Math.min(LEVELS, Math.round(weight * SCALE)));
const letters = Array.from(weights, (weight) =>
  String.fromCharCode(level(weight) + LEVELS + LOWEST),
).join("");
const scored = samples.map(({ buckets, isScam }) => ({
  isScam,
  score:
    buckets.reduce((sum, bucket) => sum + level(weights[bucket] ?? 0), 0) /
      SCALE /
      Math.sqrt(Math.max(1, buckets.length)) +
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
