/**
 * One slip of the hand from a known name: a letter left out, put in, changed, or two swapped. By the map of all
 * names with one letter left out (SymSpell), so a look-up costs the length of the label and not the number of names.
 * Never two slips: from there on everything resembles something. Never names under 6 letters, for the same reason.
 */
export const SHORTEST = 6;

export type Typos<T> = { near(label: string): { name: string; value: T } | undefined };

export function typosOf<T>(names: ReadonlyMap<string, T>): Typos<T> {
  const without = new Map<string, string[]>();
  let longest = 0;
  for (const name of names.keys()) {
    if (name.length < SHORTEST) continue;
    longest = Math.max(longest, name.length);
    for (const key of [name, ...shortened(name)]) {
      const same = without.get(key);
      if (!same) without.set(key, [name]);
      else if (!same.includes(name)) same.push(name);
    }
  }
  const value = (name: string) => ({ name, value: names.get(name) as T });
  return {
    near(label) {
      if (label.length < SHORTEST - 1 || label.length > longest + 1 || names.has(label)) return;
      // A letter left out: the label itself is a key.
      for (const name of without.get(label) ?? []) if (isOneOff(label, name)) return value(name);
      for (let i = 0; i < label.length; i++)
        for (const name of without.get(label.slice(0, i) + label.slice(i + 1)) ?? [])
          if (isOneOff(label, name)) return value(name);
      return;
    },
  };
}

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
