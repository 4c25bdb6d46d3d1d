/** A WOFF 1.0 font as the plain font that it packs: reading it packed costs ten times as much per glyph. */
import { inflateSync } from "node:zlib";

export function sfntOf(woff: Buffer): Buffer {
  const tables = woff.readUInt16BE(12);
  const head = Buffer.alloc(12 + 16 * tables);
  woff.copy(head, 0, 4, 8);
  const power = 2 ** Math.floor(Math.log2(tables));
  head.writeUInt16BE(tables, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((tables - power) * 16, 10);
  const parts: Uint8Array[] = [head];
  let at = head.length;
  for (let index = 0; index < tables; index++) {
    const entry = 44 + 20 * index;
    const [from, packed, size] = [4, 8, 12].map((step) => woff.readUInt32BE(entry + step));
    const bytes = woff.subarray(from, (from ?? 0) + (packed ?? 0));
    const table = (packed ?? 0) < (size ?? 0) ? inflateSync(bytes) : bytes;
    // Tag and checksum as they are, then where it stands and how long it is.
    woff.copy(head, 12 + 16 * index, entry, entry + 4);
    woff.copy(head, 16 + 16 * index, entry + 16, entry + 20);
    head.writeUInt32BE(at, 20 + 16 * index);
    head.writeUInt32BE(table.length, 24 + 16 * index);
    const padding = Buffer.alloc((4 - (table.length % 4)) % 4);
    parts.push(table, padding);
    at += table.length + padding.length;
  }
  return Buffer.concat(parts);
}
