/**
 * Texts that are nearly the same: sets of character pairs, compared by Jaccard (the pairs they share, of all that
 * either has). To find near ones among many without comparing each with each, a text has a signature of 64 minima
 * (Broder, "On the resemblance and containment of documents", 1997) in 16 bands of 4. Texts that agree in a whole
 * band are candidates; whether they are near is judged by their pairs, exactly. Pure; the numbers never change,
 * because bands are stored.
 *
 * Of texts alike by 0.6 the bands find 89 of 100, by 0.7 99, by 0.8 all but two of ten thousand; of those alike by
 * 0.3 one in eight is a candidate, and is then refused by its pairs.
 */

export const HASHES = 64;
export const BANDS = 16;
const ROWS = HASHES / BANDS;
/** From here on two texts are one story, or one message. */
export const NEAR = 0.6;
/** What is looked at of one text, in characters. */
export const LONGEST = 10_000;

/** Blanks, the hash sign of topics, and what nobody sees. */
const OFF = /[#\s\p{Cf}\u115f\u1160\u3164\uffa0]+/gu;
/** A hundred marks on one letter are an attack: normalising them takes quadratic time. */
const MARKS = /(\p{Mn}{3})\p{Mn}+/gu;

/** As texts are compared: NFKC, lower case, without `#`, blanks and what nobody sees. */
export const folded = (text: string) =>
  text
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(MARKS, "$1")
    .normalize("NFKC")
    .toLowerCase()
    .replace(OFF, "")
    .slice(0, LONGEST);

/** The pairs of characters of a text, folded here, as numbers. A text of one character is a pair with nothing. */
export function pairsOf(text: string): Set<number> {
  const pairs = new Set<number>();
  let before = -1;
  let only = 0;
  for (const sign of folded(text)) {
    const code = sign.codePointAt(0) ?? 0;
    if (before >= 0) pairs.add(before * 0x200000 + code);
    else only = code;
    before = code;
  }
  if (before >= 0 && pairs.size === 0) pairs.add(only);
  return pairs;
}

/** 0 (nothing in common) to 1 (the same pairs). Two empty sets have nothing in common. */
export function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const pair of few) if (many.has(pair)) shared++;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

export const isNear = (a: ReadonlySet<number>, b: ReadonlySet<number>) => jaccard(a, b) >= NEAR;

/** The last step of MurmurHash3: each bit of what comes in moves about half of what goes out. */
function mix(number: number): number {
  let hash = number | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const SEEDS = Uint32Array.from({ length: HASHES }, (_, n) => mix((n + 1) * 0x9e3779b1));

/** 64 minima. In how many places two signatures agree, of 64, estimates their Jaccard. */
export function signatureOf(pairs: ReadonlySet<number>): Uint32Array {
  const minima = new Uint32Array(HASHES).fill(0xffffffff);
  for (const pair of pairs) {
    const base = mix(mix(Math.floor(pair / 0x200000)) ^ (pair % 0x200000));
    for (let n = 0; n < HASHES; n++) {
      const hash = mix(base ^ (SEEDS[n] as number));
      if (hash < (minima[n] as number)) minima[n] = hash;
    }
  }
  return minima;
}

/**
 * 16 keys of 17 characters, each with its place in it: two texts are candidates when they have one in common. None
 * for a text without characters, which is near to nothing.
 */
export function bandsOf(pairs: ReadonlySet<number>): string[] {
  if (pairs.size === 0) return [];
  const minima = signatureOf(pairs);
  return Array.from({ length: BANDS }, (_, band) => {
    let left = band;
    let right = ~band;
    for (let row = band * ROWS; row < (band + 1) * ROWS; row++) {
      left = mix(left ^ (minima[row] as number));
      right = mix(Math.imul(right, 31) + (minima[row] as number));
    }
    return band.toString(16) + hex(left) + hex(right);
  });
}

const hex = (word: number) => word.toString(16).padStart(8, "0");
