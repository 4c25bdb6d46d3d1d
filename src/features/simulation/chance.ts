/**
 * Chance that is a function of its name: each person draws each thing by a name of its own, so that another
 * policy, or another rate, meets the very same people in everything that it does not change.
 */

/** In [0, 1). `turn` tells the first try from the second. */
export type Draw = (name: string, turn?: number) => number;

/** FNV-1a over the text, then the finaliser of MurmurHash3: even, and the same everywhere. */
function hash(text: string, from: number): number {
  let h = from;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The draws of one person. */
export function drawsOf(seed: number, who: string, index: number): Draw {
  const own = hash(`${seed}:${who}:${index}`, 0x811c9dc5);
  return (name, turn = 0) => (hash(turn === 0 ? name : `${name}#${turn}`, own) >>> 0) / 2 ** 32;
}

/** One of several by their shares, which sum to 1. */
export function pick<Key extends string>(
  draw: number,
  parts: Readonly<Record<Key, { share: number }>>,
): Key {
  let left = draw;
  const keys = Object.keys(parts) as Key[];
  for (const key of keys) {
    left -= parts[key].share;
    if (left < 0) return key;
  }
  return keys.at(-1) as Key;
}

/** A log-normal time in seconds (Box and Muller). */
export function timeOf(
  draw: Draw,
  name: string,
  { medianSeconds, spread }: { medianSeconds: number; spread: number },
  turn = 0,
): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(`${name} length`, turn)));
  return (
    medianSeconds * Math.exp(spread * radius * Math.cos(2 * Math.PI * draw(`${name} angle`, turn)))
  );
}
