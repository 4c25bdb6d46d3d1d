/**
 * Counters that only grow, read now and then: what counts is by how much one rose above all that was read of it
 * before (reference: a hashtag's count goes on while it lives, and it comes back every day; adding the readings up
 * gave five times too many). Kept are only the readings that rose: in whatever order readings come, and however
 * often, the same ones are left. Pure.
 */
export type Step = { at: Date; value: number; growth: number; key: string; topic: string };
export type Reading = { at: Date; value: number; key: string; topic: string };

const earlier = (a: Reading, b: Reading) =>
  a.at.getTime() - b.at.getTime() ||
  b.value - a.value ||
  (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/**
 * The steps after these readings. `countsBase`: the first reading counts whole, as growth from nothing; otherwise
 * it is what was there before us. A counter that falls counts nothing, until it is higher than it ever was.
 */
export function climb(
  steps: readonly Step[],
  readings: readonly Reading[],
  countsBase: boolean,
): Step[] {
  const first = steps[0];
  let top: number | null = null;
  const after: Step[] = [];
  for (const reading of [...steps, ...readings].sort(earlier)) {
    if (top !== null && reading.value <= top) continue;
    // What came before the first that is kept may have been forgotten: it grew by what was written then.
    const kept = top === null && reading === first ? first.growth : null;
    const growth = kept ?? (top === null ? (countsBase ? reading.value : 0) : reading.value - top);
    top = reading.value;
    const { at, value, key, topic } = reading;
    after.push({ at, value, growth, key, topic });
  }
  return after;
}
