/** The articles of this installation: files of `content/guides`, read once, when first asked for. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Guide, type Lang, langs, readWritten } from "./rules.ts";
import { indexOf } from "./search.ts";

const FOLDER = fileURLToPath(new URL("../../../content/guides", import.meta.url));

export type Shelf = ReadonlyMap<string, Guide>;

/** Reads a folder of `<slug>.<lang>.md`; an article without its other language is refused. */
export function readShelf(folder: string): Shelf {
  const found = new Map<string, Partial<Guide>>();
  for (const file of readdirSync(folder).sort()) {
    const [, slug = "", lang = ""] = /^([a-z-]+)\.(en|zh)\.md$/.exec(file) ?? [];
    const written = readWritten(file, readFileSync(join(folder, file), "utf8"));
    if (written.slug !== slug) throw new Error(`${file}: its slug is ${written.slug}.`);
    found.set(slug, { ...found.get(slug), [lang as Lang]: written });
  }
  for (const [slug, guide] of found)
    for (const lang of langs)
      if (!guide[lang]) throw new Error(`The guide ${slug} is not written in ${lang}.`);
  return found as Map<string, Guide>;
}

let shelf: Shelf | undefined;
export const guides = (): Shelf => {
  shelf ??= readShelf(FOLDER);
  return shelf;
};

let index: ReturnType<typeof indexOf> | undefined;
/** Both languages of an article are one entry: who asks in Chinese on an English page finds it as well. */
export const guideIndex = () => {
  index ??= indexOf(
    [...guides()].map(([id, { en, zh }]) => ({
      id,
      title: `${en.title} ${zh.title}`,
      summary: `${en.summary} ${zh.summary}`,
      words: `${en.words} ${zh.words}`,
      text: `${en.text} ${zh.text}`.replace(/\]\([^)]*\)|\{[^}]*\}/g, " "),
    })),
  );
  return index;
};
