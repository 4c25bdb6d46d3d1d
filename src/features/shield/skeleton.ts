/** What a host looks like, rather than what it says: UTS #39 skeletons, narrowed to what brands are written in. */
import { PASSES_FOR } from "./skeleton-table.ts";

const letters = new Map<string, string>();
for (const [target, row] of PASSES_FOR) for (const letter of row) letters.set(letter, target);

/** Digits that are read as letters; an i, an l and a 1 are one and the same. */
const READ_AS: Record<string, string> = {
  ...{ "0": "o", "1": "l", i: "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g" },
};

export type Skeleton = {
  text: string;
  /** For each character of `text`: where in the original it begins; one more for the end. */
  from: number[];
};

/** Linear in the length of `host`, which is a host in lower case (the shown, not the punycode form). */
export function skeletonOf(host: string): Skeleton {
  let text = "";
  const from: number[] = [];
  let at = 0;
  for (const letter of host) {
    for (const base of plain(letter)) {
      const read = READ_AS[base] ?? base;
      // Two letters that are read as one.
      const before = text.at(-1);
      if (read === "n" && before === "r") text = `${text.slice(0, -1)}m`;
      else if (read === "v" && before === "v") text = `${text.slice(0, -1)}w`;
      else {
        text += read;
        from.push(at);
      }
    }
    at += letter.length;
  }
  from.push(at);
  return { text, from };
}

function plain(letter: string): string {
  if (letter < "\u0080") return letter;
  const known = letters.get(letter);
  if (known) return known;
  let base = "";
  for (const part of letter.normalize("NFD"))
    if (!MARK.test(part)) base += letters.get(part) ?? part;
  return base;
}

const MARK = /\p{M}|\p{Cf}/u;
/** Whether the skeleton can differ from the host at all, i and l apart. */
export const hasLookalikes = (host: string) => /[^a-z.-]|rn|vv/.test(host);
