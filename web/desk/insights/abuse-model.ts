/** Days put together, so that each still has a square: days up to a month, weeks up to half a year, then four weeks. Pure. */

type Counted = { kind: string; day: string; n: number };
/** Days, both in it. */
export type Bucket = { from: string; to: string; n: number; of: Record<string, number> };

const DAY_MS = 86_400_000;
const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const widthOf = (days: number) => (days <= 31 ? 1 : days <= 217 ? 7 : 28);

export function bucketsOf(days: readonly Counted[], from: string, to: string): Bucket[] {
  const width = widthOf(Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1);
  const buckets: Bucket[] = [];
  for (let first = from; first <= to; first = dayAfter(first, width)) {
    const end = dayAfter(first, width - 1);
    buckets.push({ from: first, to: end < to ? end : to, n: 0, of: {} });
  }
  for (const { kind, day, n } of days) {
    const bucket = buckets.find((each) => each.from <= day && day <= each.to);
    if (!bucket) continue;
    bucket.n += n;
    bucket.of[kind] = (bucket.of[kind] ?? 0) + n;
  }
  return buckets;
}
