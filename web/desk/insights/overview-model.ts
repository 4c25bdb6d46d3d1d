/** The tiles of the overview as lines and as tables. */
import type { Lang } from "../i18n.ts";
import type { Cell } from "./charts/figure.tsx";
import type { LinePoint } from "./charts/lines.tsx";
import { rateWords, timeWords } from "./methods-model.ts";
import type { Tile } from "./overview-api.ts";
import { count, interval } from "./say.ts";

/** What a point says: the page has the words. */
type Said = (day: string, value: string, n: number) => string;

/** A point for each day; of a day with too few, none. */
export function pointsOf(tile: Tile, lang: Lang, said: Said): LinePoint[] {
  if (tile.kind === "rate")
    return tile.line.map((at) => ({
      day: at.day,
      said: said(at.day, rateWords(at), at.n),
      ...(at.rate === null ? { value: null } : { value: at.rate, low: at.low, high: at.high }),
    }));
  if (tile.kind === "seconds")
    return tile.line.map(({ day, n, seconds }) => ({
      ...{ day, value: seconds, said: said(day, timeWords(seconds, lang), n) },
    }));
  return tile.line.map(({ day, n }) => ({ day, value: n, said: said(day, count(n), n) }));
}

/** The twin: a row for each day, with what the line shows of it. */
export function twinOf(tile: Tile, lang: Lang): { heads: string[]; rows: Cell[][] } {
  if (tile.kind === "rate")
    return {
      heads: ["day", "n", "value", "interval"],
      rows: tile.line.map((at) => [
        ...[at.day, count(at.n), rateWords(at), at.rate === null ? "–" : interval(at)],
      ]),
    };
  if (tile.kind === "seconds")
    return {
      heads: ["day", "n", "value"],
      rows: tile.line.map(({ day, n, seconds }) => [day, count(n), timeWords(seconds, lang)]),
    };
  return { heads: ["day", "value"], rows: tile.line.map(({ day, n }) => [day, count(n)]) };
}

/** Where it is too few for a point on most days, a line would be dots in the air. */
export const hasLine = (points: readonly LinePoint[]) =>
  points.filter(({ value }) => value !== null).length >= 2;
