/**
 * What something costs, so that a machine that is busy with other things does not decide: the time of the processor,
 * not of the clock, and the quickest of a few, for a collection of garbage may fall into one of them.
 */
const TRIES = 5;

/** Milliseconds of this thread's processor time; tried again, up to five times, until it is below `limit`. */
export function costOf(work: () => void, limit: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TRIES && least >= limit; turn++) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
