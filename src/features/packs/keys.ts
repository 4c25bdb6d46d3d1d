/**
 * The keys that sign packs, and nothing else: 32 bytes of chance each, sealed by the server's keys, so that they
 * live on when those change. A key that is retired loses its secret half; the other half stays published, since
 * a pack may be looked at years later.
 */
import { open, seal } from "../../core/crypto.ts";
import { alone } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { type Signer, signerOf } from "./manifest.ts";
import * as store from "./store.ts";

const NAME = "pack-keys";
export const KEYS_PATH = "/.well-known/rightful-pack-keys.json";

type Kept = {
  fingerprint: string;
  publicKeyPem: string;
  since: string;
  until: string | null;
  /** Null: retired. */
  secret: string | null;
};

const parse = (text: string | null): Kept[] => (text === null ? [] : JSON.parse(text));

function made(world: World): Kept {
  const secret = world.bytes(32);
  const { fingerprint, publicKeyPem } = signerOf(secret);
  const since = world.now().toISOString();
  return {
    ...{ fingerprint, publicKeyPem, since, until: null },
    secret: seal(world.keys, world, secret, NAME),
  };
}

/** The newest first; the first is made when somebody asks. */
async function readKeys(world: World): Promise<Kept[]> {
  const known = await store.readSetting(world.db, NAME);
  if (known !== null) return parse(known);
  const first = JSON.stringify([made(world)]);
  await alone(world, (db) => store.insertSetting(db, NAME, first));
  return parse((await store.readSetting(world.db, NAME)) ?? first);
}

export async function packSigner(world: World): Promise<Signer> {
  const [newest] = await readKeys(world);
  if (!newest?.secret) throw new Error("The key that signs packs is gone.");
  return signerOf(open(world.keys, newest.secret, NAME));
}

/** What a stranger needs to check a pack: every key that ever signed one. */
export async function publishedKeys(world: World) {
  const keys = (await readKeys(world)).map(({ secret: _secret, ...open }) => open);
  return { keys };
}

/** A new key from now on; the one before is retired. Packs that it signed stay as good as they were. */
export async function renewPackKey(world: World): Promise<string> {
  await readKeys(world);
  const before = (await store.readSetting(world.db, NAME)) ?? "[]";
  const now = world.now().toISOString();
  const older = parse(before).map((each) => ({ ...each, secret: null, until: each.until ?? now }));
  const newest = made(world);
  const after = JSON.stringify([newest, ...older]);
  await alone(world, (db) => store.replaceSetting(db, NAME, before, after));
  return newest.fingerprint;
}

/** Key rotation of the server: the same key under the newest of its own. Returns how many were sealed anew. */
export async function resealPackKey(world: World): Promise<number> {
  const before = await store.readSetting(world.db, NAME);
  const newest = `${world.keys.current("seal").id}.`;
  const keys = parse(before);
  if (before === null || keys.every(({ secret }) => !secret || secret.startsWith(newest))) return 0;
  const again = keys.map((each) => ({
    ...each,
    secret: each.secret && seal(world.keys, world, open(world.keys, each.secret, NAME), NAME),
  }));
  await alone(world, (db) => store.replaceSetting(db, NAME, before, JSON.stringify(again)));
  return 1;
}
