/** Counts by two things, by day and kind for example: the darker the more, and each number is written in its square. */
import { level } from "./geometry.ts";
import { Plot, Point, Points } from "./points.tsx";

export type HeatRow = {
  id: string;
  name: string;
  /** One for each column; null: not measured. */
  cells: readonly { value: number | null; words: string; said: string }[];
};

const NAMES = 180;
const HEAD = 22;
const CELL = 30;
const MOST = 44;

export function HeatMap({
  columns,
  rows,
  label,
  hint,
  width = 860,
}: {
  /** Names over the columns; one may be empty where there is no place for all. */
  columns: readonly string[];
  rows: readonly HeatRow[];
  label: string;
  hint?: string;
  width?: number;
}) {
  const wide = Math.min(MOST, (width - NAMES) / Math.max(columns.length, 1));
  const most = Math.max(1, ...rows.flatMap(({ cells }) => cells.map(({ value }) => value ?? 0)));
  return (
    <Points
      count={rows.reduce((sum, { cells }) => sum + cells.length, 0)}
      label={label}
      {...(hint !== undefined && { hint })}
    >
      <Plot width={width} height={HEAD + rows.length * CELL}>
        {columns.map((name, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name than its place.
          <text key={n} className="axt" x={NAMES + (n + 0.5) * wide} y="14" textAnchor="middle">
            {name}
          </text>
        ))}
        {rows.map(({ id, name, cells }, at) => {
          const y = HEAD + at * CELL;
          return (
            <g key={id}>
              <text className="nm" x={NAMES - 12} y={y + 19} textAnchor="end">
                {name}
              </text>
              {cells.map(({ value, words, said }, n) => {
                const x = NAMES + n * wide;
                const heat = value === null ? "none" : level(value, most);
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a square has no other name than its place.
                  <Point key={n} n={at * columns.length + n} said={said}>
                    <rect
                      className={`heat h-${heat}`}
                      x={x + 1}
                      y={y + 1}
                      width={wide - 2}
                      height={CELL - 2}
                    />
                    <text
                      className={`hv h-${heat}`}
                      x={x + wide / 2}
                      y={y + 19}
                      textAnchor="middle"
                    >
                      {words}
                    </text>
                  </Point>
                );
              })}
            </g>
          );
        })}
      </Plot>
    </Points>
  );
}
