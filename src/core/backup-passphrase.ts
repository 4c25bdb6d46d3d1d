/**
 * A passphrase as age wraps with one (age-encryption.org/v1, "scrypt recipient stanza"), by Node's own scrypt
 * and ChaCha20-Poly1305: the library's are in JavaScript and take 9 seconds where these take half of one.
 */
import { createCipheriv, createDecipheriv, scryptSync } from "node:crypto";
import { type Identity, type Recipient, Stanza } from "age-encryption";
import type { Chance } from "./crypto.ts";

const LABEL = "age-encryption.org/v1/scrypt";
/** age's default: 256 megabytes and half a second a guess. */
const LOG_N = 18;
const LOG_N_MAX = 20;
const TAG_BYTES = 16;
const nonce = Buffer.alloc(12);

const keyOf = (passphrase: string, salt: Buffer, logN: number) =>
  scryptSync(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, {
    ...{ N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** logN * 8 * 256 },
  });

export const passphraseRecipient = (chance: Chance, passphrase: string): Recipient => ({
  wrapFileKey: (fileKey) => {
    const salt = chance.bytes(16);
    const cipher = createCipheriv("chacha20-poly1305", keyOf(passphrase, salt, LOG_N), nonce, {
      authTagLength: TAG_BYTES,
    });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    const shown = salt.toString("base64").replace(/=+$/, "");
    return [new Stanza(["scrypt", shown, String(LOG_N)], new Uint8Array(body))];
  },
});

/** Null: these stanzas are not for a passphrase, or for another one. */
export const passphraseIdentity = (passphrase: string): Identity => ({
  unwrapFileKey: (stanzas) => {
    const [stanza, more] = stanzas;
    const [kind, salt = "", logN = ""] = stanza?.args ?? [];
    if (!stanza || more || kind !== "scrypt" || !(Number(logN) <= LOG_N_MAX)) return null;
    const key = keyOf(passphrase, Buffer.from(salt, "base64"), Number(logN));
    const decipher = createDecipheriv("chacha20-poly1305", key, nonce, {
      authTagLength: TAG_BYTES,
    });
    const body = Buffer.from(stanza.body);
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    try {
      const opened = [decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()];
      return new Uint8Array(Buffer.concat(opened));
    } catch {
      return null;
    }
  },
});
