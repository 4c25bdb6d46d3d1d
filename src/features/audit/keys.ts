/**
 * The key of the audit: 32 bytes of chance, made once and sealed by the server's keys, so that it lives on
 * when those change. From it come the Ed25519 key that signs, and the tags that stand for accounts.
 */
import { open, seal } from "../../core/crypto.ts";
import { alone } from "../../core/db.ts";
import type { World } from "../../core/world.ts";
import { type AuditKey, auditKeyOf } from "./rules.ts";
import * as store from "./store.ts";

const NAME = "audit-key";

const opened = (world: World, sealed: string) => auditKeyOf(open(world.keys, sealed, NAME));

/** Null: none was ever made. */
export async function findAuditKey(world: World): Promise<AuditKey | null> {
  const sealed = await store.readSetting(world.db, NAME);
  return sealed === null ? null : opened(world, sealed);
}

export async function auditKey(world: World): Promise<AuditKey> {
  const known = await findAuditKey(world);
  if (known) return known;
  const sealed = seal(world.keys, world, world.bytes(32), NAME);
  await alone(world, (db) => store.insertSetting(db, NAME, sealed));
  return opened(world, (await store.readSetting(world.db, NAME)) ?? sealed);
}

/** RFC 8037: what a stranger needs to check a line. */
export async function publicKey(world: World) {
  const { kid, x } = await auditKey(world);
  return { kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA", kid, x };
}

/** Key rotation: the same key under the newest of the server's. Returns how many were sealed anew. */
export async function resealAuditKey(world: World): Promise<number> {
  const sealed = await store.readSetting(world.db, NAME);
  if (sealed === null || sealed.startsWith(`${world.keys.current("seal").id}.`)) return 0;
  const anew = seal(world.keys, world, open(world.keys, sealed, NAME), NAME);
  await alone(world, (db) => store.replaceSetting(db, NAME, sealed, anew));
  return 1;
}
