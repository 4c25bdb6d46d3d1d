/**
 * Reads the words in a picture, in a process of its own like `picture-child.ts`. What it reads is a guess, for
 * somebody who has the picture before them. In: the bytes. Out: JSON.
 */
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";
import { decode } from "./decoding.ts";

/** `confidence`: of 100, as the program says. `zone`: what it takes for a machine-readable zone. */
export type Read = { text: string; confidence: number; zone: string };

const SIDE_MAX = 2000;
const require = createRequire(import.meta.url);

/** Data that was installed with the program; nothing is fetched. */
const words = (name: string) =>
  gunzipSync(
    readFileSync(
      require.resolve(`@tesseract.js-data/${name}/4.0.0_best_int/${name}.traineddata.gz`),
    ),
  );

type Api = {
  Init(path: null, languages: string, engine: number): number;
  SetVariable(name: string, value: string): void;
  SetImageFile(orientation: number, angle: number): number;
  Recognize(monitor: null): number;
  GetUTF8Text(): string;
  MeanTextConf(): number;
};
type Core = {
  TessBaseAPI: new () => Api;
  FS: { writeFile(path: string, bytes: Uint8Array): void };
};

const type = process.argv[2] ?? "";
const { pictures } = await decode(readFileSync(0), type);
const [first] = pictures;
if (!first) throw new Error("there is no picture");
const page = await first
  .rotate()
  .resize(SIDE_MAX, SIDE_MAX, { fit: "inside", withoutEnlargement: true })
  .grayscale()
  .png()
  .toBuffer();

const core: Core = await require("tesseract.js-core/tesseract-core-simd-lstm")({
  print: () => {},
  printErr: () => {},
});
for (const name of ["eng", "chi_sim"]) core.FS.writeFile(`${name}.traineddata`, words(name));
core.FS.writeFile("/input", page);

function recognise(languages: string, variables: Record<string, string>) {
  const api = new core.TessBaseAPI();
  // 1: the recogniser by neural network, the only one that this data has.
  if (api.Init(null, languages, 1) !== 0) throw new Error("its data cannot be read");
  for (const [name, value] of Object.entries(variables)) api.SetVariable(name, value);
  if (api.SetImageFile(1, 0) === 1) throw new Error("the picture cannot be read");
  api.Recognize(null);
  return { text: api.GetUTF8Text(), confidence: api.MeanTextConf() };
}

const whole = recognise("chi_sim+eng", { tessedit_pageseg_mode: "3" });
const zone = recognise("eng", {
  tessedit_pageseg_mode: "6",
  tessedit_char_whitelist: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<",
});
const read: Read = { ...whole, zone: zone.text };
writeSync(1, JSON.stringify(read));
