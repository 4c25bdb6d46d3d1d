/**
 * Guides: help-centre articles, tied to topics and situations. A thief would like an article to carry his
 * number, his link or a step that opens an account; so articles lie in the repository, their links lead into
 * this portal or to a telephone, no markup of theirs reaches a page, and what they promise in numbers is read
 * from the policy in force.
 */
import { problem } from "../../core/problem.ts";

export const langs = ["en", "zh"] as const;
export type Lang = (typeof langs)[number];

/** One article in one language, as its file has it. */
export type Written = {
  slug: string;
  title: string;
  summary: string;
  /** The situation of a recovery that it is about; null: none of them. */
  situation: string | null;
  topics: readonly string[];
  /** `YYYY-MM-DD`: when somebody last held it against what the product does. */
  checkedOn: string;
  related: readonly string[];
  /** What people call it; searched, never shown. */
  words: string;
  /** Markdown. Holes `{path.to.a.number}` are filled from the policy. */
  text: string;
};
export type Guide = Record<Lang, Written>;

export const NoGuide = problem("no-guide", 404, "There is no such guide.");

const FIELDS = ["slug", "title", "summary", "situation", "topics", "checked", "related", "words"];
const listOf = (text: string) => text.split(/[,\s]+/).filter(Boolean);

/** Reads one file; throws with the file's name when it is not an article. */
export function readWritten(file: string, content: string): Written {
  const [, head = "", text = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]+)$/.exec(content) ?? [];
  const fields = new Map<string, string>();
  for (const line of head.split("\n")) {
    const [, name = "", value = ""] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (!FIELDS.includes(name)) throw new Error(`${file}: "${line}" is no field of a guide.`);
    fields.set(name, value.trim());
  }
  const of = (name: string, pattern = /./) => {
    const value = fields.get(name) ?? "";
    if (!pattern.test(value)) throw new Error(`${file}: its ${name} is missing or wrong.`);
    return value;
  };
  return {
    slug: of("slug", /^[a-z][a-z-]{1,38}[a-z]$/),
    title: of("title"),
    summary: of("summary"),
    situation: fields.get("situation") || null,
    topics: listOf(of("topics", /^[a-z_, ]+$/)),
    checkedOn: of("checked", /^\d{4}-\d\d-\d\d$/),
    related: listOf(of("related", /^[a-z, -]*$/)),
    words: fields.get("words") ?? "",
    text,
  };
}

/** Fills `{money.L24.hours}` and the like; a hole that nothing fills is a mistake in the article. */
export const fill = (text: string, facts: unknown): string =>
  text.replace(/\{([\w.-]+)\}/g, (hole, path: string) => {
    let at: unknown = facts;
    for (const name of path.split(".")) at = (at as Record<string, unknown> | undefined)?.[name];
    if (typeof at !== "number" && typeof at !== "string")
      throw new Error(`A guide asks for ${hole}, which is nothing here.`);
    return String(at);
  });

const WORDS_A_MINUTE = 200;
const LETTERS_A_MINUTE = 350;

/** How long an article is: words of English, characters of Chinese. */
export const lengthOf = (lang: Lang, text: string): number => {
  const plain = text.replace(/\]\([^)]*\)/g, "]");
  const han = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = plain.match(/[\p{Script=Latin}\d][\p{Script=Latin}\d’'-]*/gu)?.length ?? 0;
  return lang === "zh" ? han + words : words;
};

export const minutesOf = (lang: Lang, text: string): number =>
  Math.max(
    1,
    Math.round(lengthOf(lang, text) / (lang === "zh" ? LETTERS_A_MINUTE : WORDS_A_MINUTE)),
  );
