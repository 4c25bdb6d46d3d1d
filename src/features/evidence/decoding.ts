/**
 * Reads a stranger's file into pixels. Only ever run in a process of its own (`picture-child.ts`, `reader-child.ts`),
 * which has nothing to lose.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import sharp, { type Sharp } from "sharp";

export const PIXELS_MAX = 64_000_000;
const PAGES_MAX = 10;
const PDF_SIDE = 1700;

type Raw = { data: Uint8Array; width: number; height: number };
/** `count`: pages that the file has; `pictures`: those that are drawn. */
export type Decoded = { width: number; height: number; count: number; pictures: Sharp[] };

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

const raw = ({ data, width, height }: Raw) =>
  sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: PIXELS_MAX });

const tooLarge = (width: number, height: number) => {
  if (width * height > PIXELS_MAX || width < 1 || height < 1) throw new Error("too many pixels");
};

async function picture(bytes: Buffer, type: string) {
  const options = { limitInputPixels: PIXELS_MAX, failOn: "warning", animated: false } as const;
  const { width = 0, height = 0, format } = await sharp(bytes, options).metadata();
  if (type !== `image/${format}`) throw new Error("it is something else");
  tooLarge(width, height);
  return { width, height, count: 1, pictures: [sharp(bytes, options)] };
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
  return { width, height, count: 1, pictures: [raw(filled)] };
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
  const pictures: Sharp[] = [];
  let first: { width: number; height: number } | undefined;
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
    pictures.push(raw({ data, width, height }));
    first ??= { width, height };
  }
  if (!first) throw new Error("there is no page");
  return { ...first, count, pictures };
}

const readers: Readonly<Record<string, (bytes: Buffer, type: string) => Promise<Decoded>>> = {
  ...{ "image/jpeg": picture, "image/png": picture, "image/webp": picture },
  ...{ "image/heic": heic, "application/pdf": pdf },
};

/** Throws whatever the file makes of it. */
export function decode(bytes: Buffer, type: string): Promise<Decoded> {
  const reader = readers[type];
  if (!reader) throw new Error(`Nothing here reads ${type}.`);
  return reader(bytes, type);
}
