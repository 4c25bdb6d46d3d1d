/**
 * Learns the weights of `src/features/shield/message-model.ts` and writes `message-weights.ts`.
 *
 *     node scripts/run.mjs run scripts/train-wording.ts --data FOLDER
 *
 * FOLDER holds `sms.csv`. Only rows whose licence lets derived weights be passed on are learned from: the SMS Phishing
 * dataset of Mishra and Soni (Mendeley f45bkkt8pr, CC BY 4.0) and what was written for this project; and of these only the
 * part for tuning. The dataset's spam is learned as scam: prizes and chats that cost by the minute. Chinese is learned of what
 * was written alone. The seed is fixed and printed: the same data give the same file.
 */
import { writeFileSync } from "node:fs";
import { type Language, LEVELS, LOWEST, SCALE } from "../src/features/shield/message-model.ts";
import { messagesOf, partOfMessage } from "../test/eval/messages.ts";
import { learn, notices, ours, type Sample, SEED, sample, written } from "./wording/learn.ts";

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

const level = (weight: number) => Math.max(-LEVELS, Math.min(LEVELS, Math.round(weight * SCALE)));

/** In English half of odds ten to one. In Chinese, in fifths, no honest text of others was above 1.3, and half of the scams are. */
const LEAST = { en: 2.3, zh: 1.5 };

/** What is learned of these texts; says how it fits them, and those that nothing was learned of. */
function learnedOf(language: Language, those: Sample[], apart: Sample[]) {
  const { weights, bias } = learn(those, language);
  const scoreOf = ({ buckets }: Sample) =>
    buckets.reduce((sum, bucket) => sum + level(weights[bucket & (weights.length - 1)] ?? 0), 0) /
      SCALE /
      Math.sqrt(Math.max(1, buckets.length)) +
    bias;
  // As high as 99.9 % of the honest texts learned from, and at least this.
  const fine = those
    .filter(({ isScam }) => !isScam)
    .map(scoreOf)
    .sort((a, b) => a - b);
  const threshold = Math.max(LEAST[language], fine[Math.floor(fine.length * 0.999)] ?? 0);
  const hits = (all: Sample[], isScam: boolean) => {
    const alike = all.filter((each) => each.isScam === isScam);
    return `${alike.filter((each) => scoreOf(each) > threshold).length} of ${alike.length}`;
  };
  const fit = (all: Sample[]) => `scams ${hits(all, true)}, others ${hits(all, false)}`;
  process.stdout.write(
    `${language}: above ${threshold.toFixed(2)}: ${fit(those)}; kept apart: ${fit(apart)}\n`,
  );
  const signs = Array.from(weights, (weight) =>
    String.fromCharCode(level(weight) + LEVELS + LOWEST),
  ).join("");
  return `{
    bias: ${Number(bias.toFixed(4))},
    threshold: ${Number(threshold.toFixed(4))},
    weights:
      ${JSON.stringify(signs)},
  }`;
}

process.stdout.write(`seed ${SEED}; ${rows.length} rows\n`);
const en = learnedOf("en", samples, []);
const zh = learnedOf(
  "zh",
  [
    ...samples.filter(({ language }) => language === "zh"),
    ...written(notices.scam, true),
    ...written(notices.fine, false),
  ],
  [...written(notices.keptApart.scam, true), ...written(notices.keptApart.fine, false)],
);
writeFileSync(
  new URL("../src/features/shield/message-weights.ts", import.meta.url),
  `// Written by scripts/train-wording.ts (seed ${SEED}). Learned in part from the SMS Phishing Dataset for Machine Learning and
// Pattern Recognition by S. Mishra and D. Soni (Mendeley Data, doi 10.17632/f45bkkt8pr.1), CC BY 4.0; changed: derived weights.
export const LEARNED = {
  en: ${en},
  zh: ${zh},
};
`,
);
