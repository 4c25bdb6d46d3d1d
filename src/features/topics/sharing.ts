/**
 * One reading of a window for everybody: whoever asks while it is read waits for the same, and until it is old it is
 * not read again. So a stranger who asks a thousand times costs what one does; there are 30 windows and no more.
 */
import type { World } from "../../core/world.ts";
import {
  type Compare,
  type Counted,
  compareDays,
  countWindow,
  type Focuses,
  readFocuses,
} from "./hot-table.ts";

/** A post is in the table of ten days within this long; the others are asked for by few. */
const COUNTED_MS = 5_000;
const OTHERS_MS = 60_000;
const FOCUS_MS = 600_000;
export const USUAL_DAYS = 10;

type Kept<T> = { atMs: number; value: Promise<T> };
type Shelf = {
  compare: Map<number, Kept<Compare>>;
  counted: Map<number, Kept<Counted>>;
  focuses: Map<number, Kept<Focuses>>;
};
/** Per server of this process; its keyring is what the worlds of all its requests share. */
const shelves = new WeakMap<object, Shelf>();

const shelfOf = (world: World): Shelf => {
  const shelf = shelves.get(world.keys) ?? {
    compare: new Map(),
    counted: new Map(),
    focuses: new Map(),
  };
  shelves.set(world.keys, shelf);
  return shelf;
};

function kept<T>(
  world: World,
  shelf: Map<number, Kept<T>>,
  days: number,
  forMs: number,
  read: () => Promise<T>,
): Promise<T> {
  const nowMs = world.now().getTime();
  const before = shelf.get(days);
  if (before && nowMs >= before.atMs && nowMs - before.atMs < forMs) return before.value;
  const fresh = { atMs: nowMs, value: read() };
  shelf.set(days, fresh);
  // What failed is not kept: the next who asks tries again.
  fresh.value.catch(() => shelf.get(days) === fresh && shelf.delete(days));
  return fresh.value;
}

const sharedCounts = (world: World, days: number): Promise<Counted> =>
  kept(world, shelfOf(world).counted, days, days === USUAL_DAYS ? COUNTED_MS : OTHERS_MS, () =>
    countWindow(world, days),
  );

/** The days move by the hour; what comes late is in them a minute later. */
const sharedCompare = (world: World): Promise<Compare> =>
  kept(world, shelfOf(world).compare, 0, OTHERS_MS, () => compareDays(world));

const sharedFocuses = (world: World, days: number): Promise<Focuses> =>
  kept(world, shelfOf(world).focuses, days, FOCUS_MS, () => readFocuses(world, days));

/** All that a table is made of. */
export const sharedWindow = (world: World, days: number) =>
  Promise.all([sharedCounts(world, days), sharedCompare(world), sharedFocuses(world, days)]);
