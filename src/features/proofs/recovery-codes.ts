/**
 * Saved codes: ten of 80 bits. Printed as `S-XXXX-XXXX-XXXX-XXXX`: a slot digit 0 to 9, which is no
 * secret, and 16 characters of Crockford's base32 (5 bits each, so 80 bits by construction). The slot
 * says which stored hash is meant, so that a try costs one hash and not ten.
 */

export type RecoveryCode = {
  slot: number;
  /** The secret: 16 characters, upper case, no dashes. This is what is hashed. */
  code: string;
  /** What is shown and printed, once. */
  display: string;
};

const SLOTS = 10;
/** Crockford's base32: no I, L, O (they look like 1 and 0) and no U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `random` gives bytes of the system's generator; 10 are taken for each code. */
export const newRecoveryCodes = (random: (bytes: number) => Buffer): RecoveryCode[] =>
  Array.from({ length: SLOTS }, (_, slot) => newCode(slot, random(10)));

function newCode(slot: number, bytes: Buffer): RecoveryCode {
  let number = BigInt(`0x${bytes.toString("hex")}`);
  let code = "";
  for (let place = 0; place < 16; place++) {
    code = alphabet.charAt(Number(number & 31n)) + code;
    number >>= 5n;
  }
  return { slot, code, display: `${slot}-${code.replace(/(.{4})(?=.)/g, "$1-")}` };
}

/**
 * Reads a code as people type it: small letters, full-width, spaces or no dashes, O for 0, I or L for 1.
 * Null when it cannot be one.
 */
export function readRecoveryCode(raw: string): { slot: number; code: string } | null {
  if (raw.length > 128) return null;
  const typed = raw
    .normalize("NFKC")
    .replace(/[\s\p{Pd}\p{Cf}\u2212_.]/gu, "")
    .toUpperCase()
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  if (!/^[0-9][0-9A-HJKMNP-TV-Z]{16}$/.test(typed)) return null;
  return { slot: Number(typed[0]), code: typed.slice(1) };
}
