/**
 * Keeps passwords so that a stolen database is not a list of passwords: argon2id over a keyed hash,
 * the key ("pepper") stored apart from the database (NIST SP 800-63B-4 section 3.1.1.2).
 * The form is a PHC string behind the id of its key, so that both can change with time:
 * `$hmac-sha256$keyid=k1$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
 */
import { createHmac } from "node:crypto";
import { hash, parseOptions, verify } from "@node-rs/argon2";
import { prepare, sameSecret } from "../../core/crypto.ts";
import { normalise } from "./spelling.ts";

export type Pepper = { id: string; key: Uint8Array };
export type HashParams = { memoryKib: number; passes: number; lanes: number };

/** OWASP Password Storage: 19 MiB, two passes, one lane. */
export const defaultParams: HashParams = { memoryKib: 19_456, passes: 2, lanes: 1 };

// At most this many old passwords are compared, newest first: each costs a whole hash.
export const HISTORY_MAX = 5;

const shape = /^\$hmac-sha256\$keyid=([\w.-]{1,64})(\$argon2id\$[\x21-\x7e]+)$/;

// As text, because the library's `verify` takes no other bytes than UTF-8; all 256 bits are in it.
const keyed = (password: string, key: Uint8Array) =>
  createHmac("sha256", prepare(key)).update(normalise(password), "utf8").digest("base64url");

type Hashing = { pepper: Pepper; params?: HashParams; salt?: Uint8Array };

/** The string to store. Without a `salt`, 16 random bytes are drawn inside the hash library. */
export async function hashPassword(
  password: string,
  { pepper, params = defaultParams, salt }: Hashing,
): Promise<string> {
  if (!/^[\w.-]{1,64}$/.test(pepper.id))
    throw new Error("A pepper's id is 1 to 64 of A-Za-z0-9_.-");
  if (pepper.key.length < 16) throw new Error("A pepper's key is at least 16 bytes.");
  const phc = await hash(keyed(password, pepper.key), {
    memoryCost: params.memoryKib,
    timeCost: params.passes,
    parallelism: params.lanes,
    ...(salt && { salt }),
  });
  return `$hmac-sha256$keyid=${pepper.id}${phc}`;
}

/**
 * `peppers`: the current one first, then those still in use. `needsRehash` is true after a right
 * password whose hash has another key or other costs than today's.
 */
export async function verifyPassword(
  stored: string,
  password: string,
  peppers: readonly Pepper[],
  params: HashParams = defaultParams,
): Promise<{ ok: boolean; needsRehash: boolean }> {
  const [, id, phc = ""] = shape.exec(stored) ?? [];
  const pepper = peppers.find((each) => each.id === id);
  // A hash that cannot be read is a fault of ours; in time it looks like a wrong password.
  if (!pepper || !readable(phc)) return verifyNothing(password, params);
  const ok = await verify(phc, keyed(password, pepper.key));
  const made = parseOptions(phc);
  const today =
    pepper.id === peppers[0]?.id &&
    made.memoryCost === params.memoryKib &&
    made.timeCost === params.passes &&
    made.parallelism === params.lanes;
  return { ok, needsRehash: ok && !today };
}

function readable(phc: string): boolean {
  try {
    parseOptions(phc);
    return true;
  } catch {
    return false;
  }
}

const nobody = new Uint8Array(32);
const decoySalt = "bm9ib2R5bm9ib2R5bm9ibw";
const decoyHash = "A".repeat(43);

/**
 * The work of a wrong password, for an account that does not exist: without it, the time of the
 * answer would tell who has an account (domain.md, rule 1). Always false.
 */
export async function verifyNothing(
  password: string,
  { memoryKib, passes, lanes }: HashParams = defaultParams,
): Promise<{ ok: false; needsRehash: false }> {
  const decoy = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${decoySalt}$${decoyHash}`;
  await verify(decoy, keyed(password, nobody));
  return { ok: false, needsRehash: false };
}

export type Compared = { isRecent: boolean; stored: string };

/**
 * Hashes a new password and says whether it was one of the last five (`hashes`, newest first). An
 * account's passwords share one salt, so that one hash answers both; those of another key, cost or salt
 * are compared each by itself, one at a time to keep memory small. What sharing costs, and why it is
 * worth it: docs/decisions/0019-one-salt-an-account.md.
 */
export async function hashAgainst(
  password: string,
  hashes: readonly string[],
  peppers: readonly Pepper[],
  params: HashParams = defaultParams,
): Promise<Compared> {
  const [pepper] = peppers;
  if (!pepper) throw new Error("A password is hashed under a key.");
  const recent = hashes.slice(0, HISTORY_MAX);
  const salt = saltOf(recent[0] ?? "", pepper, params);
  const stored = await hashPassword(password, { pepper, params, ...(salt && { salt }) });
  let isRecent = false;
  for (const before of recent) {
    const isSame = sharesSalt(before, stored)
      ? sameSecret(before, stored)
      : (await verifyPassword(before, password, peppers, params)).ok;
    isRecent ||= isSame;
  }
  return { isRecent, stored };
}

/** Everything of a stored string but the hash at its end. */
const setting = (stored: string) => stored.slice(0, stored.lastIndexOf("$"));
const sharesSalt = (a: string, b: string) => setting(a) === setting(b);

/** The salt of a stored hash, when it was made with today's key and cost. */
function saltOf(stored: string, pepper: Pepper, { memoryKib, passes, lanes }: HashParams) {
  const [, id, phc = ""] = shape.exec(stored) ?? [];
  const today = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$`;
  if (id !== pepper.id || !phc.startsWith(today)) return null;
  return Buffer.from(phc.slice(today.length).split("$")[0] ?? "", "base64");
}
