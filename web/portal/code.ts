/** The six digits, however they arrive. */

/** Full-width digits, spaces, dashes and other marks that travel with a pasted code are removed. */
export const cleanDigits = (text: string): string =>
  text.normalize("NFKC").replace(/\D/g, "").slice(0, 6);

/**
 * Did the code arrive whole (paste, autofill, keyboard suggestion) instead of key by key?
 * Only then is it sent by itself: a typed code waits for the button, so that it can be corrected.
 */
export const arrivedWhole = (before: string, after: string): boolean =>
  after.length === 6 && after.length - before.length > 1;

/** Recovery codes: Crockford base32 in groups of four; the server forgives O/0 and I/1 as well. */
export const cleanRecoveryCode = (text: string): string =>
  text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");

/** What a person typed as a phone number, spaced as it is spoken: 138 1234 5678. */
export function spaced(identifier: string): string {
  const text = identifier.normalize("NFKC").trim();
  const digits = text.replace(/[\s()-]/g, "").replace(/^(\+86|0086|86(?=1\d{10}$))/, "");
  return /^1\d{10}$/.test(digits)
    ? `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`
    : text;
}
