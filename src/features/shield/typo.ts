/**
 * One slip of the hand from a known name: a letter left out, put in, changed, or two swapped. By the map of all
 * names with one letter left out (SymSpell), so a look-up costs the length of the label and not the number of names.
 * Never two slips: from there on everything resembles something. Never names under 6 letters, for the same reason.
 */
export const SHORTEST = 6;

export type Typos<T> = { near(label: string): { name: string; value: T } | undefined };

/** Bits of the sieve before the map: nearly all labels end here, without a string being made. */
const SIEVE = 2 ** 18;
const FACTOR = 0x01000193;

export function typosOf<T>(names: ReadonlyMap<string, T>): Typos<T> {
  const without = new Map<string, string[]>();
  const sieve = new Uint8Array(SIEVE);
  let longest = 0;
  for (const name of names.keys()) {
    if (name.length < SHORTEST) continue;
    longest = Math.max(longest, name.length);
    for (const key of [name, ...shortened(name)]) {
      const same = without.get(key);
      if (!same) without.set(key, [name]);
      else if (!same.includes(name)) same.push(name);
      let hash = 0;
      for (let i = 0; i < key.length; i++) hash = Math.imul(hash, FACTOR) + key.charCodeAt(i);
      sieve[slot(hash)] = 1;
    }
  }
  const powers = new Int32Array(longest + 2).fill(1);
  for (let i = 1; i < powers.length; i++) powers[i] = Math.imul(powers[i - 1]!, FACTOR);
  const ending = new Int32Array(longest + 3);
  const among = (label: string, key: string) => {
    for (const name of without.get(key) ?? [])
      if (isOneOff(label, name)) return { name, value: names.get(name) as T };
    return;
  };
  return {
    near(label) {
      const { length } = label;
      if (length < SHORTEST - 1 || length > longest + 1 || names.has(label)) return;
      // The hash of what is left without letter i: that of what stands before it, and of what comes after.
      ending[length] = 0;
      for (let i = length - 1; i >= 0; i--)
        ending[i] = Math.imul(label.charCodeAt(i), powers[length - 1 - i]!) + ending[i + 1]!;
      if (sieve[slot(ending[0]!)] === 1) {
        const found = among(label, label);
        if (found) return found;
      }
      let before = 0;
      for (let i = 0; i < length; i++) {
        const hash = Math.imul(before, powers[length - 1 - i]!) + ending[i + 1]!;
        if (sieve[slot(hash)] === 1) {
          const found = among(label, label.slice(0, i) + label.slice(i + 1));
          if (found) return found;
        }
        before = Math.imul(before, FACTOR) + label.charCodeAt(i);
      }
      return;
    },
  };
}

const slot = (hash: number) => ((hash | 0) ^ ((hash | 0) >>> 15)) & (SIEVE - 1);

function* shortened(word: string) {
  for (let i = 0; i < word.length; i++) yield word.slice(0, i) + word.slice(i + 1);
}

/** Exactly one insertion, deletion, substitution or swap of neighbours. */
export function isOneOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  let [ea, eb] = [a.length, b.length];
  while (ea > i && eb > i && a[ea - 1] === b[eb - 1]) {
    ea--;
    eb--;
  }
  if (ea - i <= 1 && eb - i <= 1) return true;
  return ea - i === 2 && eb - i === 2 && a[i] === b[i + 1] && a[i + 1] === b[i];
}
