/** Days and nights where the account's owner lives. Pure: the zone and the instant are given. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const NIGHT_FROM_HOUR = 23;
export const NIGHT_UNTIL_HOUR = 6;

/** Intl's formatters are dear to make; there are a few hundred zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string) {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, hourCycle: "h23" },
    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  formatters.set(zone, made);
  return made;
}

/** As Intl shows it. */
function shownMs(at: number, zone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(at)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const QUARTER_MS = 15 * MINUTE_MS;
const OFFSETS_MAX = 2_000;
const offsets = new Map<string, number>();

/** How far a zone's clocks are from UTC. They change at quarters of an hour: Intl is asked once for each, not at each payment. */
function offsetMs(at: number, zone: string): number {
  const quarter = Math.floor(at / QUARTER_MS) * QUARTER_MS;
  const key = `${quarter} ${zone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= OFFSETS_MAX) offsets.clear();
  const offset = shownMs(quarter, zone) - quarter;
  offsets.set(key, offset);
  return offset;
}

/** What the clock on the wall shows there, as if it were UTC. */
const wallMs = (at: number, zone: string) => at + offsetMs(at, zone);

/** The first instant of the day that it is there; on the day of a change of clocks too. */
export function dayStart(now: Date, zone: string): Date {
  const at = now.getTime();
  const midnight = Math.floor(wallMs(at, zone) / DAY_MS) * DAY_MS;
  const guess = midnight - offsetMs(at, zone);
  return new Date(midnight - offsetMs(guess, zone));
}

/**
 * Since when what was spent counts: the day there, or 24 hours, whichever began earlier. So neither
 * midnight nor a day of 23 or 25 hours gives anybody a second allowance.
 */
export const spendingSince = (now: Date, zone: string): Date =>
  new Date(Math.min(dayStart(now, zone).getTime(), now.getTime() - DAY_MS));

const isNightAt = (at: number, zone: string) => {
  const hour = new Date(wallMs(at, zone)).getUTCHours();
  return hour >= NIGHT_FROM_HOUR || hour < NIGHT_UNTIL_HOUR;
};

/** When this night ends; null by day. */
export function nightUntil(now: Date, zone: string): Date | null {
  if (!isNightAt(now.getTime(), zone)) return null;
  let at = Math.floor(now.getTime() / QUARTER_MS) * QUARTER_MS;
  while (isNightAt(at, zone)) at += QUARTER_MS;
  return new Date(at);
}
