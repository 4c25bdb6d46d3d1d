/** Rows of a CSV file with a header (RFC 4180), and the part that each belongs to. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export function rowsOf(file: string): Record<string, string>[] {
  const text = readFileSync(file, "utf8");
  const table: string[][] = [[]];
  for (const [, quoted, bare = "", end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    table.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ",") table.push([]);
  }
  const [head = [], ...rows] = table;
  return rows
    .filter((cells) => cells.length === head.length)
    .map((cells) => Object.fromEntries(head.map((name, n) => [name, cells[n] ?? ""])));
}

/** By the last hexadecimal digit of SHA-1: even is for tuning, odd for checking. */
export const partOf = (key: string): "tuning" | "checking" =>
  Number.parseInt(createHash("sha1").update(key).digest("hex").slice(-1), 16) % 2 === 0
    ? "tuning"
    : "checking";

export const percent = (part: number, whole: number) =>
  whole === 0 ? "-" : `${((100 * part) / whole).toFixed(2)} %`;

/** A table whose columns are as wide as they have to be. */
export function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0)))
      .join("  "),
  );
}
