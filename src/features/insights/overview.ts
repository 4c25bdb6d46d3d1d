/** Six figures of a period, each with its line day by day. */
import type { World } from "../../core/world.ts";
import * as store from "./figures-store.ts";
import { changesIn, headOf } from "./head.ts";
import { daysIn, type Filter, type Period, startsIn } from "./periods.ts";
import { LEAST, rateOf, rounded, type Share } from "./rules.ts";

type Counts = Omit<store.DayRow, "bucket">;

const nothing: Counts = {
  ...{ cases: 0, recovered: 0, hostile: 0, net: 0, alone: 0, disputed: 0, seconds: null },
};

/** Counts add up; a median does not. */
const together = (one: Counts, other: Counts): Counts => ({
  ...one,
  ...{ cases: one.cases + other.cases, recovered: one.recovered + other.recovered },
  ...{ hostile: one.hostile + other.hostile, net: one.net + other.net },
  ...{ alone: one.alone + other.alone, disputed: one.disputed + other.disputed },
});

/** Judged hostile, a case leaves both sides: nobody fails by keeping a thief out. */
const netOf = ({ net, cases, hostile }: Counts) => rateOf(net, cases - hostile);
const secondsOf = ({ recovered, seconds }: Counts) => ({
  n: recovered,
  seconds: recovered < LEAST ? null : rounded(seconds),
});

/** How many were open at the k-th of these moments: opened before it, and not closed by then. */
const openAt = (
  rows: readonly { opened: number; closed: number | null; n: number }[],
  k: number,
): number =>
  rows
    .filter(({ opened, closed }) => opened < k && (closed === null || closed >= k))
    .reduce((sum, { n }) => sum + n, 0);

export async function overview(world: World, period: Period, filter: Filter) {
  const starts = startsIn(period);
  // The end of each day; of today, now.
  const ends = [...starts.slice(1), period.to].map((end) =>
    end < world.now() ? end : world.now(),
  );
  const [head, changes, seconds, rows, open, spans] = await Promise.all([
    headOf(world, period, filter),
    changesIn(world, period),
    store.medianOf(world.db, period, filter),
    store.countDays(world.db, period, starts, filter),
    store.countOpen(world.db, world.now(), filter),
    store.openedAndClosed(world.db, ends, filter),
  ]);
  const all = rows.reduce(together, { ...nothing, seconds });
  const byDay = new Map(rows.map((row) => [row.bucket, row]));
  const days = daysIn(period).map((day, n) => ({ day, ...(byDay.get(n + 1) ?? nothing) }));
  const tile = (id: string, cases: string | null) => ({ id, definition: id, cases });
  const rate = (id: string, cases: string, of: (counts: Counts) => Share) => ({
    ...{ ...tile(id, cases), kind: "rate" as const, rate: of(all) },
    line: days.map((day) => ({ day: day.day, ...of(day) })),
  });
  return {
    ...head,
    tiles: [
      rate("recovery-success-net", "metric=net-success", netOf),
      {
        ...{ ...tile("median-time", "metric=recovered"), kind: "seconds" as const },
        ...secondsOf(all),
        line: days.map((day) => ({ day: day.day, ...secondsOf(day) })),
      },
      rate("self-service-share", "metric=self-service", ({ alone, recovered }) =>
        rateOf(alone, recovered),
      ),
      {
        ...{ ...tile("open-cases", null), kind: "open" as const, open },
        line: days.map(({ day }, n) => ({ day, n: openAt(spans, n + 1) })),
      },
      rate("reversals", "metric=reversed", ({ disputed, recovered }) =>
        rateOf(disputed, recovered),
      ),
      // Told by the feature that holds the alerts.
      { ...tile("active-alerts", null), kind: "count" as const, count: null, line: [] },
    ],
    gross: rateOf(all.recovered, all.cases),
    changes,
  };
}

export const overviewColumns = [...["tile", "day", "n", "count", "rate", "low", "high", "seconds"]];

/** The table twin: a line a tile and day, and one of the whole period with an empty day. */
export const overviewLines = ({ tiles }: Awaited<ReturnType<typeof overview>>) =>
  tiles.flatMap((tile) => {
    const line = (day: string, point: object) => {
      const {
        n = null,
        count = null,
        rate = null,
        low = null,
        high = null,
        seconds = null,
      } = point as Record<string, number | null>;
      return [tile.id, day, n, count, rate, low, high, seconds];
    };
    const whole =
      tile.kind === "rate"
        ? tile.rate
        : tile.kind === "open"
          ? { n: tile.open.total }
          : tile.kind === "seconds"
            ? { n: tile.n, seconds: tile.seconds }
            : { n: tile.count };
    return [
      line("", whole),
      ...tile.line.map(({ day, ...point }: { day: string }) => line(day, point)),
    ];
  });
