/**
 * Topic labels against labelled titles (`gold.jsonl`) under cross-validation: what judges a title has learned from other stories
 * alone. The rules were written by people who had read the tuning half of the labels; of the checking half they have seen sums
 * only, so what is said of that half is the honest figure.
 */
import { createHash } from "node:crypto";
import { chance, learnModel, shuffled } from "../../scripts/topics/learning.ts";
import {
  background,
  goldOf,
  type Labelled,
  labels,
  type Streamed,
  samplesOf,
  streamOf,
  writtenSamples,
} from "../../scripts/topics/samples.ts";
import { classifyBy, readTitle } from "../../src/features/topics/classify.ts";
import { readModel } from "../../src/features/topics/model.ts";
import { partOf, percent, tableOf } from "./rows.ts";
import { centroids, type Judge, keywords } from "./topics-baselines.ts";

const FOLDS = 5;
const SEED = 7;
const DRAWN = 300;

/** Pairs of characters of Chinese, fours of others. */
function pieces(title: string): Set<string> {
  const bare = readTitle(title).replace(/[\s\p{P}]/gu, "");
  const size = /[\u4e00-\u9fff]/.test(bare) ? 2 : 4;
  const found = new Set<string>();
  for (let at = 0; at + size <= bare.length; at++) found.add(bare.slice(at, at + size));
  return found;
}

function alike(a: Set<string>, b: Set<string>): number {
  let both = 0;
  for (const piece of a) if (b.has(piece)) both++;
  return both / (a.size + b.size - both || 1);
}

/** Each title's story: titles that are much alike, joined; named by the first id. */
export function storiesOf(gold: readonly Labelled[]): string[] {
  const sets = gold.map(({ title }) => pieces(title));
  const first = gold.map((_, n) => n);
  const of = (n: number): number => (first[n] === n ? n : of(first[n]!));
  for (let i = 0; i < gold.length; i++)
    for (let j = 0; j < i; j++)
      if (alike(sets[i]!, sets[j]!) >= 0.4) {
        const [low, high] = [of(i), of(j)].sort((a, b) => a - b);
        first[high!] = low!;
      }
  return gold.map((_, n) => {
    const story = of(n);
    return gold
      .filter((_, m) => of(m) === story)
      .reduce((least, { id }) => (id < least ? id : least), "~");
  });
}

const foldOf = (story: string) =>
  Number.parseInt(
    createHash("sha1").update(`fold ${SEED} ${story}`).digest("hex").slice(0, 8),
    16,
  ) % FOLDS;

type Judged = { gold: Labelled; part: string; said: string };

function f1Of(judged: readonly Judged[]): number {
  const there = new Set(judged.map(({ gold }) => gold.topic));
  const scores = [...there].map((topic) => {
    const hit = judged.filter(({ gold, said }) => gold.topic === topic && said === topic).length;
    const all = judged.filter(({ gold }) => gold.topic === topic).length;
    const claimed = judged.filter(({ said }) => said === topic).length;
    return (2 * hit) / (all + claimed);
  });
  return scores.reduce((sum, each) => sum + each, 0) / (scores.length || 1);
}

const accuracyOf = (judged: readonly Judged[]) =>
  judged.filter(({ gold, said }) => gold.topic === said).length / (judged.length || 1);

function rowOf(name: string, judged: readonly Judged[], passed: string, rate: string): string[] {
  const on = judged.filter(({ gold }) => gold.topic !== "other");
  const claimed = judged.filter(({ said }) => said !== "other");
  const both = on.filter(({ said }) => said !== "other").length;
  const short = (value: number) => value.toFixed(3);
  const f1In = (lang: string) => short(f1Of(judged.filter(({ gold }) => gold.lang === lang)));
  return [
    ...[name, short(accuracyOf(judged)), short(f1Of(judged)), f1In("zh"), f1In("en")],
    ...[percent(both, claimed.length), percent(both, on.length), passed, rate],
  ];
}

/** How many of the titles are given a topic, and how many are judged in a second of processor time. */
function tried(judge: Judge, titles: readonly string[]): { passed: number; rate: number } {
  const before = process.cpuUsage();
  const passed = titles.filter((title) => judge(title) !== "other").length;
  const { user, system } = process.cpuUsage(before);
  return { passed, rate: Math.round(titles.length / ((user + system) / 1e6)) };
}

type Way = { name: string; train: (known: Labelled[]) => Judge };

function waysOf(stream: readonly Streamed[], apart: ReadonlySet<string>): Way[] {
  const written = writtenSamples();
  const behind = background(stream, apart);
  const none = readModel({ labels: "other", biases: [0], features: "", weights: "_" });
  return [
    { name: "always other", train: () => () => "other" },
    { name: "words of the first day", train: () => keywords() },
    { name: "nearest centroid", train: (known) => centroids(known) },
    { name: "our rules alone", train: () => (title) => classifyBy(none, { title }).topic },
    {
      name: "ours",
      train: (known) => {
        const model = learnModel([...samplesOf(known), ...written, ...behind], labels);
        return (title) => classifyBy(model, { title }).topic;
      },
    },
  ];
}

export function evaluateTopics(
  folder: string,
  { parts = ["tuning", "checking"] as readonly string[], misses = 0 } = {},
): string[] {
  const gold = goldOf(folder);
  const stories = storiesOf(gold);
  const ids = new Set(gold.map(({ id }) => id));
  const stream = streamOf(folder);
  const others = stream.filter(({ id, source }) => !ids.has(id) && source !== "support-case");
  const random = shuffled(others, chance(SEED)).slice(0, DRAWN);
  const lines = [
    `${gold.length} labelled titles of ${new Set(stories).size} stories, ${FOLDS} folds, seed ${SEED}`,
  ];
  const results = waysOf(stream, ids).map(({ name, train }) => {
    const judged: Judged[] = [];
    for (let fold = 0; fold < FOLDS; fold++) {
      const judge = train(gold.filter((_, n) => foldOf(stories[n]!) !== fold));
      gold.forEach((each, n) => {
        const story = stories[n]!;
        if (foldOf(story) === fold)
          judged.push({ gold: each, part: partOf(story), said: judge(each.title) });
      });
    }
    const judge = train([...gold]);
    const drawn = tried(
      judge,
      random.map(({ title }) => title),
    );
    const all = tried(
      judge,
      others.map(({ title }) => title),
    );
    return { name, judged, drawn, all };
  });
  for (const part of parts) {
    const table = results.map(({ name, judged, drawn, all }) =>
      rowOf(
        name,
        judged.filter((each) => each.part === part),
        `${drawn.passed} of ${random.length} (${((all.passed * DRAWN) / others.length).toFixed(1)})`,
        String(all.rate),
      ),
    );
    lines.push(
      "",
      `Topics, ${part} part (${results[0]!.judged.filter((each) => each.part === part).length})`,
      ...tableOf([
        [
          ...["", "accuracy", "macro-F1", "F1 zh", "F1 en", "relevance precision", "recall"],
          ...["random titles passed (of 300, by the whole stream)", "titles/s"],
        ],
        ...table,
      ]),
    );
    const wrong = results
      .at(-1)!
      .judged.filter((each) => each.part === part && each.said !== each.gold.topic);
    if (part === "tuning")
      for (const { gold: each, said } of wrong.slice(0, misses))
        lines.push(`${each.topic}, not ${said}: ${each.title.slice(0, 160)}`);
  }
  return lines;
}
