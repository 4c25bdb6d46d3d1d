/** The document around what was drawn, and the built files that it names. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Visitor } from "./visitor.ts";

export type Rendered = {
  status: number;
  title: string;
  body: string;
  redirect?: string;
  /** The page for machines (JSON-LD), where it says something to them. */
  data?: object;
  /** Of a page whose scripts come when it is opened: their folder. */
  later?: string | null;
};

type Part = { script: string; styles: string[] };
export type Shell = Part & {
  files: string[];
  /** The scripts of a page with its words: fetched side by side, as one alone tells only then what it imports. */
  ahead(lang: string, later?: string | null): string[];
  /** The help: its own small script beside the portal's style, and the worker that keeps its copies. */
  help: Part & { worker: string };
};

export function readShell(folder: string): Shell {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const entry = manifest["portal/client.tsx"];
  const help = manifest["portal/help/client.ts"];
  const assets = readdirSync(join(folder, "assets")).filter((name) => !/\.(br|gz)$/.test(name));
  return {
    files: ["icon.svg", ...assets.map((name) => `assets/${name}`)],
    script: entry.file,
    styles: entry.css,
    ahead(lang, later) {
      const keys = ["portal/client.tsx", `portal/locales/${lang}.po`];
      if (later) keys.push(`portal/${later}/pages.ts`, `portal/${later}/${lang}.po`);
      return importsOf(manifest, keys).filter((file) => file !== entry.file);
    },
    help: {
      script: help.file,
      styles: [...entry.css, ...help.css],
      worker: manifest["portal/help/worker.ts"].file,
    },
  };
}

type Manifest = Record<string, { file: string; imports?: string[]; css?: string[] }>;

function importsOf(manifest: Manifest, keys: readonly string[]): string[] {
  const found = new Set<string>();
  const add = (key: string) => {
    const built = manifest[key];
    if (!built || found.has(built.file)) return;
    found.add(built.file);
    for (const each of built.imports ?? []) add(each);
  };
  for (const key of keys) add(key);
  return [...found];
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** A data block, not a script: nothing of it can run, whatever it holds. */
const block = (type: string, id: string, data: object) =>
  `<script type="${type}"${id && ` id="${id}"`}>${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`;

type Around = {
  visitor: Pick<Visitor, "lang" | "large">;
  part: Part;
  /** Scripts that are fetched beside the first one. */
  ahead?: readonly string[];
  /** What the browser starts from; none where no script takes the page over. */
  start?: object;
  className?: string;
};

export function document(
  drawn: Rendered,
  { visitor, part, ahead = [], start, className }: Around,
): string {
  const { lang, large } = visitor;
  const classes = [className, large && "large"].filter(Boolean).join(" ");
  const head = [
    `<title>${escaped(drawn.title)}</title>`,
    '<link rel="icon" href="/icon.svg" type="image/svg+xml">',
    ...part.styles.map((style) => `<link rel="stylesheet" href="/${style}">`),
    ...ahead.map((file) => `<link rel="modulepreload" href="/${file}">`),
    `<script type="module" src="/${part.script}"></script>`,
    ...(drawn.data ? [block("application/ld+json", "", drawn.data)] : []),
  ];
  return `<!doctype html>
<html lang="${lang === "zh" ? "zh-CN" : "en"}"${classes ? ` class="${classes}"` : ""}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
${head.join("\n")}
</head>
<body>
<div id="app">${drawn.body}</div>
<div id="polite" class="vh" aria-live="polite"></div>
<div id="assertive" class="vh" aria-live="assertive"></div>
${start ? block("application/json", "state", start) : ""}
</body>
</html>
`;
}
