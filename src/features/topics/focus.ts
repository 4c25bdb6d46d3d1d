/**
 * The main focus of a topic: the phrases of this window's headlines that it uses and the other topics do not (class
 * TF-IDF), at most three in a language. A feed is hostile text and a case is somebody's trouble: no digits, no links, no
 * names of persons, and of our own cases only what five different ones hold. Without a native module: Chinese in pieces
 * of the words that the runtime's own dictionary sees, English by words and light stems.
 */
import {
  breaksZh,
  firstNames,
  stopsEn,
  stopsOf,
  stopsZh,
  surnamesZh,
  titlesZh,
} from "./focus-words.ts";
import { SUBJECTS_MIN } from "./table.ts";

export type Title = {
  title: string;
  /** Titles of one story say one thing. */
  story: string;
  /** From our own cases. */
  isOwn?: boolean;
};
export type Phrases = { en: string[]; zh: string[] };
export type Focus = Phrases & { isDefault: { en: boolean; zh: boolean } };

export const PHRASES_MAX = 3;
/** With fewer titles the phrases of the taxonomy are shown, marked. */
export const TITLES_MIN = 20;
/** In one language, and stories that hold a phrase. */
const OF_LANGUAGE_MIN = 8;
const HOLD_MIN = 3;
/** One English word alone is often a verb: it has to be met more often. */
const WORD_HOLD_MIN = 5;
const LONGEST = 200;
const WORDS_MAX = 4;

type Lang = "en" | "zh";
type Found = { surfaces: Map<string, number>; stories: Set<string>; cases: Set<string> };
/** key of a phrase -> where it was found. */
type Index = Record<Lang, Map<string, Found>>;
export type Read = { index: Index; stories: Record<Lang, Set<string>>; titles: number };

/** Markup, addresses, names of accounts. */
const marks =
  /<[^<>]{0,200}>|\b(?:https?:\/\/|www\.)\S*|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+(?:\/\S*)?|[@#]\w+/giu;
const words = new Intl.Segmenter("zh", { granularity: "word" });
const isHan = (text: string) => /^\p{Script=Han}+$/u.test(text);

/** Reads one topic's titles; `scoresOf` compares several. Linear in what is read, which is bounded. */
export function readTitles(titles: readonly Title[]): Read {
  const read: Read = {
    index: { en: new Map(), zh: new Map() },
    stories: { en: new Set(), zh: new Set() },
    titles: titles.length,
  };
  for (const given of titles) {
    const text = given.title.slice(0, LONGEST).normalize("NFKC").replace(marks, " | ");
    for (const lang of ["zh", "en"] as const) {
      const phrases = lang === "zh" ? phrasesZh(text) : phrasesEn(text);
      if (phrases.size === 0) continue;
      if (!given.isOwn) read.stories[lang].add(given.story);
      for (const [key, surface] of phrases) note(read.index[lang], key, surface, given);
    }
  }
  return read;
}

function note(index: Map<string, Found>, key: string, surface: string, given: Title) {
  const found = index.get(key) ?? { surfaces: new Map(), stories: new Set(), cases: new Set() };
  (given.isOwn ? found.cases : found.stories).add(given.story);
  found.surfaces.set(surface, (found.surfaces.get(surface) ?? 0) + 1);
  index.set(key, found);
}

/** How many hold it, as far as it may be said: what fewer than five of our cases hold, none holds. */
const held = ({ stories, cases }: Found) =>
  stories.size + (cases.size >= SUBJECTS_MIN ? cases.size : 0);

/** Pieces of 2 to 8 signs: runs of up to four words, none of which ends a phrase or is part of a name. */
function phrasesZh(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let run: string[] = [];
  const end = () => {
    for (let from = 0; from < run.length; from++)
      for (let to = from + 1; to <= Math.min(run.length, from + WORDS_MAX); to++) {
        const phrase = run.slice(from, to).join("");
        if (phrase.length < 2 || phrase.length > 8) continue;
        if (!titlesZh.test(phrase) && !stopsZh.has(phrase)) found.set(phrase, phrase);
      }
    run = [];
  };
  let ofName = 0;
  for (const { segment } of words.segment(text)) {
    // A surname standing alone, and the single signs behind it: so a dictionary sees a name that it does not know.
    if (surnamesZh.has(segment)) ofName = 3;
    const isName = ofName > 0 && segment.length === 1;
    ofName = isName ? ofName - 1 : 0;
    if (isName || !isHan(segment) || breaksZh.has(segment) || stopsZh.has(segment)) end();
    else run.push(segment);
  }
  end();
  return found;
}

const STEMS = /(?:ies|es|s|ing|ed)$/;
/** Light: plurals and the commonest endings, so that "refunds" and "refund" are one. */
export const stem = (word: string) => {
  if (word.length < 5) return word.replace(/(?<=[a-z]{3})s$/, "");
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(word)) return word;
  const bare = word.replace(STEMS, "");
  return bare.length >= 3 ? bare.replace(/([b-df-hj-np-tv-z])\1$/, "$1").replace(/e$/, "") : word;
};

function phrasesEn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let run: string[] = [];
  const end = () => {
    for (let from = 0; from < run.length; from++)
      for (let to = from + 1; to <= Math.min(run.length, from + 3); to++) {
        const piece = run.slice(from, to);
        const plain = piece.map((word) => word.toLowerCase().replace(/'s$/, ""));
        const surface = piece
          .map((word, n) => (/^[A-Z]{2,}$/.test(word) ? word : (plain[n] ?? "")))
          .join(" ");
        if (surface.length >= 3) found.set(plain.map(stem).join(" "), surface);
      }
    run = [];
  };
  let ofName = false;
  for (const [token] of text.matchAll(/[\p{L}\d][\p{L}\d'’-]*|[^\s]/gu)) {
    const word = token.replaceAll("’", "'").replace(/^['-]+|['-]+$/g, "");
    const plain = word.toLowerCase().replaceAll("'", "");
    // A first name, and the capital word behind it.
    const isName: boolean = /^[A-Z]/.test(word) && (ofName || firstNames.has(plain));
    ofName = isName && firstNames.has(plain);
    if (isName || !/^[a-z][a-z'-]*$/i.test(word) || stopsEn.has(plain) || word.length < 3) end();
    else run.push(word);
  }
  end();
  return found;
}

/** Everything of several topics together: how many stories hold a phrase, and how many a topic has on average. */
export type Background = Record<Lang, { holds: Map<string, number>; average: number }>;

export function backgroundOf(topics: readonly Read[]): Background {
  const of = (lang: Lang) => {
    const holds = new Map<string, number>();
    let all = 0;
    for (const { index, stories } of topics) {
      all += stories[lang].size;
      for (const [key, found] of index[lang]) holds.set(key, (holds.get(key) ?? 0) + held(found));
    }
    return { holds, average: all / Math.max(topics.length, 1) };
  };
  return { en: of("en"), zh: of("zh") };
}

type Candidate = { key: string; surface: string; holds: number; score: number };

/** At most three phrases of a topic, the most telling first. */
export function focusOf(
  topic: string,
  read: Read,
  background: Background,
  otherwise: Phrases,
): Focus {
  const phrases = (lang: Lang) => {
    if (read.titles < TITLES_MIN || read.stories[lang].size < OF_LANGUAGE_MIN) return [];
    return telling(topic, read, background, lang);
  };
  const [en, zh] = [phrases("en"), phrases("zh")];
  const isDefault = { en: en.length === 0, zh: zh.length === 0 };
  return {
    en: isDefault.en ? otherwise.en.slice(0, PHRASES_MAX) : en,
    zh: isDefault.zh ? otherwise.zh.slice(0, PHRASES_MAX) : zh,
    isDefault,
  };
}

function telling(topic: string, read: Read, background: Background, lang: Lang): string[] {
  const { holds: everywhere, average } = background[lang];
  const stops = new Set((stopsOf[topic] ?? []).map((word) => keyOf(word, lang)));
  const candidates: Candidate[] = [];
  for (const [key, found] of read.index[lang]) {
    const holds = held(found);
    const least = lang === "en" && !key.includes(" ") ? WORD_HOLD_MIN : HOLD_MIN;
    if (holds < least || stops.has(key)) continue;
    const rarity = Math.log(1 + average / (everywhere.get(key) ?? holds));
    const surface = mostUsed(found.surfaces);
    candidates.push({ key, surface, holds, score: holds * rarity * weightOf(key, lang) });
  }
  candidates.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  return merged(candidates, lang).map(({ surface }) => surface);
}

/** Longer says more, up to a point: "电诈园区" more than "园区", "direct debit" more than "debit". */
const weightOf = (key: string, lang: Lang) =>
  lang === "zh" ? Math.min(key.length, 5) : Math.min(2 * key.split(" ").length, 5);

const keyOf = (word: string, lang: Lang) =>
  lang === "zh" ? word : word.split(" ").map(stem).join(" ");

const within = (part: string, whole: string, lang: Lang) =>
  lang === "zh" ? whole.includes(part) : ` ${whole} `.includes(` ${part} `);

/** A phrase within another is the same thing: the longer one is said where most that hold the shorter hold it too. */
function merged(candidates: readonly Candidate[], lang: Lang): Candidate[] {
  const chosen: Candidate[] = [];
  for (const next of candidates) {
    const same = chosen.findIndex(
      ({ key }) =>
        within(next.key, key, lang) || within(key, next.key, lang) || overlaps(key, next.key, lang),
    );
    const before = chosen[same];
    if (!before) {
      if (chosen.length < PHRASES_MAX) chosen.push(next);
    } else if (within(before.key, next.key, lang) && next.holds >= 0.6 * before.holds)
      chosen[same] = next;
  }
  return chosen;
}

/** Pieces of one longer phrase: "电诈园" and "诈园区". */
function overlaps(a: string, b: string, lang: Lang): boolean {
  if (lang === "en") return a.split(" ").some((word) => b.split(" ").includes(word));
  const ends = (left: string, right: string) => {
    for (let size = Math.min(left.length, right.length) - 1; size >= 2; size--)
      if (left.endsWith(right.slice(0, size))) return true;
    return false;
  };
  return ends(a, b) || ends(b, a);
}

const mostUsed = (surfaces: ReadonlyMap<string, number>) =>
  [...surfaces].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? "";
