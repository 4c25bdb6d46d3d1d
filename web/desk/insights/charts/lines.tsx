/** Days from left to right, a line for each series with the band of its interval; changes of policy are marked. */
import { useId } from "react";
import { useText } from "../../i18n.ts";
import { axisWords, shortDay } from "../say.ts";
import { bandPath, dayAxis, linePath, valueAxis } from "./geometry.ts";
import { NARROW, useNarrow } from "./narrow.ts";
import { Plot, Point, Points } from "./points.tsx";

export type LinePoint = {
  /** "2026-11-29". */
  day: string;
  /** Null: too few that day, so the line stops. */
  value: number | null;
  low?: number;
  high?: number;
  said: string;
};
export type Series = { id: string; name: string; points: readonly LinePoint[] };
/** Something that changed on a day: said beside its line, and never called a cause. */
export type Change = { day: string; words: string };

export const dashes = ["", "7 4", "2 4", "10 3 2 3"] as const;

const [LEFT, RIGHT, TOP, BOTTOM] = [52, 12, 22, 24];

export function Lines({
  series,
  kind,
  label,
  hint,
  changes = [],
  width: wide = 860,
  height = 220,
}: {
  series: readonly Series[];
  kind: "share" | "count" | "seconds";
  label: string;
  hint?: string;
  changes?: readonly Change[];
  width?: number;
  height?: number;
}) {
  const { lang } = useText();
  const id = useId();
  const days = series[0]?.points.map(({ day }) => day) ?? [];
  const width = useNarrow() ? Math.min(wide, NARROW.width) : wide;
  const x = dayAxis(days, LEFT, width - RIGHT);
  const all = series.flatMap(({ points }) =>
    points.flatMap(({ value, low, high }) =>
      value === null ? [] : [value, low ?? value, high ?? value],
    ),
  );
  const y = valueAxis(all, kind, TOP, height - BOTTOM);
  let n = 0;
  return (
    <>
      <Points
        count={series.reduce(
          (sum, { points }) => sum + points.filter(({ value }) => value !== null).length,
          0,
        )}
        label={label}
        {...(hint !== undefined && { hint })}
      >
        <Plot lines width={width} height={height}>
          {y.ticks.map((tick) => (
            <g key={tick}>
              <path className="ax" d={`M${LEFT} ${y.at(tick)}H${width - RIGHT}`} />
              <text className="axt" x={LEFT - 8} y={y.at(tick) + 4} textAnchor="end">
                {axisWords(tick, kind, lang)}
              </text>
            </g>
          ))}
          {x.ticks.map((day) => (
            <text key={day} className="axt" x={x.at(day)} y={height - 6} textAnchor="middle">
              {shortDay(day, lang)}
            </text>
          ))}
          {changes.map(({ day, words }) => (
            <g key={`${day} ${words}`} className="change">
              <path d={`M${x.at(day)} ${TOP - 6}V${height - BOTTOM}`} />
              <text
                className="axt"
                x={x.at(day)}
                y={TOP - 10}
                textAnchor={x.at(day) > width * 0.7 ? "end" : "start"}
              >
                {words}
              </text>
            </g>
          ))}
          {series.map(({ id: key, points }, at) => (
            <g key={key} className={`series s-${at}`}>
              <path className="band" d={bandPath(points, x, y)} />
              <path
                className="line"
                d={linePath(points, x, y)}
                strokeDasharray={dashes[at] ?? ""}
              />
              {points.map(({ day, value, said }) =>
                value === null ? null : (
                  <Point key={day} n={n++} said={said}>
                    <circle className="hit" cx={x.at(day)} cy={y.at(value)} r="9" />
                    <Marker kind={at} x={x.at(day)} y={y.at(value)} />
                  </Point>
                ),
              )}
            </g>
          ))}
        </Plot>
      </Points>
      {series.length > 1 ? (
        <div className="legend" id={`${id}-legend`}>
          {series.map(({ id: key, name }, at) => (
            <span key={key}>
              <svg width="34" height="12" className="lines" aria-hidden="true">
                <g className={`series s-${at}`}>
                  <path className="line" d="M1 6H33" strokeDasharray={dashes[at] ?? ""} />
                  <Marker kind={at} x={17} y={6} />
                </g>
              </svg>
              {name}
            </span>
          ))}
        </div>
      ) : null}
    </>
  );
}

/** Each series has a mark of its own shape. */
function Marker({ kind, x, y }: { kind: number; x: number; y: number }) {
  if (kind === 1) return <circle className="mk" cx={x} cy={y} r="3" />;
  if (kind === 2) return <path className="mk" d={`M${x} ${y - 4}l4 4-4 4-4-4z`} />;
  if (kind === 3) return <path className="mk" d={`M${x} ${y - 4}l4 7h-8z`} />;
  return <rect className="mk" x={x - 2.5} y={y - 2.5} width="5" height="5" />;
}
