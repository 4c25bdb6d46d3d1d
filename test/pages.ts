/** A PDF as a reader of it sees it: its text, and its pages as pictures, by PDFium. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { init } from "@embedpdf/pdfium";

export type Page = {
  text: string;
  /** Each character with the share of its place that is dark; what is missing on the page has none. */
  chars: { char: string; ink: number }[];
};

export async function readPages(bytes: Buffer, scale = 1.5): Promise<Page[]> {
  const wasm = createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm");
  const lib = await init({ wasmBinary: readFileSync(wasm) as unknown as ArrayBuffer });
  lib.PDFiumExt_Init();
  const heap = () => (lib.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;
  const { malloc } = lib.pdfium.wasmExports;
  const at = malloc(bytes.length);
  heap().set(bytes, at);
  const open = lib.FPDF_LoadMemDocument(at, bytes.length, "");
  if (!open) throw new Error("This is no PDF.");
  return Array.from({ length: lib.FPDF_GetPageCount(open) }, (_, n) => {
    const page = lib.FPDF_LoadPage(open, n);
    const written = lib.FPDFText_LoadPage(page);
    const chars = lib.FPDFText_CountChars(written);
    const room = malloc(2 * (chars + 1));
    lib.FPDFText_GetText(written, 0, chars, room);
    const text = Buffer.from(heap().subarray(room, room + 2 * chars)).toString("utf16le");
    const width = Math.round(lib.FPDF_GetPageWidthF(page) * scale);
    const height = Math.round(lib.FPDF_GetPageHeightF(page) * scale);
    const bitmap = lib.FPDFBitmap_Create(width, height, 0);
    lib.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
    lib.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0x01 | 0x10);
    const from = lib.FPDFBitmap_GetBuffer(bitmap);
    const pixels = heap().subarray(from, from + width * height * 4);
    const inked = (left: number, top: number, right: number, bottom: number) => {
      let dark = 0;
      for (let y = Math.max(0, top); y < Math.min(height, bottom); y++)
        for (let x = Math.max(0, left); x < Math.min(width, right); x++)
          if ((pixels[4 * (y * width + x)] ?? 255) < 160) dark++;
      return dark;
    };
    const box = malloc(32);
    const all = Array.from({ length: chars }, (_, index) => {
      lib.FPDFText_GetCharBox(written, index, box, box + 8, box + 16, box + 24);
      const view = new DataView(heap().buffer, heap().byteOffset + box, 32);
      const [left, right, bottom, top] = [0, 8, 16, 24].map((at) => view.getFloat64(at, true));
      const place = [
        ...[Math.floor((left ?? 0) * scale), Math.floor(height - (top ?? 0) * scale)],
        ...[Math.ceil((right ?? 0) * scale), Math.ceil(height - (bottom ?? 0) * scale)],
      ] as [number, number, number, number];
      const code = lib.FPDFText_GetUnicode(written, index);
      return { char: String.fromCodePoint(code), ink: inked(...place) };
    });
    lib.FPDFBitmap_Destroy(bitmap);
    lib.FPDFText_ClosePage(written);
    lib.FPDF_ClosePage(page);
    return { text, chars: all };
  });
}
