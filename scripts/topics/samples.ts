/**
 * What the topic model is learned from: labelled titles (`gold.jsonl`, and `corrections.jsonl` as `rightful topics corrections`
 * writes it), what was written for this project (`examples.json`), and the unlabelled stream (`dev.jsonl`) as background.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isChinese, readTitle } from "../../src/features/topics/classify.ts";
import { isGated } from "../../src/features/topics/gate.ts";
import { firstRule } from "../../src/features/topics/rules.ts";
import { rulesEn } from "../../src/features/topics/rules-en.ts";
import { rulesZh } from "../../src/features/topics/rules-zh.ts";
import { OTHER, topics } from "../../src/features/topics/taxonomy.ts";
import type { Sample } from "./learning.ts";

export type Labelled = { id: string; title: string; topic: string; lang: string };
export type Streamed = { id: string; title: string; source: string };

export const labels = [OTHER, ...topics.map(({ id }) => id)];

export const linesOf = <T>(file: string): T[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line.trim())
        .map((line) => JSON.parse(line))
    : [];

export const goldOf = (folder: string) => linesOf<Labelled>(join(folder, "gold.jsonl"));
export const streamOf = (folder: string) => linesOf<Streamed>(join(folder, "dev.jsonl"));

/** What people at the desk corrected: as good as gold. */
export const correctionsOf = (folder: string) =>
  linesOf<Labelled>(join(folder, "corrections.jsonl"));

export function writtenSamples(): Sample[] {
  const file = new URL("./examples.json", import.meta.url);
  const examples: Record<string, string[]> = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(examples).flatMap(([topic, titles]) =>
    titles.map((title) => ({ text: readTitle(title), topic, weight: 1 })),
  );
}

/**
 * Unlabelled titles: what passes the gate and no rule names is nearly always `other`; what a rule names is most likely that.
 * Both count little.
 */
export function background(stream: readonly Streamed[], apart: ReadonlySet<string>): Sample[] {
  const seen = new Set<string>();
  return stream.flatMap(({ id, title }) => {
    const text = readTitle(title);
    if (apart.has(id) || seen.has(text)) return [];
    seen.add(text);
    const chinese = isChinese(text);
    const rule = firstRule(chinese ? rulesZh : rulesEn, text);
    if (rule) return [{ text, topic: rule.topic, weight: 0.5 }];
    return isGated(text, chinese) ? [{ text, topic: OTHER, weight: 0.1 }] : [];
  });
}

export const samplesOf = (labelled: readonly Labelled[]): Sample[] =>
  labelled.map(({ title, topic }) => ({ text: readTitle(title), topic, weight: 1 }));
