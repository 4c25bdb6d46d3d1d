/** Horizontal bars from nothing; of a funnel too, with what was lost under each step. */
import { type ReactNode, useId } from "react";
import { barAxis } from "./geometry.ts";
import { type Fill, fillUrl, Patterns } from "./patterns.tsx";
import { Plot, Point, Points } from "./points.tsx";

export type BarRow = {
  id: string;
  name: string;
  /** Null: it is not measured, which is hatched and not nothing. */
  value: number | null;
  /** As written behind the bar, and as spoken. */
  words: string;
  said: string;
  /** Of the period before: an outline in the same row. */
  before?: number;
  /** Under the name, in smaller letters. */
  note?: string;
  fill?: Fill;
};

const ROW = 44;
const BAR = 18;
const NAMES = 190;
const WORDS = 130;

export function Bars({
  rows,
  label,
  hint,
  most,
  beforeName,
  aside,
  width = 640,
}: {
  rows: readonly BarRow[];
  label: string;
  hint?: string;
  /** The longest that a bar can be; without: the longest there is. */
  most?: number;
  /** What the outlines are, where there are some. */
  beforeName?: string;
  /** Stands behind each row, by its id: a link for example. */
  aside?: (id: string) => ReactNode;
  width?: number;
}) {
  const id = useId();
  const space = width - NAMES - WORDS;
  const all = rows.flatMap(({ value, before }) => [value ?? 0, before ?? 0]);
  const axis = barAxis(all, space, most);
  return (
    <>
      <div className="bars">
        <Points count={rows.length} label={label} {...(hint !== undefined && { hint })}>
          <Plot width={width} height={rows.length * ROW}>
            <Patterns id={id} />
            <path className="ax" d={`M${NAMES} 0V${rows.length * ROW}`} />
            {rows.map((row, n) => (
              <Point key={row.id} n={n} said={row.said}>
                <rect className="hit" x="0" y={n * ROW} width={width} height={ROW} />
                <Bar row={row} y={n * ROW + (ROW - BAR) / 2} {...{ id, axis, space }} />
              </Point>
            ))}
          </Plot>
        </Points>
        {aside ? (
          <ul className="asides">
            {rows.map((row) => (
              <li key={row.id} style={{ height: ROW }}>
                {aside(row.id)}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {beforeName ? (
        <div className="legend">
          <span>
            <svg width="16" height="12" aria-hidden="true">
              <rect className="was" x="1" y="1" width="14" height="10" />
            </svg>
            {beforeName}
          </span>
        </div>
      ) : null}
    </>
  );
}

type BarProps = {
  row: BarRow;
  y: number;
  id: string;
  axis: ReturnType<typeof barAxis>;
  space: number;
};

function Bar({ row: { name, value, words, before, note, fill }, y, id, axis, space }: BarProps) {
  const length = value === null ? space : axis.at(value);
  const was = before === undefined ? 0 : axis.at(before);
  return (
    <>
      <text className="nm" x={NAMES - 12} y={y + (note ? 7 : 13)} textAnchor="end">
        {name}
      </text>
      {note ? (
        <text className="axt" x={NAMES - 12} y={y + 22} textAnchor="end">
          {note}
        </text>
      ) : null}
      {before === undefined ? null : (
        <rect className="was" x={NAMES} y={y - 5} width={was} height={BAR + 10} />
      )}
      <rect
        className={value === null ? "gap" : "bar-edge"}
        x={NAMES}
        y={y}
        width={length}
        height={BAR}
        fill={fillUrl(id, value === null ? "gap" : (fill ?? "solid"))}
      />
      <text className="nm" x={NAMES + Math.max(length, was) + 10} y={y + 13}>
        {words}
      </text>
    </>
  );
}
