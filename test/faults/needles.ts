/** Looking for many words in many bytes at once, in the spellings in which words leave a program. */

export type Needle = { what: string; bytes: Buffer; alone: boolean };

/**
 * A word in clear text, and as hex, base64 (at each of its three places in a longer text) and in a URL.
 * A short number is looked for as a word of its own only: six digits in a row are in every hash.
 */
export function needlesOf(what: string, canary: string): Needle[] {
  const clear = Buffer.from(canary);
  const alone = /^\d{1,8}$/.test(canary);
  const spelled: [string, Buffer][] = [["", clear]];
  const hex = clear.toString("hex");
  spelled.push([", in hex", Buffer.from(hex)]);
  if (hex !== hex.toUpperCase()) spelled.push([", in HEX", Buffer.from(hex.toUpperCase())]);
  for (const before of [0, 1, 2]) {
    const all = Buffer.concat([Buffer.alloc(before), clear])
      .toString("base64")
      .replace(/=+$/, "");
    // What depends on the neighbours is cut off.
    const from = Math.ceil((before * 8) / 6);
    const whole = all.slice(from, Math.floor(((before + clear.length) * 8) / 6));
    if (whole.length >= 7) spelled.push([`, in base64 (${before})`, Buffer.from(whole)]);
  }
  const url = encodeURIComponent(canary);
  if (url !== canary) spelled.push([", in a URL", Buffer.from(url)]);
  return spelled.map(([how, bytes]) => ({
    what: `${what}${how}`,
    bytes,
    alone: alone && how === "",
  }));
}

const isLetter = (byte: number | undefined) =>
  byte !== undefined &&
  ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122));

const indexes = new WeakMap<readonly Needle[], { has: Uint8Array; by: Map<number, Needle[]> }>();

/** By the first three bytes, so that one pass over the bytes finds all. */
function indexOf(needles: readonly Needle[]) {
  const known = indexes.get(needles);
  if (known) return known;
  const has = new Uint8Array(2 ** 24);
  const by = new Map<number, Needle[]>();
  for (const needle of needles) {
    const key = needle.bytes.readUIntBE(0, 3);
    has[key] = 1;
    by.set(key, [...(by.get(key) ?? []), needle]);
  }
  const made = { has, by };
  indexes.set(needles, made);
  return made;
}

/** What of them is there; each once. */
export function search(needles: readonly Needle[], bytes: Buffer): string[] {
  const { has, by } = indexOf(needles);
  const found = new Set<string>();
  let key = 0;
  for (let at = 0; at < bytes.length; at++) {
    key = ((key << 8) | (bytes[at] as number)) & 0xffffff;
    if (at < 2 || has[key] === 0) continue;
    const from = at - 2;
    for (const needle of by.get(key) ?? []) {
      const to = from + needle.bytes.length;
      if (
        bytes.compare(needle.bytes, 0, needle.bytes.length, from, Math.min(to, bytes.length)) !== 0
      )
        continue;
      if (needle.alone && (isLetter(bytes[from - 1]) || isLetter(bytes[to]))) continue;
      found.add(needle.what);
    }
  }
  return [...found];
}
