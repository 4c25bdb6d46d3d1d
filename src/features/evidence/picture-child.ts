/**
 * Runs as a process of its own, without secrets, without a network to call and with limits from outside: it
 * reads one file that a stranger made, and writes what people may look at. Whatever the file does to the
 * decoder, it does it here. In: the bytes. Out: a line of JSON, then the pages as JPEG, one after the other.
 */
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import readExif from "exif-reader";
import sharp, { type Sharp } from "sharp";

const PIXELS_MAX = 64_000_000;
const SIDE_MAX = 2400;
const PAGES_MAX = 10;
const PDF_SIDE = 1700;

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

type Raw = { data: Uint8Array; width: number; height: number };

sharp.cache(false);
sharp.concurrency(1);
// No other reader is ever tried on a stranger's bytes.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    ...["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"],
    ...["VipsForeignLoadSvgBuffer", "VipsForeignLoadHeifBuffer"],
  ],
});

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

const raw = ({ data, width, height }: Raw) =>
  sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: PIXELS_MAX });

const tooLarge = (width: number, height: number) => {
  if (width * height > PIXELS_MAX || width < 1 || height < 1) throw new Error("too many pixels");
};

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

async function picture(bytes: Buffer, type: string) {
  const options = { limitInputPixels: PIXELS_MAX, failOn: "warning", animated: false } as const;
  const { width = 0, height = 0, format } = await sharp(bytes, options).metadata();
  if (type !== `image/${format}`) throw new Error("it is something else");
  tooLarge(width, height);
  return { width, height, count: 1, shown: [await page(sharp(bytes, options))] };
}

type Heif = {
  get_width(): number;
  get_height(): number;
  display(into: Raw, done: (filled: Raw | null) => void): void;
};

/** libheif-js has no types of its own for this build. */
async function heic(bytes: Buffer) {
  const libheif = createRequire(import.meta.url)("libheif-js/wasm-bundle");
  const [first] = new libheif.HeifDecoder().decode(bytes) as Heif[];
  if (!first) throw new Error("no picture inside");
  const [width, height] = [first.get_width(), first.get_height()];
  tooLarge(width, height);
  const into = { data: new Uint8ClampedArray(width * height * 4), width, height };
  const filled = await new Promise<Raw | null>((done) =>
    first.display(into as unknown as Raw, done),
  );
  if (!filled) throw new Error("the picture cannot be decoded");
  return { width, height, count: 1, shown: [await page(raw(filled))] };
}

async function pdf(bytes: Buffer) {
  const { init } = await import("@embedpdf/pdfium");
  const wasm = createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm");
  const lib = await init({ wasmBinary: readFileSync(wasm) as unknown as ArrayBuffer });
  lib.PDFiumExt_Init();
  // The memory as it is now: it moves when it grows. The types of this library leave it out.
  const heap = () => (lib.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;
  const at = lib.pdfium.wasmExports.malloc(bytes.length);
  heap().set(bytes, at);
  const open = lib.FPDF_LoadMemDocument(at, bytes.length, "");
  if (!open) throw new Error("the document cannot be opened");
  const count = lib.FPDF_GetPageCount(open);
  const shown = [];
  for (let n = 0; n < Math.min(count, PAGES_MAX); n++) {
    const held = lib.FPDF_LoadPage(open, n);
    const [w, h] = [lib.FPDF_GetPageWidthF(held), lib.FPDF_GetPageHeightF(held)];
    if (!held || !(w > 0) || !(h > 0)) throw new Error("a page cannot be drawn");
    const scale = PDF_SIDE / Math.max(w, h);
    const [width, height] = [
      Math.max(1, Math.round(w * scale)),
      Math.max(1, Math.round(h * scale)),
    ];
    const bitmap = lib.FPDFBitmap_Create(width, height, 0);
    lib.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    // FPDF_ANNOT: what is written over the page is seen. FPDF_REVERSE_BYTE_ORDER: RGBA.
    lib.FPDF_RenderPageBitmap(bitmap, held, 0, 0, width, height, 0, 0x01 | 0x10);
    const from = lib.FPDFBitmap_GetBuffer(bitmap);
    const data = Buffer.from(heap().subarray(from, from + width * height * 4));
    lib.FPDFBitmap_Destroy(bitmap);
    lib.FPDF_ClosePage(held);
    shown.push(await page(raw({ data, width, height })));
  }
  if (shown.length === 0) throw new Error("there is no page");
  const [first] = shown;
  return { width: first?.width ?? 0, height: first?.height ?? 0, count, shown };
}

const readers: Readonly<Record<string, typeof picture>> = {
  ...{ "image/jpeg": picture, "image/png": picture, "image/webp": picture },
  ...{ "image/heic": heic, "application/pdf": pdf },
};

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
const reader = readers[type];
if (!reader) throw new Error(`Nothing here reads ${type}.`);
const { width, height, count, shown } = await reader(bytes, type);
const facts: Facts = { width, height, pages: count, ...(await said(bytes)) };
const head: Shown = {
  facts,
  pages: shown.map(({ width, height, bytes }) => ({ width, height, size: bytes.length })),
};
write(Buffer.from(`${JSON.stringify(head)}\n`));
for (const { bytes } of shown) write(bytes);
