/** The page of figures, written from the figures themselves; `test/tidy.test.ts` compares the two. */
import type { Result, Row } from "./bench.ts";

export type Machine = { cores: number; cpu: string; memoryGb: number; system: string };
/** `date`: when it was measured, YYYY-MM-DD. */
export type Measured = Result & { name: string; title: string; seconds: number; date: string };
export type Measurements = {
  /** Of the latest of them. */
  date: string;
  quick: boolean;
  machine: Machine;
  versions: Record<string, string>;
  benches: Measured[];
};

const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const spread = ({ min, max, unit, rounds }: Row) =>
  rounds === 1 ? "once" : `${min} to ${max} ${unit} (${rounds})`;

const cellsOf = (row: Row) => [
  row.name,
  `${row.median} ${row.unit}`.trim(),
  spread(row),
  row.ratio === undefined ? "" : `${row.ratio} × ${row.ratioTo ?? ""}`.trim(),
  row.goal ?? "",
  row.holds === undefined ? "" : row.holds ? "yes" : "**no**",
];

const HEADINGS = ["", "median", "spread (rounds)", "ratio", "goal", "holds"];

export const machineWords = ({ cores, cpu, memoryGb, system }: Machine) =>
  `${cores} cores of an ${cpu}, ${memoryGb} GB, ${system}`;

export const missed = ({ benches }: Pick<Measurements, "benches">) =>
  benches.flatMap(({ name, rows }) =>
    rows.filter(({ holds }) => holds === false).map((row) => ({ bench: name, row })),
  );

/**
 * What is measured anew takes the place of what was measured before; the rest stays, with its day, unless it is of
 * another machine: figures of two machines are not to stand beside each other. In the order of `names`.
 */
export function keptWith(before: Measurements, now: Measurements, names: readonly string[]) {
  const isSame = machineWords(before.machine) === machineWords(now.machine);
  const older = isSame ? before : { benches: [], versions: {} };
  const fresh = new Set(now.benches.map(({ name }) => name));
  const benches = [...older.benches.filter(({ name }) => !fresh.has(name)), ...now.benches];
  return {
    ...now,
    date:
      benches
        .map(({ date }) => date)
        .sort()
        .at(-1) ?? now.date,
    versions: { ...older.versions, ...now.versions },
    benches: benches.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name)),
  };
}

/** docs/reference/measurements.md. */
export function measurementsPage(all: Measurements): string {
  const lost = missed(all);
  const verdict =
    lost.length === 0
      ? "Every goal is met."
      : `Missed:\n\n${lost.map(({ bench, row }) => `- ${bench}: ${row.name}: ${row.median} ${row.unit}, wanted ${row.goal}`).join("\n")}`;
  const parts = all.benches.map(({ name, title, rows, notes, seconds, date }) =>
    [
      `## ${title}`,
      `\`npm run bench -- ${name}\`, ${Math.round(seconds)} s, ${date}.`,
      [
        line(HEADINGS),
        line(HEADINGS.map(() => "---")),
        ...rows.map((row) => line(cellsOf(row))),
      ].join("\n"),
      notes.map((note) => `- ${note}`).join("\n"),
    ]
      .filter(Boolean)
      .join("\n\n"),
  );
  const versions = Object.entries(all.versions).map(([what, version]) => `${what} ${version}`);
  return `# Measurements

Printed by \`npm run bench\`, never written by hand; [the figures as JSON](measurements.json). Each figure stands beside its limit or its
peer, measured in the same run and in turns with it, because machines differ: medians and ratios are what to compare. The database has the
settings of the product's own: what is committed is on the disk.

Measured until ${all.date}: ${machineWords(all.machine)}. ${versions.join(", ")}.

${verdict}

${parts.join("\n\n")}
`;
}

/** The same for a terminal. */
export function printed({ title, rows, notes }: Result & { title: string }): string {
  const table = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...table.map((cells) => (cells[column] ?? "").length)),
  );
  const lines = table.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
  return [title, ...lines, ...notes.map((note) => `  ${note}`)].join("\n");
}
