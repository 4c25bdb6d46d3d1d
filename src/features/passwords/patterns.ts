/** What fingers type without thinking: one piece over and over, or runs along the keys. */
import { codePoints, fold } from "./spelling.ts";

/** True when it is one short piece over and over, the last one perhaps cut: `abcabcab`. */
export function repeats(password: string): boolean {
  const points = codePoints(fold(password));
  for (let period = 1; period < 8 && period * 2 <= points.length; period++)
    if (points.every((point, at) => at < period || point === points[at - period])) return true;
  return false;
}

const rows = ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"];
const columns = "1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. 0p;/".split(" ");

const neighbours = new Set(
  [...rows, ...columns].flatMap((keys) =>
    codePoints(keys).flatMap((key, at) => {
      const next = keys[at + 1];
      return next === undefined ? [] : [key + next, next + key];
    }),
  ),
);

const steps = (one: string, next: string) =>
  Math.abs(one.codePointAt(0)! - next.codePointAt(0)!) <= 1 || neighbours.has(one + next);

/**
 * True when it consists of runs of four and more on average: along a row or a column of the keys, or
 * up and down the alphabet. A run is then one choice, however long it is.
 */
export function runs(password: string): boolean {
  const points = codePoints(fold(password));
  const breaks = points.filter((point, at) => at > 0 && !steps(points[at - 1]!, point)).length;
  return points.length >= 4 && (breaks + 1) * 4 <= points.length;
}
