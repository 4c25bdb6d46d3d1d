/** Horizontal bars from nothing; of a funnel too, with what was lost under each step. */
import { useId } from "react";
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
const NAMES = 230;
const WORDS = 190;

export function Bars({
  rows,
  label,
  hint,
  most,
  width = 860,
}: {
  rows: readonly BarRow[];
  label: string;
  hint?: string;
  /** The longest that a bar can be; without: the longest there is. */
  most?: number;
  width?: number;
}) {
  const id = useId();
  const space = width - NAMES - WORDS;
  const all = rows.flatMap(({ value, before }) => [value ?? 0, before ?? 0]);
  const axis = barAxis(all, space, most);
  return (
    <Points count={rows.length} label={label} {...(hint !== undefined && { hint })}>
      <Plot width={width} height={rows.length * ROW}>
        <Patterns id={id} />
        <path className="ax" d={`M${NAMES} 0V${rows.length * ROW}`} />
        {rows.map(({ id: key, name, value, words, said, before, note, fill = "solid" }, n) => {
          const y = n * ROW + (ROW - BAR) / 2;
          const length = value === null ? space : axis.at(value);
          return (
            <Point key={key} n={n} said={said}>
              <rect className="hit" x="0" y={n * ROW} width={width} height={ROW} />
              <text className="nm" x={NAMES - 12} y={y + (note ? 7 : 13)} textAnchor="end">
                {name}
              </text>
              {note ? (
                <text className="axt" x={NAMES - 12} y={y + 22} textAnchor="end">
                  {note}
                </text>
              ) : null}
              {before === undefined ? null : (
                <rect
                  className="was"
                  x={NAMES}
                  y={y - 5}
                  width={axis.at(before)}
                  height={BAR + 10}
                />
              )}
              <rect
                className={value === null ? "gap" : "bar-edge"}
                x={NAMES}
                y={y}
                width={length}
                height={BAR}
                fill={fillUrl(id, value === null ? "gap" : fill)}
              />
              <text
                className="nm"
                x={NAMES + (value === null ? space : Math.max(length, axis.at(before ?? 0))) + 10}
                y={y + 13}
              >
                {words}
              </text>
            </Point>
          );
        })}
      </Plot>
    </Points>
  );
}
