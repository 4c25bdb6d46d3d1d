/**
 * The keys that sign security event tokens: RSA, made when the first stream or the first look at
 * `/jwks.json` needs one, never at a start. The next is published an hour before it signs.
 */
import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { open, seal } from "../../core/crypto.ts";
import type { World } from "../../core/world.ts";
import * as store from "./keys-store.ts";
import { needsKey, publishedKeys, signingKey } from "./rules.ts";

type Key = { kid: string; createdAt: Date; publicJwk: Record<string, string>; sealed: string };
export type Signer = { kid: string; key: KeyObject };

/** Looked up again after this long, so that a key of another process is known in time. */
const KNOWN_MS = 60_000;
const context = (kid: string) => `signing-key:${kid}`;

type Known = { atMs: number; keys: Promise<Key[]>; signers: Map<string, KeyObject> };
/** Per server of this process; its keyring is what the worlds of all its requests share. */
const known = new WeakMap<object, Known>();

export function forgetKeys(world: World) {
  known.delete(world.keys);
}

function knownKeys(world: World): Known {
  const now = world.wallNow().getTime();
  const before = known.get(world.keys);
  if (before && now - before.atMs < KNOWN_MS) return before;
  const keys = readKeys(world);
  const fresh = { atMs: now, keys, signers: before?.signers ?? new Map() };
  known.set(world.keys, fresh);
  keys.catch(() => known.delete(world.keys));
  return fresh;
}

/** Newest first, the next one made when it is time. */
async function readKeys(world: World): Promise<Key[]> {
  const keys = await store.listKeys(world.db);
  if (!needsKey(keys, world.wallNow())) return keys;
  await makeKey(world, keys.length);
  return store.listKeys(world.db);
}

const generate = promisify(generateKeyPair);

async function makeKey(world: World, before: number) {
  const { publicKey, privateKey } = await generate("rsa", { modulusLength: 2048 });
  const newest = (await store.listKeys(world.db))[0]?.kid ?? "";
  const kid = `k${Math.max(before, Number(newest.slice(1)) || 0) + 1}`;
  const { n = "", e = "" } = publicKey.export({ format: "jwk" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  await store.insertKey(world.db, {
    kid,
    publicJwk: JSON.stringify({ kty: "RSA", use: "sig", alg: "RS256", kid, n, e }),
    sealed: seal(world.keys, world, pem, context(kid)),
    createdAt: world.wallNow(),
  });
}

/** The key that signs now. */
export async function signer(world: World): Promise<Signer> {
  const { keys, signers } = knownKeys(world);
  const current = signingKey(await keys, world.wallNow());
  if (!current) throw new Error("There is no key to sign with.");
  const { kid, sealed } = current;
  const key = signers.get(kid) ?? createPrivateKey(open(world.keys, sealed, context(kid)));
  signers.set(kid, key);
  return { kid, key };
}

/** RFC 7517: the public halves, of old keys as long as something that they signed may be under way. */
export async function jwks(world: World) {
  const keys = publishedKeys(await knownKeys(world).keys, world.wallNow());
  return { keys: keys.map(({ publicJwk }) => publicJwk) };
}

/** Time passed: keys that nobody needs go. */
export async function sweepKeys(world: World): Promise<number> {
  const keys: Key[] = await store.listKeys(world.db);
  const needed = publishedKeys(keys, world.wallNow());
  const old = keys.filter((key) => !needed.includes(key));
  for (const { kid } of old) await store.deleteKey(world.db, kid);
  return old.length;
}

/** Key rotation: those that an older key of the server seals are sealed anew. Returns how many were. */
export async function resealKeys(world: World): Promise<number> {
  const current = `${world.keys.current("seal").id}.`;
  const keys: Key[] = await store.listKeys(world.db);
  const older = keys.filter(({ sealed }) => !sealed.startsWith(current));
  for (const { kid, sealed } of older) {
    const plain = open(world.keys, sealed, context(kid));
    await store.resealKey(world.db, kid, sealed, seal(world.keys, world, plain, context(kid)));
  }
  return older.length;
}
