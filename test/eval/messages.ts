/**
 * How well messages are judged, on data that is not part of this project: `sms.csv` (text, label, lang, source). Rows are
 * parted by a hash of their normalised text into one part for tuning and one for checking, printed apart.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkMessage } from "../../src/features/shield/message.ts";
import type { Prepared } from "../../src/features/shield/registry.ts";

export type Row = { text: string; label: string; lang: string; source: string };
export type Part = "tuning" | "checking";

/** Fields with quotes, commas and lines inside (RFC 4180). */
export function rowsOf(csv: string): Row[] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const [, quoted, plain, end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\r?\n|$)/g,
  )) {
    if (end === "" && quoted === undefined && plain === "" && line.length === 0) break;
    line.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end !== ",") {
      lines.push(line);
      line = [];
    }
  }
  const [head = [], ...body] = lines;
  const place = (name: string) => head.indexOf(name);
  const [text, label, lang, source] = ["text", "label", "lang", "source"].map(place);
  return body.map((cells) => ({
    text: cells[text ?? -1] ?? "",
    label: cells[label ?? -1] ?? "",
    lang: cells[lang ?? -1] ?? "",
    source: cells[source ?? -1] ?? "",
  }));
}

/** Texts that differ in their links and digits alone are on one side: they come from one template. */
export function partOf(text: string): Part {
  const same = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(
      /(https?\s*:?\s*\/\s*\/\s*)?[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^\s\u4e00-\u9fff，。]*)?/g,
      "u",
    )
    .replace(/\d+/g, "0")
    .replace(/\s+/g, " ")
    .trim();
  const last = createHash("sha1").update(same).digest("hex").at(-1) ?? "0";
  return Number.parseInt(last, 16) % 2 === 0 ? "tuning" : "checking";
}

const isFlagged = (prepared: Prepared, { text }: Row) =>
  ["suspicious", "malicious"].includes(checkMessage(prepared, text).verdict);

type Measure = { name: string; rows: (row: Row) => boolean };
const measures: Measure[] = [
  { name: "recall zh", rows: ({ label, lang }) => label === "smishing" && lang === "zh" },
  { name: "recall en", rows: ({ label, lang }) => label === "smishing" && lang === "en" },
  {
    name: "recall curated",
    rows: ({ label, source }) => label === "smishing" && /curated/.test(source),
  },
  {
    name: "recall people's labels (en)",
    rows: ({ label, source }) => label === "smishing" && /mendeley|labelled/.test(source),
  },
  { name: "false positives, ham", rows: ({ label }) => label === "ham" },
  { name: "false positives, ham zh", rows: ({ label, lang }) => label === "ham" && lang === "zh" },
  { name: "false positives, ham en", rows: ({ label, lang }) => label === "ham" && lang === "en" },
  {
    name: "false positives, codes and notices",
    rows: ({ label, source }) => label === "ham" && /curated|mudou/.test(source),
  },
  { name: "advertising flagged", rows: ({ label }) => label === "spam" },
];

/** Prints both parts (or one) and the speed. `misses`: how many of the wrong ones of the tuning part are shown. */
export function evaluateMessages(
  prepared: Prepared,
  folder: string,
  { parts = ["tuning", "checking"], misses = 0 }: { parts?: readonly Part[]; misses?: number } = {},
): string {
  const rows = rowsOf(readFileSync(join(folder, "sms.csv"), "utf8"));
  const out: string[] = [`messages: ${rows.length} rows`];
  const percent = (n: number, of: number) => (of === 0 ? "-" : `${((100 * n) / of).toFixed(2)} %`);
  for (const part of parts) {
    const here = rows.filter(({ text }) => partOf(text) === part);
    const flagged = new Map(here.map((row) => [row, isFlagged(prepared, row)]));
    out.push(`\n${part}: ${here.length}`);
    for (const { name, rows } of measures) {
      const those = here.filter(rows);
      const n = those.filter((row) => flagged.get(row)).length;
      out.push(
        `  ${name.padEnd(36)} ${percent(n, those.length).padStart(9)}  ${n} of ${those.length}`,
      );
    }
    if (part === "tuning" && misses > 0) {
      const wrong = (row: Row) =>
        (row.label === "smishing" && !flagged.get(row)) ||
        (row.label === "ham" && flagged.get(row));
      for (const row of here.filter(wrong).slice(0, misses))
        out.push(`  ${row.label} ${row.lang} ${row.source}: ${row.text.slice(0, 200)}`);
    }
  }
  const began = performance.now();
  for (const { text } of rows) checkMessage(prepared, text);
  const seconds = (performance.now() - began) / 1000;
  out.push(
    `\nspeed: ${Math.round(rows.length / seconds)} messages a second, one core, mean length ${Math.round(rows.reduce((n, { text }) => n + text.length, 0) / rows.length)}`,
  );
  return out.join("\n");
}
