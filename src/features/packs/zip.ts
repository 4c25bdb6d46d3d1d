/**
 * A zip in which every byte is settled (APPNOTE 6.3.10, files stored as they are): one time, one order, no extra
 * fields, no comment. So the same files are the same zip under any version of any library, and a zip that
 * differs in one bit from what its files would make was changed.
 */
import { crc32 } from "node:zlib";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Names are plain ASCII; 1980-01-01 00:00, the first time that a zip can hold. */
const DATE = 0x0021;

/** Names that are harmless on any system: no way up, no drive, no device, nothing hidden. */
export const NAME = /^(?:[a-z0-9][a-z0-9_-]{0,40}\/){0,3}[a-zA-Z0-9][a-zA-Z0-9._-]{0,80}$/;

export type Entry = { name: string; size: number; crc: number; at: number };

const fields = (crc: number, size: number, name: Buffer) => {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(VERSION, 0);
  // Flags 0, method 0 (stored), time 0.
  head.writeUInt16LE(DATE, 8);
  head.writeUInt32LE(crc, 10);
  head.writeUInt32LE(size, 14);
  head.writeUInt32LE(size, 18);
  head.writeUInt16LE(name.length, 22);
  return head;
};
const mark = (signature: number) => {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(signature);
  return head;
};

/** What stands before the bytes of a file. */
export function localHeader(name: string, bytes: Uint8Array): Buffer {
  if (!NAME.test(name)) throw new Error("Not a name for a file of a pack.");
  const named = Buffer.from(name, "ascii");
  return Buffer.concat([mark(LOCAL), fields(crc32(bytes), bytes.length, named), named]);
}

/** What stands behind the last file. */
export function directory(entries: readonly Entry[], start: number): Buffer {
  const rows = entries.map(({ name, size, crc, at }) => {
    const named = Buffer.from(name, "ascii");
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    const by = Buffer.alloc(2);
    by.writeUInt16LE(VERSION);
    return Buffer.concat([mark(CENTRAL), by, fields(crc, size, named), rest, named]);
  });
  const size = rows.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([...rows, end]);
}

export type Packed = { name: string; bytes: Buffer };

/** The whole zip at once: to test, and to hold a zip against what its files would make. */
export function zipOf(files: readonly Packed[]): Buffer {
  const entries: Entry[] = [];
  const parts: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const head = localHeader(name, bytes);
    entries.push({ name, size: bytes.length, crc: crc32(bytes), at });
    parts.push(head, bytes);
    at += head.length + bytes.length;
  }
  return Buffer.concat([...parts, directory(entries, at)]);
}

/** The files of a zip of ours, one behind the other from its first byte; null where it is none. */
export function filesOf(zip: Buffer): Packed[] | null {
  const files: Packed[] = [];
  for (let at = 0; at + 30 <= zip.length && zip.readUInt32LE(at) === LOCAL; ) {
    const size = zip.readUInt32LE(at + 22);
    const from = at + 30 + zip.readUInt16LE(at + 26);
    const name = zip.subarray(at + 30, from).toString("latin1");
    if (!NAME.test(name) || from + size > zip.length) return null;
    files.push({ name, bytes: zip.subarray(from, from + size) });
    at = from + size;
  }
  return files.length > 0 ? files : null;
}
