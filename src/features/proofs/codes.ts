/**
 * What people type when they are asked for six digits. Whether a code is live and right is judged in
 * `rules.ts` and `actions.ts`; here it is only read.
 */

/** Spaces, dashes of every kind, and the invisible marks that come along when text is copied. */
const filler = /[\s\p{Pd}\p{Cf}\u2212.]/gu;

/** Six plain digits, or null. Takes full-width digits, `123 456` and `123-456`. */
export function cleanCode(raw: string): string | null {
  if (raw.length > 64) return null;
  const digits = raw.normalize("NFKC").replace(filler, "");
  return /^[0-9]{6}$/.test(digits) ? digits : null;
}
