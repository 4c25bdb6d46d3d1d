/**
 * The runbooks of docs/guide as a page, so that whoever is called at night has them where the alert is. They are
 * written in a few constructions only: sections, paragraphs, bold, code. Nothing else is drawn.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const files = { en: "runbooks.md", zh: "runbooks.zh.md" } as const;
export type RunbookLang = keyof typeof files;
const folder = join(import.meta.dirname, "../../docs/guide");

export const readRunbooks = (lang: RunbookLang): string =>
  readFileSync(join(folder, files[lang]), "utf8");

/** The alerts that have a runbook, in the order of the text. */
export const runbookIds = (text: string): string[] =>
  [...text.matchAll(/^## ([a-z-]+)$/gm)].map(([, id = ""]) => id);

const escaped = (text: string) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
const words = (text: string) =>
  escaped(text)
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<b>$1</b>");

const other = {
  en: '<p><a href="/docs/runbooks?lang=zh" lang="zh-CN">中文</a></p>',
  zh: '<p><a href="/docs/runbooks" lang="en">English</a></p>',
} as const;

/** HTML of the body; a section a runbook, each line of it a paragraph. */
export function drawRunbooks(text: string, lang: RunbookLang): string {
  const [head = "", ...sections] = text.split(/^## /m);
  const paragraphs = (lines: readonly string[]) =>
    lines
      .filter((line) => line.trim() !== "")
      .map((line) => `<p>${words(line)}</p>`)
      .join("\n");
  const [, ...lead] = head.split("\n");
  const drawn = sections.map((section) => {
    const [id = "", ...lines] = section.split("\n");
    return `<section id="${escaped(id)}">\n<h2>${escaped(id)}</h2>\n${paragraphs(lines)}\n</section>`;
  });
  return [other[lang], paragraphs(lead), ...drawn].join("\n");
}
