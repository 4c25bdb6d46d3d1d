/**
 * Runs as a process of its own, without secrets and with limits from outside: it reads one file that a stranger
 * made, and writes what people may look at. Whatever the file does to the decoder, it does it here. In: the bytes. Out: a line of JSON, then the pages as JPEG, one after the other.
 */
import { readFileSync, writeSync } from "node:fs";
import readExif from "exif-reader";
import sharp, { type Sharp } from "sharp";
import { decode, PIXELS_MAX } from "./decoding.ts";

const SIDE_MAX = 2400;

export type Facts = {
  width: number;
  height: number;
  pages: number;
  takenAt: string | null;
  /** Program or camera that wrote the file. */
  madeBy: string | null;
  hadLocation: boolean;
};
export type Shown = { facts: Facts; pages: { width: number; height: number; size: number }[] };

const mark = readFileSync(new URL("../../../content/evidence/watermark.svg", import.meta.url));
const [, viewBox = "0 0 1 1", path = ""] =
  /viewBox="([^"]+)"[\s\S]*<path d="([^"]+)"/.exec(mark.toString()) ?? [];

/** The words across the whole picture, light with a dark edge: seen on any ground, and not to be cut off. */
function watermark(width: number, height: number): Buffer {
  const [, , markWidth = 1, markHeight = 1] = viewBox.split(" ").map(Number);
  const scale = Math.max(width, height) / markWidth / 2.2;
  const step = markHeight * scale * 7;
  const lines: string[] = [];
  const reach = Math.hypot(width, height);
  for (let y = -reach, row = 0; y < reach; y += step, row++)
    for (
      let x = -reach - (row % 2) * markWidth * scale * 0.6;
      x < reach;
      x += markWidth * scale * 1.3
    )
      lines.push(`<use href="#m" transform="translate(${x} ${y}) scale(${scale})"/>`);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><path id="m" d="${path}" fill="#fff" fill-opacity=".42" stroke="#000" stroke-opacity=".28" stroke-width=".7"/></defs><g transform="translate(${width / 2} ${height / 2}) rotate(-28)">${lines.join("")}</g></svg>`,
  );
}

async function page(picture: Sharp) {
  const flat = await picture
    .rotate()
    .resize(SIDE_MAX, SIDE_MAX, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = flat.info;
  // Only pixels go on from here: nothing that was beside them in the file can be in the copy.
  const bytes = await sharp(flat.data, { raw: { width, height, channels } })
    .composite([{ input: watermark(width, height) }])
    .jpeg({ quality: 84 })
    .toBuffer();
  return { width, height, bytes };
}

const text = (value: unknown) =>
  typeof value === "string" ? value.replace(/[^\x20-\x7e一-鿿]/g, "").slice(0, 60) || null : null;

/** What the file says of itself; anybody can write there whatever they like. */
async function said(bytes: Buffer) {
  const nothing = { takenAt: null, madeBy: null, hadLocation: false };
  try {
    const { exif } = await sharp(bytes, { limitInputPixels: PIXELS_MAX }).metadata();
    if (!exif) return nothing;
    const { Image, Photo, GPSInfo } = readExif(exif);
    const at = Photo?.DateTimeOriginal ?? Image?.DateTime;
    const isTime = at instanceof Date && !Number.isNaN(at.getTime());
    return {
      takenAt: isTime ? at.toISOString() : null,
      madeBy: text(Image?.Software) ?? text(Image?.Model),
      hadLocation: GPSInfo !== undefined && Object.keys(GPSInfo).length > 0,
    };
  } catch {
    return nothing;
  }
}

function write(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN") throw error;
    }
  }
}

const type = process.argv[2] ?? "";
const bytes = readFileSync(0);
const { width, height, count, pictures } = await decode(bytes, type);
const shown = [];
for (const each of pictures) shown.push(await page(each));
const facts: Facts = { width, height, pages: count, ...(await said(bytes)) };
const head: Shown = {
  facts,
  pages: shown.map(({ width, height, bytes }) => ({ width, height, size: bytes.length })),
};
write(Buffer.from(`${JSON.stringify(head)}\n`));
for (const { bytes } of shown) write(bytes);
