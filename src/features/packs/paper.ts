/**
 * Text on pages: PDF/A-2b by pdfkit, with every glyph embedded. Whatever people are called has to be readable, so
 * a character is taken from the first font that has it, and one that none has is written out as its number. Each
 * character is shaped once and then known: ten thousand rows take a second or two.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import { sfntOf } from "./woff.ts";

const file = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url)));

/** What of pdfkit's font we use beside its types: the glyphs of a text, as it would write them. */
type Font = {
  id: string;
  font: { hasGlyphForCodePoint(code: number): boolean };
  encode(text: string): [hex: string[], positions: { advanceWidth: number }[]];
  ref(): unknown;
};
type Doc = PDFKit.PDFDocument & {
  _font: Font;
  page: { fonts: Record<string, unknown> };
  addContent(operators: string): void;
};
/** `width` in thousandths of the size. */
type Glyph = { font: Font; hex: string; width: number };

export const A4 = { width: 595.28, height: 841.89, margin: 42 };
const BOTTOM = A4.height - 56;

/** Seen by nobody, or turning others around: shown as what they are. Presentation selectors show nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/u;
const SELECTOR = /[\uFE0E\uFE0F]/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}](?:[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Mn} ]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Mn}])?/gu;

export const written = (char: string) =>
  `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;

export type Paper = ReturnType<typeof newPaper>;
export type Column = { head: string; width: number };

export function newPaper({
  title,
  lang,
  at,
  foot,
}: {
  title: string;
  lang: string;
  at: Date;
  foot: string;
}) {
  const doc = new PDFDocument({
    ...{ size: "A4", margin: 0, autoFirstPage: false, lang, displayTitle: true },
    ...{ pdfVersion: "1.7", subset: "PDF/A-2b" },
    // Nothing of the moment or the machine: the same facts are the same bytes.
    info: {
      Title: title,
      CreationDate: at,
      Producer: "Rightful",
      Creator: "Rightful",
    },
  } as PDFKit.PDFDocumentOptions) as Doc;
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((done) => doc.on("end", done));
  doc.registerFont(
    "main",
    file("@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"),
  );
  doc.registerFont(
    "rare",
    sfntOf(file("@fontsource/unifontex/files/unifontex-latin-400-normal.woff")),
  );
  const fonts = ["main", "rare"].map((name) => {
    doc.font(name);
    return doc._font;
  });

  const known = new Map<string, Glyph[]>();
  const glyphsOf = (char: string): Glyph[] => {
    const before = known.get(char);
    if (before) return before;
    const code = char.codePointAt(0) ?? 0;
    const font = UNSEEN.test(char)
      ? undefined
      : fonts.find((each) => each.font.hasGlyphForCodePoint(code));
    const glyphs = font ? [shape(font, char)] : Array.from(written(char)).flatMap(glyphsOf);
    known.set(char, glyphs);
    return glyphs;
  };
  const shape = (font: Font, char: string): Glyph => {
    const [hex, positions] = font.encode(char);
    const width = positions.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0);
    return { font, hex: hex.join(""), width };
  };
  const widthOf = (char: string) => glyphsOf(char).reduce((sum, { width }) => sum + width, 0);

  /** Lines of a text that fit; broken at a space where there is one, else anywhere. */
  const wrap = (text: string, size: number, width: number): string[] => {
    const most = (width / size) * 1000;
    return clean(text)
      .split("\n")
      .flatMap((paragraph) => wrapOne(paragraph, most));
  };
  const wrapOne = (paragraph: string, most: number): string[] => {
    const lines: string[] = [];
    let [line, wide, space] = ["", 0, -1];
    for (const char of paragraph) {
      const own = widthOf(char);
      if (wide + own > most && line !== "") {
        const isBroken = space > line.length / 2;
        const rest = isBroken ? line.slice(space + 1) : "";
        lines.push(isBroken ? line.slice(0, space) : line);
        line = rest;
        wide = Array.from(rest).reduce((sum, each) => sum + widthOf(each), 0);
        space = -1;
      }
      if (char === " ") space = line.length;
      line += char;
      wide += own;
    }
    return [...lines, line];
  };

  let pages = 0;
  let y = 0;
  const put = (text: string, x: number, top: number, size: number) => {
    let operators = `BT 1 0 0 -1 ${x.toFixed(2)} ${(top + size).toFixed(2)} Tm`;
    let font: Font | null = null;
    let hex = "";
    const flush = () => {
      if (hex !== "") operators += ` <${hex}> Tj`;
      hex = "";
    };
    // Letters that go from right to left stand in the order in which they are read.
    const seen = text.replace(RIGHT_TO_LEFT, (run) => Array.from(run).reverse().join(""));
    for (const char of seen)
      for (const glyph of glyphsOf(char)) {
        if (glyph.font !== font) {
          flush();
          font = glyph.font;
          doc.page.fonts[font.id] ??= font.ref();
          operators += ` /${font.id} ${size} Tf`;
        }
        hex += glyph.hex;
      }
    flush();
    doc.addContent(`${operators} ET`);
  };
  const line = (top: number, gray: number) =>
    doc.addContent(
      `q ${gray} G 0.5 w ${A4.margin} ${top.toFixed(2)} m ${A4.width - A4.margin} ${top.toFixed(2)} l S Q`,
    );
  const turn = () => {
    doc.addPage();
    pages++;
    y = A4.margin;
    put(`${foot}  ·  ${pages}`, A4.margin, A4.height - 36, 8);
  };
  const need = (height: number) => {
    if (pages === 0 || y + height > BOTTOM) turn();
  };
  const inner = A4.width - 2 * A4.margin;

  const text = (words: string, size = 10, indent = 0) => {
    for (const each of wrap(words, size, inner - indent)) {
      need(size * 1.5);
      put(each, A4.margin + indent, y, size);
      y += size * 1.5;
    }
  };
  const heading = (words: string) => {
    need(70);
    y += 14;
    text(words, 14);
    line(y + 1, 0.4);
    y += 8;
  };
  /** A name and what belongs to it, side by side. */
  const field = (name: string, value: string) => {
    const [left, right] = [wrap(name, 10, 150), wrap(value, 10, inner - 165)];
    for (let at = 0; at < Math.max(left.length, right.length); at++) {
      need(15);
      put(left[at] ?? "", A4.margin, y, 10);
      put(right[at] ?? "", A4.margin + 165, y, 10);
      y += 15;
    }
    y += 3;
  };
  const table = (columns: readonly Column[], rows: readonly (readonly string[])[], size = 8) => {
    const high = size * 1.4;
    const at = columns.map((_, index) =>
      columns.slice(0, index).reduce((sum, { width }) => sum + width * inner, A4.margin),
    );
    const row = (cells: readonly string[]) => {
      const lines = cells.map((each, index) =>
        wrap(each, size, (columns[index]?.width ?? 0) * inner - 6),
      );
      // A cell of more than a page goes on over the next ones.
      for (let from = 0, most = Math.max(...lines.map(({ length }) => length)); from < most; ) {
        if (pages === 0 || y + high + 4 > BOTTOM) begin();
        const fit = Math.max(1, Math.floor((BOTTOM - y - 4) / high));
        const some = Math.min(fit, most - from);
        if (from === 0 && some < most && most < 30 && y > 200) {
          begin();
          continue;
        }
        lines.forEach((each, index) => {
          each.slice(from, from + some).forEach((words, down) => {
            if (words !== "") put(words, at[index] ?? 0, y + down * high, size);
          });
        });
        y += some * high + 3;
        from += some;
      }
      line(y - 1, 0.85);
    };
    const begin = () => {
      turn();
      head();
    };
    const head = () => {
      for (const [index, { head }] of columns.entries()) put(head, at[index] ?? 0, y, size);
      y += high + 2;
      line(y, 0.4);
      y += 3;
    };
    need(high * 4);
    head();
    for (const cells of rows) row(cells);
    y += 6;
  };
  const gap = (height = 8) => {
    y += height;
  };
  const end = async (): Promise<Buffer> => {
    doc.end();
    await ended;
    return Buffer.concat(chunks);
  };
  return { text, heading, field, table, gap, end };
}

const clean = (text: string) =>
  text.normalize("NFC").replace(SELECTORS, "").replaceAll("\t", "    ").replace(/\r\n?/g, "\n");
const SELECTORS = new RegExp(SELECTOR.source, "gu");
