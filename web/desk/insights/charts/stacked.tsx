/** Parts of a whole: bars of the same length, their parts told apart by pattern and named in the legend. */
import { useId } from "react";
import { placed } from "./geometry.ts";
import { NARROW, useNarrow } from "./narrow.ts";
import { fillOf, fillUrl, Patterns, Swatch } from "./patterns.tsx";
import { Plot, Point, Points } from "./points.tsx";

export type StackRow = {
  id: string;
  name: string;
  /** Null: too few; `words` says so. */
  parts: readonly { id: string; value: number; said: string }[] | null;
  words: string;
};

const ROW = 40;
const BAR = 20;
const NAMES = 200;
const WORDS = 150;

export function Stacked({
  rows,
  parts,
  label,
  hint,
  width: wide = 860,
}: {
  rows: readonly StackRow[];
  /** In the order in which they are drawn. */
  parts: readonly { id: string; name: string }[];
  label: string;
  hint?: string;
  width?: number;
}) {
  const id = useId();
  const isNarrow = useNarrow();
  const { names, words, width } = isNarrow ? NARROW : { names: NAMES, words: WORDS, width: wide };
  const space = width - names - words;
  const fillOfPart = (part: string) => fillOf(parts.findIndex((each) => each.id === part));
  let n = 0;
  const numbered = rows.map((row) => ({
    ...row,
    boxes: placed(row.parts?.map(({ value }) => value) ?? [], space).map((box, at) => ({
      ...box,
      ...(row.parts?.[at] ?? { id: "", said: "" }),
    })),
  }));
  const count = numbered.reduce((sum, { boxes }) => sum + boxes.length, 0);
  return (
    <>
      <Points count={count} label={label} {...(hint !== undefined && { hint })}>
        <Plot width={width} height={rows.length * ROW}>
          <Patterns id={id} />
          {numbered.map(({ id: key, name, words, boxes }, at) => {
            const y = at * ROW + (ROW - BAR) / (isNarrow ? 1 : 2);
            return (
              <g key={key}>
                {isNarrow ? (
                  <text className="nm" x="0" y={y - 5}>
                    {name}
                  </text>
                ) : (
                  <text className="nm" x={names - 12} y={y + 14} textAnchor="end">
                    {name}
                  </text>
                )}
                {boxes.map(({ id: part, x, width, said }) => (
                  <Point key={part} n={n++} said={said}>
                    <rect
                      className="bar-edge"
                      x={names + x}
                      y={y}
                      width={width}
                      height={BAR}
                      fill={fillUrl(id, fillOfPart(part))}
                    />
                  </Point>
                ))}
                <text
                  className="axt"
                  x={boxes.length > 0 ? names + space + 10 : names && names + 10}
                  y={y + 14}
                >
                  {words}
                </text>
              </g>
            );
          })}
        </Plot>
      </Points>
      <div className="legend">
        {parts.map(({ id: part, name }) => (
          <span key={part}>
            <Swatch id={id} fill={fillOfPart(part)} />
            {name}
          </span>
        ))}
      </div>
    </>
  );
}
