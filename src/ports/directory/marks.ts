/**
 * What is written into an account of somebody else's directory, so that several holds, their ends and late
 * repeats are told apart there: one value a hold that stands, one a hold that is over. A thief's request that
 * was kept back finds its hold over. What others wrote into the same attribute is left alone.
 */
import { DirectoryFailed } from "./directory.ts";

const HELD = /^rightful:held:([\w.-]+)@(\S+)$/i;
const OVER = /^rightful:over:([\w.-]+)$/i;
/** Somebody else had shut the account before the first hold: it stays shut after the last. */
export const FOUND_SHUT = "rightful:found-shut";
/** Holds that are over and remembered; the oldest are forgotten first (ids sort by time). */
const OVER_MAX = 16;

export type Marks = {
  held: readonly { id: string; at: Date; value: string }[];
  over: readonly { id: string; value: string }[];
  foundShut: boolean;
};

/** Of the ids that this server makes; anything else could be read as more than a name. */
export function checkedHoldId(id: string): string {
  if (!/^[\w.-]{1,100}$/.test(id)) throw new DirectoryFailed("refused", false);
  return id;
}

export const heldMark = (id: string, at: Date) => `rightful:held:${id}@${at.toISOString()}`;
export const overMark = (id: string) => `rightful:over:${id}`;

export function readMarks(values: readonly string[]): Marks {
  const held = values.flatMap((value) => {
    const [, id, at = ""] = HELD.exec(value) ?? [];
    return id && !Number.isNaN(Date.parse(at)) ? [{ id, at: new Date(at), value }] : [];
  });
  const over = values.flatMap((value) => {
    const id = OVER.exec(value)?.[1];
    return id ? [{ id, value }] : [];
  });
  return { held, over, foundShut: values.includes(FOUND_SHUT) };
}

/** Since when this hold stands; null when it does not. Throws `refused` when it is over. */
export function standsSince({ held, over }: Marks, id: string): Date | null {
  if (over.some((mark) => mark.id === id)) throw new DirectoryFailed("refused", false);
  const times = held.filter((mark) => mark.id === id).map(({ at }) => at.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** The values that an end of this hold takes away, and the one that it leaves. */
export function ending({ held, over }: Marks, id: string) {
  const rest = over.filter((mark) => mark.id !== id).sort((a, b) => (a.id < b.id ? -1 : 1));
  const forgotten = rest.slice(0, Math.max(rest.length - OVER_MAX + 1, 0));
  return {
    taken: [...held.filter((mark) => mark.id === id), ...forgotten].map(({ value }) => value),
    left: overMark(id),
    isLast: held.every((mark) => mark.id === id),
    isOver: over.some((mark) => mark.id === id),
  };
}
