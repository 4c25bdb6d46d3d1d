/**
 * The second opinion, for what no rule names: one weight for each feature and label, learned by `scripts/train-topics.ts`
 * (multinomial logistic regression). Every weight can be read: `weights.ts` names each feature as it stands in a title.
 */
import { BIASES, FEATURES, LABELS, WEIGHTS } from "./weights.ts";
import { eachFeature } from "./words.ts";

/** Each weight is one sign, from `@` for -31 to `~` for 31; `_` is none. */
export const LOWEST = 0x40;
export const LEVELS = 31;
export const SCALE = 6;

export type Model = {
  labels: readonly string[];
  biases: readonly number[];
  index: ReadonlyMap<string, number>;
  /** Feature times label. */
  weights: Int8Array;
};

export type Written = {
  labels: string;
  biases: readonly number[];
  features: string;
  weights: string;
};

/** The model as it is used, from the form that it is kept in. */
export const readModel = ({ labels, biases, features, weights }: Written): Model => ({
  labels: labels.split(" "),
  biases,
  index: new Map(features.split(" ").map((feature, n) => [feature, n])),
  weights: Int8Array.from(weights, (sign) => sign.charCodeAt(0) - LOWEST - LEVELS),
});

let read: Model | undefined;
/** The one that ships, read when the first post comes: a start has no time for it. */
export function shipped(): Model {
  read ??= readModel({
    ...{ labels: LABELS, biases: BIASES, features: FEATURES, weights: WEIGHTS },
  });
  return read;
}

/**
 * The likeliest label of a folded text and how likely it is, 0 to 1; `known` is how many of its features were learned. What a
 * rule names is `said`: it counts as `weight` more, so that only a model that is sure of something else outweighs it.
 */
export function likeliest(model: Model, text: string, said?: string, weight = 0) {
  const { labels, index, weights } = model;
  const width = labels.length;
  const sums = new Float64Array(width);
  let known = 0;
  let all = 0;
  eachFeature(text, (feature) => {
    all++;
    const row = index.get(feature);
    if (row === undefined) return;
    known++;
    for (let n = 0; n < width; n++) sums[n]! += weights[row * width + n]!;
  });
  // The root of all features, not of the known ones: a long title of which one word is known says little.
  const size = SCALE * Math.sqrt(Math.max(1, all));
  const logits = sums.map(
    (sum, n) => sum / size + model.biases[n]! + (labels[n] === said ? weight : 0),
  );
  let best = 0;
  for (let n = 1; n < width; n++) if (logits[n]! > logits[best]!) best = n;
  const top = logits[best]!;
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
  return { topic: labels[best]!, score: 1 / total, known };
}
