/**
 * How a source is, by what it is expected to give. An archive that was read here went on giving an empty page for a
 * year, and a login page, with a status of 200: what answers with nothing is not "nobody speaks of it". Pure.
 */
export type State = "fresh" | "stale" | "empty" | "failing";

export type Health = { failures: number; empties: number };

/** Less than this part of its usual is as good as nothing. */
const SHARE = 0.2;
const STALE_EMPTIES = 3;
const FAILING_TRIES = 2;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** `usual`: items of its good fetches of the last 7 days; one that shrank for good is taken as it is after those. One that never had any is judged by nothing at all. */
export const isThin = (items: number, usual: readonly number[]) =>
  items === 0 || items < SHARE * median(usual);

/** After an answer that could be read. A 304 is as good as what it stands for. */
export const afterBody = (before: Health, thin: boolean): Health => ({
  failures: 0,
  empties: thin ? before.empties + 1 : 0,
});

export const afterFault = ({ failures, empties }: Health): Health => ({
  failures: failures + 1,
  empties,
});

export function stateOf({ failures, empties }: Health): State {
  if (failures >= FAILING_TRIES) return "failing";
  if (empties >= STALE_EMPTIES) return "stale";
  return empties > 0 ? "empty" : "fresh";
}

/** Whoever fetches may be down as well: a source that nobody has read for three intervals is stale. */
export function shownState(
  state: State,
  lastBodyAt: Date | null,
  everySeconds: number,
  now: Date,
): State {
  if (state === "failing" || everySeconds === 0) return state;
  const silentMs = now.getTime() - (lastBodyAt?.getTime() ?? 0);
  return silentMs > 3 * everySeconds * 1000 ? "stale" : state;
}

const LONGEST_SECONDS = 6 * 3600;

/** Seconds until the next fetch: its interval, doubled with each failure to six hours, a fifth more or less by `chance` (0 to 1). */
export function waitSeconds(everySeconds: number, failures: number, chance: number): number {
  const wait = everySeconds * 2 ** Math.min(failures, 16);
  const most = Math.max(everySeconds, LONGEST_SECONDS);
  return Math.round(Math.min(wait, most) * (0.9 + 0.2 * chance));
}
