/** How often each kind of event comes, so that one that falls silent is seen: a figure without it would look calm. Pure. */
import type { Seen } from "./facts-store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest silence of so many days is usual. */
const USUAL_DAYS = 28;
/** Silent for three times as long as usual, and for a day. */
const TIMES = 3;

/** By type: when it came last, and the longest silence that ended on each day (`YYYY-MM-DD`, UTC). */
export type Rhythm = Record<string, { lastAt: string; silences: Record<string, number> }>;

export function afterSeen(rhythm: Rhythm, seen: readonly Seen[]): Rhythm {
  const after = { ...rhythm };
  for (const { type, first, last } of seen) {
    const known = after[type];
    const day = last.toISOString().slice(0, 10);
    const silent = known ? Math.max(0, first.getTime() - Date.parse(known.lastAt)) : 0;
    const since = new Date(last.getTime() - USUAL_DAYS * DAY_MS).toISOString().slice(0, 10);
    const silences = Object.fromEntries(
      Object.entries(known?.silences ?? {}).filter(([on]) => on >= since),
    );
    silences[day] = Math.max(silences[day] ?? 0, silent);
    after[type] = { lastAt: last.toISOString(), silences };
  }
  return after;
}

type Missing = { type: string; lastAt: string; silentHours: number; usualHours: number };

/** Kinds that used to come and do not; one that never came is not missed. */
export const missingOf = (rhythm: Rhythm, now: Date): Missing[] =>
  Object.entries(rhythm).flatMap(([type, { lastAt, silences }]) => {
    const silentMs = now.getTime() - Date.parse(lastAt);
    const usualMs = Math.max(0, ...Object.values(silences));
    // Of one or two that came, nobody knows what is usual.
    if (usualMs === 0 || silentMs < DAY_MS || silentMs <= TIMES * usualMs) return [];
    const hours = (ms: number) => Math.round(ms / HOUR_MS);
    return [{ type, lastAt, silentHours: hours(silentMs), usualHours: hours(usualMs) }];
  });
