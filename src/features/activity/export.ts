/** The record as a file. Pure. */
export type Line = { at: string; kind: string; text: string };
type About = { intact: boolean; exportedAt: string };

/**
 * A cell as RFC 4180 wants it. One that a spreadsheet would take for a formula is marked as text: a device's
 * name is in these lines, and a device is named by whoever holds it.
 */
export const cell = (text: string) =>
  `"${(/^\s*[=+\-@\t\r|%]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

const row = (cells: readonly string[]) => `${cells.map(cell).join(",")}\r\n`;

export function page(format: "csv" | "json", lines: readonly Line[], about: About) {
  if (format === "json")
    return {
      type: "application/json; charset=utf-8",
      body: `${JSON.stringify({ ...about, entries: lines }, null, 1)}\n`,
    };
  const rows = lines.map(({ at, kind, text }) => row([at, kind, text]));
  // The mark by which spreadsheets know UTF-8.
  return {
    type: "text/csv; charset=utf-8",
    body: `\uFEFF${row(["at", "kind", "text"])}${rows.join("")}`,
  };
}
