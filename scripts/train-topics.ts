/**
 * Learns the weights of `src/features/topics/model.ts` and writes `weights.ts`. When they change, `VERSION` in `classify.ts`
 * has to grow: stored posts are labelled again by it.
 *
 *     node scripts/run.mjs run scripts/train-topics.ts --data FOLDER
 *
 * FOLDER holds `gold.jsonl`, and where there are such `dev.jsonl` and `corrections.jsonl`. Only weights of pairs of characters and
 * of stems come into the project, no title. The seed is fixed: the same data give the same file.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { learn, SEED } from "./topics/learning.ts";
import {
  background,
  correctionsOf,
  goldOf,
  labels,
  samplesOf,
  streamOf,
  writtenSamples,
} from "./topics/samples.ts";

const { values } = parseArgs({ options: { data: { type: "string" } } });
if (!values.data) throw new Error("Name the folder of gold.jsonl: --data FOLDER");

const labelled = [...goldOf(values.data), ...correctionsOf(values.data)];
const apart = new Set(labelled.map(({ id }) => id));
const samples = [
  ...samplesOf(labelled),
  ...writtenSamples(),
  ...background(streamOf(values.data), apart),
];
const { biases, features, weights, labels: written } = learn(samples, labels);
/** As the formatter breaks a list of numbers. */
function inLines(numbers: readonly number[]): string {
  const lines: string[] = [];
  for (const number of numbers) {
    const longer = `${lines.at(-1)} ${number},`;
    if (lines.length > 0 && longer.length <= 100) lines[lines.length - 1] = longer;
    else lines.push(`  ${number},`);
  }
  return lines.join("\n");
}
writeFileSync(
  new URL("../src/features/topics/weights.ts", import.meta.url),
  `// Written by scripts/train-topics.ts (seed ${SEED}). Learned in part from customers' questions of Banking77 (Casanueva et al. 2020,
// PolyAI, CC BY 4.0); changed: derived weights of stems and of pairs of characters.
export const LABELS =
  ${JSON.stringify(written)};
export const BIASES = [
${inLines(biases)}
];
export const FEATURES =
  ${JSON.stringify(features)};
export const WEIGHTS =
  ${JSON.stringify(weights)};
`,
);
process.stdout.write(
  `seed ${SEED}; ${labelled.length} labelled, ${samples.length} samples; ${features.split(" ").length} features\n`,
);
