/** The bytes of a file, sealed piece by piece, and what a case is told of its files. */
import { openBytes, sealBytes, sha256 } from "../../core/crypto.ts";
import { emit } from "../../core/events.ts";
import { accountKey } from "../../core/vault.ts";
import type { Actor, World } from "../../core/world.ts";
import { openFor, sealFor } from "../accounts/index.ts";
import { filesChanged } from "../cases/index.ts";
import { counts } from "./rules.ts";
import * as store from "./store.ts";

export type File = store.FileRow;
export type Copy = "original" | "view";
/** What the claimant's browser said of it. */
export type Said = { name: string; fingerprint: string };

const partContext = (fileId: string, copy: Copy, page: number, seq: number) =>
  `evidence:${fileId}:${copy}:${page}:${seq}`;
const saidContext = (fileId: string) => `evidence-said:${fileId}`;

export const sealSaid = (world: World, key: Buffer, fileId: string, said: Said) =>
  sealFor(world, key, JSON.stringify(said), saidContext(fileId));
export const readSaid = (key: Buffer, { id, said }: File): Said =>
  JSON.parse(openFor(key, said, saidContext(id)));

type Place = { accountId: string; fileId: string; copy: Copy; page: number; seq: number };
export async function keepPart(world: World, { copy, page, seq, ...of }: Place, bytes: Buffer) {
  const key = await accountKey(world, of.accountId);
  const sealed = sealBytes(key, world, bytes, partContext(of.fileId, copy, page, seq));
  await store.insertPart(world.db, { ...of, copy, page, seq, bytes: sealed });
}

/** All bytes of one copy. Throws when a piece was changed, moved or is missing. */
export async function readCopy(world: World, { accountId, id }: File, copy: Copy, page = 0) {
  const key = await accountKey(world, accountId);
  const rows = await store.listParts(world.db, accountId, id, copy, page);
  return Buffer.concat(
    rows.map(({ bytes }, seq) => openBytes(key, bytes, partContext(id, copy, page, seq))),
  );
}

/** As much as it takes to know what a file is. A connection that broke early leaves a first piece of any size. */
const HEAD_BYTES = 256;

export async function readFirst(world: World, file: File): Promise<Buffer> {
  const key = await accountKey(world, file.accountId);
  const row = await store.findFirstPart(world.db, file.accountId, file.id);
  const first = row && openBytes(key, row.bytes, partContext(file.id, "original", 0, 0));
  return first && first.length >= HEAD_BYTES ? first : readCopy(world, file, "original");
}

/** One digest of all that counts as there; empty when nothing does. */
export async function tellCase(world: World, { accountId, caseId }: File): Promise<void> {
  const files = await store.listFiles(world.db, accountId, [caseId]);
  const there = files.filter(({ state }) => counts(state));
  const digest = there.map(({ id, state, sha256 }) => [id, state, sha256]);
  await filesChanged(
    world,
    accountId,
    caseId,
    there.length > 0 ? sha256(JSON.stringify(digest)) : "",
  );
}

/** A file changes, with its event. The caller holds the account's lock. */
export async function change(
  world: World,
  actor: Actor,
  file: File,
  type: string,
  set: Partial<Omit<File, "accountId" | "id">>,
  facts: Record<string, unknown> = {},
): Promise<File> {
  await store.updateFile(world.db, file.accountId, file.id, set);
  const after = { ...file, ...set };
  await emit(world, actor, type, file.accountId, {
    ...{ caseId: file.caseId, evidenceId: file.id, kind: file.kind, state: after.state, ...facts },
  });
  return after;
}
