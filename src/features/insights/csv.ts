/** Figures as a file: RFC 4180, with the mark by which spreadsheets know UTF-8. Pure. */
import { answer } from "../../core/route.ts";

export type Cell = string | number | boolean | null;

/** A spreadsheet would take it for a formula. */
const FORMULA = /^\s*[=+\-@\t\r|%]/;

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly Cell[]) => `${cells.map(cell).join(",")}\r\n`;

/** Lines end with CR LF; a null is an empty cell; a text that begins as a formula does is marked as text. */
export const csvOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${line(columns)}${rows.map(line).join("")}`;

/** The answer of a route; `name`: of the file, without its ending. */
export const csvAnswer = (
  name: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
) =>
  answer({
    body: csvOf(columns, rows),
    type: "text/csv; charset=utf-8",
    headers: { "content-disposition": `attachment; filename="${name}.csv"` },
  });
