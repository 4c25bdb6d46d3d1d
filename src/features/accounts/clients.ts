/** Service keys: what the wallet's own back end shows. Each is shown once and kept as a hash. */
import type { Caller } from "../../core/callers.ts";
import { type Keyring, sha256 } from "../../core/crypto.ts";
import type { Db } from "../../core/db.ts";
import type { Actor, World } from "../../core/world.ts";
import * as store from "./store.ts";

/** A new one, or `given`. Returns it: nobody can read it again. */
export async function newServiceKey(world: World, name: string, scopes: string[], given?: string) {
  const key = given ?? `rk_${world.bytes(24).toString("base64url")}`;
  await store.insertServiceKey(world.db, {
    id: world.id("key"),
    hash: sha256(key),
    name,
    scopes,
    createdAt: world.now(),
  });
  return key;
}

type Client = Extract<Actor, { kind: "client" }>;
/** Service keys that were good when this server last looked, by their hashes. A house has few. */
const remembered = new WeakMap<Keyring, Map<string, Client>>();
const REMEMBERED_MAX = 1000;

function rememberedOf({ keys }: World): Map<string, Client> {
  const known = remembered.get(keys) ?? new Map();
  remembered.set(keys, known);
  return known;
}

const lookUpClient = async (world: World, db: Db, hash: string): Promise<Client | null> =>
  clientOf(world, hash, await store.findServiceKey(db, hash));

/** Who has a key, as it was just found; null when there is none or it has ended. Remembered, or forgotten. */
function clientOf(world: World, hash: string, key: store.ServiceKey | undefined): Client | null {
  const known = rememberedOf(world);
  if (!key || (key.endsAt && key.endsAt <= world.now())) {
    known.delete(hash);
    return null;
  }
  const client: Client = { kind: "client", id: key.id, scopes: key.scopes };
  if (known.size < REMEMBERED_MAX || known.has(hash)) known.set(hash, client);
  return client;
}

const hashOfKey = (bearer: string) => (bearer.startsWith("rk_") ? sha256(bearer) : null);

export async function recogniseClient(world: World, bearer: string): Promise<Actor | null> {
  const hash = hashOfKey(bearer);
  return hash ? lookUpClient(world, world.db, hash) : null;
}

/** The client whose key was good a moment ago; `confirm` asks whether it still is, for the same things. */
export function rememberedClient(world: World, bearer: string): Caller | null {
  const hash = hashOfKey(bearer);
  const actor = hash && rememberedOf(world).get(hash);
  if (!actor) return null;
  const { id, scopes } = actor;
  const isStill = (now: Client | null) =>
    now !== null && now.id === id && scopes.every((scope) => now.scopes.includes(scope));
  return {
    actor,
    confirm: {
      hash,
      ask: async (db) => isStill(await lookUpClient(world, db, hash)),
      isGood: (found) => isStill(clientOf(world, hash, found as store.ServiceKey | undefined)),
    },
  };
}

/** The service key of this id while it is good: its name stands for whoever holds it, its successors too. */
export async function findClient(world: World, id: string) {
  const key = await store.findServiceKeyById(world.db, id);
  if (!key || (key.endsAt && key.endsAt <= world.now())) return null;
  return { id: key.id, name: key.name, scopes: key.scopes };
}
