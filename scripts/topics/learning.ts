/** Learns a topic model from labelled titles. Deterministic: the same samples give the same weights. */
import { LEVELS, LOWEST, readModel, SCALE, type Written } from "../../src/features/topics/model.ts";
import { OTHER } from "../../src/features/topics/taxonomy.ts";
import { eachFeature } from "../../src/features/topics/words.ts";

export type Sample = { text: string; topic: string; weight: number };

export const SEED = 20261129;
const ROUNDS = 40;
const DECAY = 3e-3;
/** Nearly all of what is learned from is chosen because it is near a topic: `other` is likelier than it looks there. */
const OTHERS = 1;
/** Features that sway no label by more levels than this are left out: a fifth of them, and nothing is lost. */
const FAINT = 4;

/** mulberry32: small, and the same everywhere. */
export function chance(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}

const featuresOf = (text: string) => {
  const list: string[] = [];
  eachFeature(text, (feature) => list.push(feature));
  return list;
};

/** Multinomial logistic regression by stochastic descent; each text counts by the root of its length, as in `likeliest`. */
export function learn(samples: readonly Sample[], labels: readonly string[]): Written {
  const read = samples.map(({ text, topic, weight }) => ({
    ...{ features: featuresOf(text), label: labels.indexOf(topic), weight },
  }));
  const seen = new Map<string, number>();
  for (const { features, weight } of read)
    if (weight >= 0.5)
      for (const each of new Set(features)) seen.set(each, (seen.get(each) ?? 0) + 1);
  const known = [...seen].map(([feature]) => feature);
  known.sort((a, b) => (a < b ? -1 : 1));
  const index = new Map(known.map((feature, n) => [feature, n]));
  const rows = read
    .map(({ features, label, weight }) => ({
      ...{ label, weight, size: Math.sqrt(Math.max(1, features.length)) },
      at: features.flatMap((each) => index.get(each) ?? []),
    }))
    .filter(({ at }) => at.length > 0);

  const width = labels.length;
  const weights = new Float64Array(known.length * width);
  const biases = new Float64Array(width);
  const random = chance(SEED);
  const likely = new Float64Array(width);
  for (let round = 0; round < ROUNDS; round++) {
    const rate = 1.5 / (1 + round / 6);
    for (const { at, label, weight, size } of shuffled(rows, random)) {
      likely.set(biases);
      for (const row of at)
        for (let n = 0; n < width; n++) likely[n]! += weights[row * width + n]! / size;
      const top = Math.max(...likely);
      let total = 0;
      for (let n = 0; n < width; n++) total += likely[n] = Math.exp(likely[n]! - top);
      for (let n = 0; n < width; n++) {
        const step = ((n === label ? 1 : 0) - likely[n]! / total) * weight * rate;
        biases[n]! += step * 0.05;
        for (const row of at) {
          const slot = row * width + n;
          weights[slot] = weights[slot]! * (1 - DECAY * rate) + step / size;
        }
      }
    }
  }
  const level = (weight: number) => Math.max(-LEVELS, Math.min(LEVELS, Math.round(weight * SCALE)));
  const rowsOf = known.map((feature, row) => ({
    feature,
    levels: Array.from(weights.subarray(row * width, (row + 1) * width), level),
  }));
  const kept = rowsOf.filter(({ levels }) => levels.some((each) => Math.abs(each) > FAINT));
  const sign = (each: number) => String.fromCharCode(each + LEVELS + LOWEST);
  return {
    labels: labels.join(" "),
    biases: Array.from(biases, (bias, n) =>
      Number((bias - (labels[n] === OTHER ? OTHERS : 0)).toFixed(3)),
    ),
    features: kept.map(({ feature }) => feature).join(" "),
    weights: kept.map(({ levels }) => levels.map(sign).join("")).join(""),
  };
}

export const learnModel = (samples: readonly Sample[], labels: readonly string[]) =>
  readModel(learn(samples, labels));
