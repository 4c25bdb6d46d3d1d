/**
 * A backup as a file: records, compressed, sealed. It is written under another name, put on the disk and
 * then renamed, so that what has the name of a backup is a whole one. Nothing of it is held in
 * memory but the piece at work.
 */
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Duplex } from "node:stream";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import {
  BackupError,
  type Opener,
  opened,
  openHead,
  type Sealer,
  sealed,
  sealHead,
} from "./backup-seal.ts";
import type { Chance } from "./crypto.ts";

/** Facts as JSON, or bytes of a table's rows. */
export type Part = { json: unknown } | { rows: Buffer };

const JSON_RECORD = 0x4a;
const ROWS_RECORD = 0x52;
/** What is sealed gets little smaller, however hard it is tried. */
const FAST = { [constants.ZSTD_c_compressionLevel]: 1 };
const RECORD_BYTES_MAX = 256 * 1024 * 1024;

async function* framed(records: AsyncIterable<Part>): AsyncGenerator<Buffer> {
  for await (const record of records) {
    const isJson = "json" in record;
    const body = isJson ? Buffer.from(JSON.stringify(record.json)) : record.rows;
    const head = Buffer.alloc(5);
    head[0] = isJson ? JSON_RECORD : ROWS_RECORD;
    head.writeUInt32BE(body.length, 1);
    yield head;
    yield body;
  }
}

async function* unframed(bytes: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  let held: Buffer = Buffer.alloc(0);
  for await (const more of bytes) {
    held = held.length > 0 ? Buffer.concat([held, more]) : more;
    for (;;) {
      if (held.length < 5) break;
      const size = held.readUInt32BE(1);
      if (size > RECORD_BYTES_MAX) throw new BackupError("The backup holds a record of no size.");
      if (held.length < 5 + size) break;
      const body = held.subarray(5, 5 + size);
      yield held[0] === JSON_RECORD ? { json: JSON.parse(body.toString()) } : { rows: body };
      held = held.subarray(5 + size);
    }
  }
  if (held.length > 0) throw new BackupError("The backup ends within a record.");
}

/** Writes a backup; gives back its size in bytes. A failure leaves nothing under either name. */
export async function writeBackup(
  path: string,
  records: AsyncIterable<Part>,
  to: Sealer,
  chance: Chance,
): Promise<number> {
  const draft = `${path}.unfinished`;
  const { head, key } = await sealHead(chance, to);
  const file = await open(draft, "w", 0o600);
  let size = 0;
  try {
    const write = async (bytes: Buffer) => {
      size += bytes.length;
      await writeAll(file, bytes);
    };
    await write(Buffer.from(head, "latin1"));
    const compress = createZstdCompress({ params: FAST });
    const feeding = feed(framed(records), compress);
    feeding.catch((error) => compress.destroy(error));
    for await (const bytes of sealed(key, compress)) await write(bytes);
    await feeding;
    await file.sync();
    await file.close();
    await rename(draft, path);
    await syncFolder(dirname(path));
    return size;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
}

async function feed(bytes: AsyncIterable<Buffer>, into: Duplex): Promise<void> {
  for await (const each of bytes) if (!into.write(each)) await drained(into);
  into.end();
}

const drained = (into: Duplex) =>
  new Promise<void>((done, failed) => {
    const onClose = () => failed(new Error("The compressor was closed."));
    into.once("close", onClose);
    into.once("drain", () => {
      into.off("close", onClose);
      done();
    });
  });

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; )
    at += (await file.write(bytes, at, bytes.length - at)).bytesWritten;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

/** Opens a backup: its records from the first to the last, as often as they are asked for. */
export async function openBackup(path: string, by: Opener) {
  const file = await open(path, "r").catch(() => {
    throw new BackupError(`There is no file ${path} that can be read.`);
  });
  const start = Buffer.alloc(16_384);
  const { bytesRead } = await file.read(start, 0, start.length, 0);
  await file.close();
  const { key, bytes: from } = await openHead(start.subarray(0, bytesRead), by);
  const content = () =>
    opened(key, createReadStream(path, { start: from, highWaterMark: 1 << 20 }));
  return {
    /** Reads the whole file and opens every piece; throws BackupError unless all are as they were made. */
    prove: async (): Promise<number> => {
      let size = 0;
      for await (const bytes of content()) size += bytes.length;
      return size;
    },
    records: (): AsyncGenerator<Part> => {
      const expand = createZstdDecompress();
      const feeding = feed(content(), expand);
      feeding.catch((error) => expand.destroy(error));
      return unframed(expand as AsyncIterable<Buffer>);
    },
  };
}
