/**
 * Finds the words of the lists in a folded text in one walk over a tree of letters: no regular expression, so
 * no text can make it slow. A Latin word counts from its beginning (`suspend` is in `suspended`, `lock` is not in
 * `clock`); with `$` it must end there too. Chinese words count wherever they stand.
 */

type Node = { next: Map<number, Node>; groups: number[]; whole: number[] };
const leaf = (): Node => ({ next: new Map(), groups: [], whole: [] });

/** Words of each group, parted by `|`. */
export type Lists<G extends string> = Record<G, string>;
/** Where the words of a group stand: from, to, from, to, in order of `to` within one beginning. */
export type Spots = readonly number[];
export type Spot = { from: number; to: number };

const NONE: Spots = [];

const isWord = (code: number) =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x27;

function add(root: Node, word: string, group: number) {
  const isWhole = word.endsWith("$");
  let node = root;
  for (const letter of isWhole ? word.slice(0, -1) : word) {
    const code = letter.charCodeAt(0);
    let next = node.next.get(code);
    if (!next) {
      next = leaf();
      node.next.set(code, next);
    }
    node = next;
  }
  (isWhole ? node.whole : node.groups).push(group);
}

/** What one text has of the lists. */
export type Found<G extends string> = {
  of: (group: G) => Spots;
  /** The lists that it has a word of, in the order in which they were named. */
  groups: () => G[];
};
export type Scan<G extends string> = (folded: string) => Found<G>;

/** A scanner of these lists. A list may be named twice in different objects; its words are joined. */
export function scanner<G extends string>(...lists: Partial<Lists<G>>[]): Scan<G> {
  const places = new Map<string, number>();
  const root = leaf();
  for (const list of lists)
    for (const [name, words] of Object.entries<string | undefined>(list)) {
      const place = places.get(name) ?? places.size;
      places.set(name, place);
      for (const word of (words ?? "").split("|")) if (word) add(root, word, place);
    }
  const names = [...places.keys()] as G[];
  return (text) => {
    const found: (number[] | undefined)[] = [];
    const note = (groups: readonly number[], from: number, to: number) => {
      for (const group of groups) {
        found[group] ??= [];
        found[group].push(from, to);
      }
    };
    let inWord = false;
    for (let at = 0; at < text.length; at++) {
      const first = text.charCodeAt(at);
      const was = inWord;
      inWord = isWord(first);
      if (was && inWord) continue;
      let node = root.next.get(first);
      for (let end = at + 1; node; end++) {
        if (node.groups.length > 0) note(node.groups, at, end);
        const code = end < text.length ? text.charCodeAt(end) : 0;
        if (node.whole.length > 0 && !isWord(code)) note(node.whole, at, end);
        node = node.next.get(code);
      }
    }
    return {
      of: (group) => found[places.get(group) ?? -1] ?? NONE,
      groups: () => names.filter((_, place) => found[place]),
    };
  };
}

export const first = (spots: Spots): Spot | undefined =>
  spots.length === 0 ? undefined : { from: spots[0] ?? 0, to: spots[1] ?? 0 };

/** The first place where a word of one list stands at most `within` characters from one of the other. */
export function near(one: Spots, other: Spots, within: number): Spot | undefined {
  let j = 0;
  for (let i = 0; i < one.length; i += 2) {
    const from = one[i] ?? 0;
    const to = one[i + 1] ?? 0;
    while (j < other.length && (other[j + 1] ?? 0) < from - within) j += 2;
    // The word itself may be in both lists: `delivery fee` needs two words.
    for (let k = j; k < other.length && (other[k] ?? 0) <= to + within && k < j + 16; k += 2) {
      const [a, b] = [other[k] ?? 0, other[k + 1] ?? 0];
      if (a >= to || b <= from) return { from: Math.min(from, a), to: Math.max(to, b) };
    }
  }
}

/** Whether a word of the list ends at most `within` characters before this place. */
export function before(spots: Spots, at: number, within: number): boolean {
  for (let i = 0; i < spots.length; i += 2) {
    const to = spots[i + 1] ?? 0;
    if (to > at) return false;
    if (at - to <= within) return true;
  }
  return false;
}
