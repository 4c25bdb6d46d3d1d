/**
 * Finds the words of the lists in a folded text in one walk over a tree of letters: no regular expression, so
 * no text can make it slow. A Latin word counts from its beginning (`suspend` is in `suspended`, `lock` is not in
 * `clock`); with `$` it must end there too. Chinese words count wherever they stand.
 */

/** `codes[i]` leads to `nodes[i]`; most have one to three. `wide` does the same for those with many. */
type Node = {
  codes: number[];
  nodes: Node[];
  wide: Map<number, Node> | undefined;
  groups: number[];
  whole: number[];
};
const leaf = (): Node => ({ codes: [], nodes: [], wide: undefined, groups: [], whole: [] });
const FEW = 6;

function step(node: Node, code: number): Node | undefined {
  if (node.wide) return node.wide.get(code);
  const { codes } = node;
  for (let i = 0; i < codes.length; i++) if (codes[i] === code) return node.nodes[i];
  return;
}

/** Words of each group, parted by `|`. */
export type Lists<G extends string> = Record<G, string>;
/** Where the words of a group stand: from, to, from, to, in order of `to` within one beginning. */
export type Spots = readonly number[];
export type Spot = { from: number; to: number };

const NONE: Spots = [];

const isWord = (code: number) =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x27;

const wideOf = ({ codes, nodes }: Node) =>
  new Map(nodes.map((node, i) => [codes[i] ?? 0, node] as const));

function add(root: Node, word: string, group: number) {
  const isWhole = word.endsWith("$");
  let node = root;
  for (const letter of isWhole ? word.slice(0, -1) : word) {
    const code = letter.charCodeAt(0);
    let next = step(node, code);
    if (!next) {
      next = leaf();
      node.codes.push(code);
      node.nodes.push(next);
      if (node.codes.length > FEW) node.wide = wideOf(node);
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
  // Nearly every place of a text begins no word: one look in a table says so.
  const begins: (Node | undefined)[] = new Array(0x10000);
  for (const [i, code] of root.codes.entries()) begins[code] = root.nodes[i];
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
      let node = begins[first];
      for (let end = at + 1; node; end++) {
        if (node.groups.length > 0) note(node.groups, at, end);
        const code = end < text.length ? text.charCodeAt(end) : 0;
        if (node.whole.length > 0 && !isWord(code)) note(node.whole, at, end);
        node = step(node, code);
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

/**
 * The first place where a word of one list stands at most `within` characters from one of the other, and of which `fits`
 * holds; it is asked of each pair.
 */
export function near(
  one: Spots,
  other: Spots,
  within: number,
  fits?: (spot: Spot) => boolean,
): Spot | undefined {
  let j = 0;
  for (let i = 0; i < one.length; i += 2) {
    const from = one[i] ?? 0;
    const to = one[i + 1] ?? 0;
    while (j < other.length && (other[j + 1] ?? 0) < from - within) j += 2;
    // The word itself may be in both lists: `delivery fee` needs two words.
    for (let k = j; k < other.length && (other[k] ?? 0) <= to + within && k < j + 16; k += 2) {
      const [a, b] = [other[k] ?? 0, other[k + 1] ?? 0];
      if (a < to && b > from) continue;
      const spot = { from: Math.min(from, a), to: Math.max(to, b) };
      if (!fits || fits(spot)) return spot;
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
