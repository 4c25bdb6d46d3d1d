/** How a password is written down before it is hashed, counted or compared. */

/**
 * NFKC (NIST SP 800-63B-4 section 3.1.1.2), so that the same characters typed on another keyboard
 * give the same hash: full-width digits, composed and decomposed accents. Spaces and case stay.
 * A lone surrogate has no UTF-8 and would collide with any other, so it becomes U+FFFD here already.
 */
export const normalise = (password: string): string => password.toWellFormed().normalize("NFKC");

/** One Unicode code point is one character (same section). */
export const codePoints = (text: string): string[] => Array.from(text);

/** For comparing only: case, accents and invisible characters do not make another password. */
export const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .normalize("NFKC")
    .toLowerCase();

/** Folded, and without what people put between parts: 1990-01-01, 1990年1月1日, chen.wei, 阿·里. */
export const squeeze = (text: string): string =>
  fold(text).replace(/(?<=\d)[年月日号](?=\d|$)|[\p{Z}\p{P}\p{S}\s]/gu, "");

// `1` and `!` are read as i and as l: both spellings are tried.
const leet: Record<string, string> = {
  "0": "o",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};
const unleet = (text: string, one: string) =>
  text.replace(/[0-9@$!|]/g, (sign) => leet[sign] ?? (/[1!|]/.test(sign) ? one : sign));

// What people append to a word when they are asked for "a number and a sign".
const tail =
  /(?:(?:19|20)\d\d|1?23?4?5?6?|1234?5?6?|520|521|1314|5201314|168|6{2,4}|8{2,4}|\d{1,2})$/;
const signs = /[\p{P}\p{S}\s]{1,3}$/u;

const bare = (text: string) => text.replace(signs, "").replace(tail, "").replace(signs, "");

/**
 * The spellings under which the whole password is looked up in the lists: as it is, without
 * separators, without the usual ending, and with the usual sign swaps undone.
 */
export function spellings(password: string): Set<string> {
  const folded = fold(password);
  const found = new Set<string>();
  for (const form of [folded, squeeze(password), bare(folded)])
    for (const each of [form, unleet(form, "i"), unleet(form, "l")])
      if (each.length >= 3) found.add(each);
  return found;
}
