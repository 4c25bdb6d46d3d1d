/**
 * The lists that ship with the project and the estimate of guesses that reads them. Loaded once, on
 * first use, because they cost about half a second and some 50 MB that a start does not need.
 */
import { readFileSync } from "node:fs";
import type { MatchExtended, ZxcvbnFactory } from "@zxcvbn-ts/core";
import { type Reader, reader } from "./pinyin.ts";
import { codePoints } from "./spelling.ts";

export type Estimate = {
  guesses: number;
  /** What the estimate saw, left to right. */
  parts: readonly { kind: string; text: string; list?: string; word?: string }[];
};

export type Lists = {
  /** Whole passwords seen in leaks, in lower case. */
  leaked: ReadonlySet<string>;
  /** Our own list: common Chinese passwords, in pinyin, characters and digits. */
  common: ReadonlySet<string>;
  read: Reader;
  estimate(password: string, own: readonly string[]): Estimate;
};

/**
 * The estimate reads the first and the last 32 characters and keeps the better: each alone is a
 * lower bound of the whole. Its time grows with the cube of the length: 256 characters of `4@`
 * took 130 to 210 ms at 100 characters, under 7 ms at 40, and 32 that are hard to guess suffice.
 */
const WINDOW = 32;

const linesOf = (name: string): string[] =>
  readFileSync(new URL(`../../../content/passwords/${name}`, import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

let loading: Promise<Lists> | undefined;

/** The lists, loaded at the first call and kept. */
export function loadLists(): Promise<Lists> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Lists> {
  const [{ ZxcvbnFactory }, shared, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const ours = linesOf("pinyin.txt").map((line) => line.toLowerCase());
  const characters = linesOf("characters.txt");
  const leaked: readonly string[] = shared.dictionary["passwords-common"];
  // Family names and encyclopedia words are left out: 120,000 entries that change few verdicts.
  const zxcvbn = new ZxcvbnFactory({
    dictionary: {
      ...shared.dictionary,
      "commonWords-en": english.dictionary["commonWords-en"],
      "firstnames-en": english.dictionary["firstnames-en"],
      chinese: ours,
      syllables: characters.map((line) => line.split(" ")[0] ?? ""),
    },
    graphs: shared.adjacencyGraphs,
    maxLength: 2 * WINDOW,
    l33tMaxSubstitutions: 8,
  });
  return {
    leaked: new Set(leaked),
    common: new Set(ours.filter((word) => codePoints(word).length >= 3)),
    read: reader(characters),
    estimate: (password, own) => estimate(zxcvbn, password, own),
  };
}

function estimate(zxcvbn: ZxcvbnFactory, password: string, own: readonly string[]): Estimate {
  const points = codePoints(password);
  const windows =
    points.length <= WINDOW ? [points] : [points.slice(0, WINDOW), points.slice(-WINDOW)];
  const [first, ...more] = windows.map((window) => zxcvbn.check(window.join(""), [...own]));
  const best = more.reduce((a, b) => (b.guesses > a.guesses ? b : a), first!);
  return { guesses: best.guesses, parts: best.sequence.map(part) };
}

const part = (match: MatchExtended) => ({
  kind: match.pattern,
  text: match.token,
  ...("dictionaryName" in match ? { list: String(match.dictionaryName) } : {}),
  ...("matchedWord" in match ? { word: String(match.matchedWord) } : {}),
});
