/**
 * Makes the program of few files (dist/server): a start reads sixty in place of 1,700. The program is the same as
 * from src, which it still needs beside it: what a module finds by its own place it finds there, threads and
 * children among it. docs/decisions/0017.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { build } from "vite";

const root = dirname(import.meta.dirname);
const outDir = join(root, "dist", "server");

/** Programs for one machine, and packages with files of their own that the program names by path. */
const AS_THEY_ARE =
  /^(@node-rs\/argon2|sharp|pdfkit|libheif-js|tesseract\.js-core|@embedpdf\/pdfium)(\/|$)/;
/** Look for a file of their own only to write a log by a thread, which we never ask of them. */
const KNOWN = /node_modules\/(pino|thread-stream)\//;

const inPlace = {
  name: "in-place",
  enforce: "pre",
  transform(code, id) {
    const [file] = id.split("?");
    if (
      file.startsWith("\0") ||
      !/\b(__dirname|__filename|import\.meta\.(url|dirname|filename))\b/.test(code)
    )
      return;
    if (file.includes("/node_modules/")) {
      if (KNOWN.test(file)) return;
      throw new Error(
        `${file} looks for files of its own: name its package in scripts/bundle.mjs.`,
      );
    }
    const place = relative(outDir, file);
    return code
      .replaceAll("import.meta.url", `new URL(${JSON.stringify(place)}, import.meta.url).href`)
      .replaceAll(
        "import.meta.dirname",
        `(import.meta.dirname + ${JSON.stringify(`/${dirname(place)}`)})`,
      );
  },
};

/** A server that runs reads some of its files only when it needs them: those of a day stay. */
const DAY_MS = 86_400_000;
mkdirSync(outDir, { recursive: true });
for (const name of readdirSync(outDir)) {
  const path = join(outDir, name);
  if (Date.now() - statSync(path).mtimeMs > DAY_MS) rmSync(path, { force: true });
}

await build({
  root,
  configFile: false,
  logLevel: "warn",
  plugins: [inPlace],
  ssr: { noExternal: true, external: [] },
  build: {
    ssr: "src/main.ts",
    target: "node24",
    outDir,
    emptyOutDir: false,
    copyPublicDir: false,
    rolldownOptions: {
      // The wallet is no part of an image, nor is the demo that starts it.
      external: (id) =>
        AS_THEY_ARE.test(id) || (/wallet\/main\.ts$/.test(id) && !existsSync(join(root, "wallet"))),
      output: { entryFileNames: "main.js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
