/**
 * One-time passwords of authenticator apps: RFC 4226 (HOTP) and RFC 6238 (TOTP). Ours are SHA-1, six
 * digits, 30 seconds, which is what every app reads; the other hashes are here for the RFC's vectors.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export type Algorithm = "sha1" | "sha256" | "sha512";

const STEP_MS = 30_000;
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 section 6, without padding, as otpauth URLs want it. */
export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

/** Takes lower case, spaces and padding; null for anything that is not base32. */
export function fromBase32(text: string): Buffer | null {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text.replace(/[\s=]/g, "").toUpperCase()) {
    const value = alphabet.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  return Buffer.from(bytes);
}

/** RFC 4226 section 5.3. */
export function hotp(key: Uint8Array, counter: number, digits = 6, algorithm: Algorithm = "sha1") {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(algorithm, key).update(moving).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** RFC 6238 section 4.2: the number of whole steps since 1970. */
export const stepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

/**
 * The step that a code belongs to, or null. Takes the step of `now` and one back (RFC 6238 section 5.2
 * recommends no more), and nothing at or before `lastStep`, so that a code is good once. `now` is the
 * wall's time; the caller records the step in the transaction that accepts the code.
 */
export function matchTotp(
  secret: string,
  code: string,
  now: Date,
  lastStep: number | null,
): number | null {
  const key = fromBase32(secret);
  if (!key || key.length === 0) return null;
  const current = stepAt(now);
  let matched: number | null = null;
  for (const step of [current - 1, current]) {
    if (step < 0) continue;
    const same = equal(hotp(key, step), code);
    if (same && (lastStep === null || step > lastStep)) matched = step;
  }
  return matched;
}

function equal(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** 160 bits, the length of SHA-1's output (RFC 4226 section 4, R6), in base32. */
export const newTotpSecret = (random: (bytes: number) => Buffer): string => toBase32(random(20));

/** What the QR code of an authenticator app holds. `account` is shown in the app: give a masked name. */
export function otpauthUrl(secret: string, issuer: string, account: string): string {
  // A colon separates issuer and account, so neither may bring its own.
  const plain = (text: string) => encodeURIComponent(text.replaceAll(":", " ").trim());
  const label = `${plain(issuer)}:${plain(account)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${plain(issuer)}&algorithm=SHA1&digits=6&period=30`;
}
