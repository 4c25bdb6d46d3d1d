/** What the page of hot topics works out by itself: shares of bars, and the file of its table. */
import type { Row, Table } from "./topics-api.ts";

export const windows = [1, 3, 7, 10, 30] as const;

/** Heights of bars in a picture so many units high; the highest fills it, nothing is a line of one unit. */
export function barsOf(daily: readonly number[], height: number): number[] {
  const most = Math.max(1, ...daily);
  return daily.map((n) => Math.max(1, Math.round((n / most) * height)));
}

/** RFC 4180. A cell that a spreadsheet would read as a formula is made text. */
const cell = (value: string | number) => {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The table as it is shown, with whole numbers; a byte order mark, so that spreadsheets read Chinese. */
export function csvOf(
  { rows }: Pick<Table, "rows">,
  lang: "en" | "zh",
  heads: readonly string[],
  trend: (row: Row) => string,
): string {
  const lines = rows.map((row) => [
    ...[row.rank, row.name[lang], row.discussions, row.items, row.stories, row.own],
    ...[trend(row), row.change ?? "", row.focus[lang].join("; ")],
    row.guide?.title[lang] ?? "",
  ]);
  return `\uFEFF${[heads, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}
