/** The bytes of a pack: written as a zip piece by piece, sealed, and read again in order. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { openBytes, sealBytes } from "../../core/crypto.ts";
import { alone } from "../../core/db.ts";
import { accountKey } from "../../core/vault.ts";
import type { World } from "../../core/world.ts";
import { PART_BYTES } from "./rules.ts";
import * as store from "./store.ts";
import { directory, type Entry, localHeader, type Packed } from "./zip.ts";

type Of = { accountId: string; packId: string; build: string };

const context = ({ packId, build }: Of, seq: number) => `pack:${packId}:${build}:${seq}`;

export type Writer = {
  file(packed: Packed): Promise<void>;
  /** Hash (hexadecimal) and size of the whole. */
  end(): Promise<{ sha256: string; sizeBytes: number }>;
};

/** Never more of it in memory than one file and one piece. */
export async function writer(world: World, of: Of): Promise<Writer> {
  const key = await accountKey(world, of.accountId);
  const hash = createHash("sha256");
  const entries: Entry[] = [];
  let [at, seq] = [0, 0];
  let held: Buffer[] = [];
  let heldBytes = 0;
  const flush = async (least: number) => {
    while (heldBytes >= least && heldBytes > 0) {
      const all = Buffer.concat(held);
      const [piece, rest] = [all.subarray(0, PART_BYTES), all.subarray(PART_BYTES)];
      const bytes = sealBytes(key, world, piece, context(of, seq));
      const row = { ...of, seq, bytes };
      await alone(world, (db) => store.insertPart(db, row));
      seq++;
      held = rest.length > 0 ? [Buffer.from(rest)] : [];
      heldBytes = rest.length;
    }
  };
  const add = async (bytes: Buffer) => {
    for (let from = 0; from < bytes.length; from += PART_BYTES) {
      const some = bytes.subarray(from, from + PART_BYTES);
      hash.update(some);
      held.push(some);
      heldBytes += some.length;
      at += some.length;
      await flush(PART_BYTES);
    }
  };
  return {
    file: async ({ name, bytes }) => {
      const entry = { name, size: bytes.length, crc: crc32(bytes), at };
      await add(localHeader(name, bytes));
      await add(bytes);
      entries.push(entry);
    },
    end: async () => {
      await add(directory(entries, at));
      await flush(1);
      return { sha256: hash.digest("hex"), sizeBytes: at };
    },
  };
}

/** The pieces in order. Throws when one was changed, moved or is missing. */
export async function* readParts(world: World, of: Of, sizeBytes: number): AsyncGenerator<Buffer> {
  const key = await accountKey(world, of.accountId);
  for (let seq = 0, left = sizeBytes; left > 0; seq++) {
    const row = await store.findPart(world.db, of.accountId, of.packId, of.build, seq);
    if (!row) throw new Error("A piece of an evidence pack is missing.");
    const piece = openBytes(key, row.bytes, context(of, seq));
    left -= piece.length;
    yield piece;
  }
}
