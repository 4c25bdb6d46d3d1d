/** Horizontal bars from nothing; of a funnel too, with what was lost under each step. */
import { type ReactNode, useId } from "react";
import { barAxis } from "./geometry.ts";
import { NARROW, useNarrow } from "./narrow.ts";
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
  width: wide = 640,
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
  const isNarrow = useNarrow();
  const { names, words, width } = isNarrow ? NARROW : { names: NAMES, words: WORDS, width: wide };
  const space = width - names - words;
  const all = rows.flatMap(({ value, before }) => [value ?? 0, before ?? 0]);
  const axis = barAxis(all, space, most);
  return (
    <>
      <div className="bars">
        <div>
          <Points count={rows.length} label={label} {...(hint !== undefined && { hint })}>
            <Plot width={width} height={rows.length * ROW}>
              <Patterns id={id} />
              <path className="ax" d={`M${names} 0V${rows.length * ROW}`} />
              {rows.map((row, n) => (
                <Point key={row.id} n={n} said={row.said}>
                  <rect className="hit" x="0" y={n * ROW} width={width} height={ROW} />
                  <Bar
                    row={row}
                    y={n * ROW + (ROW - BAR) / (isNarrow ? 1.2 : 2)}
                    {...{ id, axis, space, names }}
                  />
                </Point>
              ))}
            </Plot>
          </Points>
        </div>
        {aside ? (
          <ul className="asides">
            {rows.map((row) => {
              const told = aside(row.id);
              return (
                <li key={row.id} style={isNarrow ? {} : { height: ROW }}>
                  {told ? <span className="of">{row.name}</span> : null}
                  {told}
                </li>
              );
            })}
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
  /** Where bars begin. 0: names stand over them. */
  names: number;
};

function Bar({ row, y, id, axis, space, names }: BarProps) {
  const { name, value, words, before, note, fill } = row;
  const length = value === null ? space : axis.at(value);
  const was = before === undefined ? 0 : axis.at(before);
  return (
    <>
      {names === 0 ? (
        <text className="nm" x="0" y={y - 5}>
          {name}
          {note ? (
            <tspan className="axt" dx="8">
              {note}
            </tspan>
          ) : null}
        </text>
      ) : (
        <text className="nm" x={names - 12} y={y + (note ? 7 : 13)} textAnchor="end">
          {name}
        </text>
      )}
      {note && names > 0 ? (
        <text className="axt" x={names - 12} y={y + 22} textAnchor="end">
          {note}
        </text>
      ) : null}
      {before === undefined ? null : (
        <rect
          className="was"
          x={names}
          y={y - (names > 0 ? 5 : 2)}
          width={was}
          height={BAR + (names > 0 ? 10 : 4)}
        />
      )}
      <rect
        className={value === null ? "gap" : "bar-edge"}
        x={names}
        y={y}
        width={length}
        height={BAR}
        fill={fillUrl(id, value === null ? "gap" : (fill ?? "solid"))}
      />
      <text className="nm" x={names + Math.max(length, was) + 10} y={y + 13}>
        {words}
      </text>
    </>
  );
}
