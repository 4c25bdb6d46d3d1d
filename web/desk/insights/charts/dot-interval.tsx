/** Dots with their intervals on one axis. What is of too few cases is said in words and has no dot. */
import type { ReactNode } from "react";
import { useText } from "../../i18n.ts";
import { axisWords } from "../say.ts";
import { type Axis, secondsAxis, shareAxis } from "./geometry.ts";
import { Plot, Point, Points } from "./points.tsx";

/** A share with its interval, or a median with the time by which nine in ten were done. */
export type Dot = { at: number; low: number; high: number } | { at: number; p90: number | null };
/** What somebody else claims: a hollow diamond. */
export type Claim = { at: number; words: string };
export type DotRow = {
  id: string;
  name: string;
  n: number;
  /** Null: too few. */
  dot: Dot | null;
  /** The value as it is written beside the dot, and as it is spoken. */
  words: string;
  said: string;
  claim?: Claim;
};

const TALL = 45;
const TALLER = 63;

/** Names of the ticks, to stand over the column. */
export function Ticks({ axis, kind }: { axis: Axis; kind: "share" | "seconds" }) {
  const { lang } = useText();
  const places = axis.ticks.map((tick) => axis.at(tick));
  return (
    <svg width={axis.width} height="14" className="plot" aria-hidden="true">
      {axis.ticks.map((tick, n) => {
        const x = places[n] ?? 0;
        const anchor = x < 8 ? "start" : x > axis.width - 12 ? "end" : "middle";
        return (
          <text key={tick} className="axt" x={x} y="11" textAnchor={anchor}>
            {axisWords(tick, kind, lang)}
          </text>
        );
      })}
    </svg>
  );
}

const diamond = (x: number, y: number) => `M${x} ${y - 6}l6 6-6 6-6-6z`;

/** One row's part of the plot. `n`: its place among the points of the chart. */
export function DotCell({
  axis,
  dot,
  claim,
  said,
  n,
}: {
  axis: Axis;
  dot: Dot | null;
  claim?: Claim | undefined;
  said: string;
  n: number;
}) {
  const height = claim ? TALLER : TALL;
  const y = claim ? 40 : 22;
  return (
    <Plot width={axis.width} height={height}>
      {axis.ticks.map((tick) => (
        <path key={tick} className="ax" d={`M${axis.at(tick)} -1V${height + 1}`} />
      ))}
      {claim ? (
        <>
          <path className="art" d={diamond(axis.at(claim.at), 18)} />
          {axis.at(claim.at) < 50 ? (
            <text className="axt" x={axis.at(claim.at) + 11} y="22">
              {claim.words}
            </text>
          ) : (
            <text className="axt" x={axis.at(claim.at) - 11} y="22" textAnchor="end">
              {claim.words}
            </text>
          )}
        </>
      ) : null}
      {dot ? (
        <Point n={n} said={said}>
          <Marks axis={axis} dot={dot} y={y} />
        </Point>
      ) : null}
    </Plot>
  );
}

function Marks({ axis, dot, y }: { axis: Axis; dot: Dot; y: number }): ReactNode {
  const x = axis.at(dot.at);
  const middle = <rect className="pt" x={x - 5} y={y - 5} width="10" height="10" rx="1.5" />;
  if ("p90" in dot) {
    if (dot.p90 === null) return middle;
    const end = axis.at(dot.p90);
    return (
      <>
        <path className="ci" d={`M${x} ${y}H${end}`} />
        {middle}
        <rect className="p90" x={end - 4} y={y - 4} width="8" height="8" rx="1.5" />
      </>
    );
  }
  const [low, high] = [axis.at(dot.low), axis.at(dot.high)];
  return (
    <>
      <path className="ci" d={`M${low} ${y}H${high}M${low} ${y - 4}v8M${high} ${y - 4}v8`} />
      {middle}
    </>
  );
}

/** The values that an axis has to hold. */
export const valuesOf = (rows: readonly Pick<DotRow, "dot" | "claim">[]): number[] =>
  rows.flatMap(({ dot, claim }) => [
    ...(dot ? ("p90" in dot ? [dot.at, dot.p90 ?? dot.at] : [dot.low, dot.at, dot.high]) : []),
    ...(claim ? [claim.at] : []),
  ]);

/** The whole chart: name, number of cases, value, dot. Put it into a `Figure`. */
export function DotInterval({
  rows,
  kind,
  label,
  width = 420,
}: {
  rows: readonly DotRow[];
  kind: "share" | "seconds";
  label: string;
  width?: number;
}) {
  const { t } = useText();
  const axis = (kind === "share" ? shareAxis : secondsAxis)(valuesOf(rows), width);
  const shown = rows.filter(({ dot }) => dot);
  return (
    <Points count={shown.length} label={label}>
      <table className="mt">
        <caption className="vh">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t("insights.head.name")}</th>
            <th scope="col" className="n">
              {t("insights.head.n")}
            </th>
            <th scope="col" className="n">
              {t("insights.head.value")}
            </th>
            <th scope="col">
              <Ticks axis={axis} kind={kind} />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              <td className="n">{row.n}</td>
              {row.dot ? (
                <>
                  <td className="n rate">{row.words}</td>
                  <td>
                    <DotCell {...row} axis={axis} n={shown.indexOf(row)} />
                  </td>
                </>
              ) : (
                <td colSpan={2} className="m">
                  {t("insights.few", { n: row.n })}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Points>
  );
}
