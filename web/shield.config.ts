import { defineConfig } from "vite";

/** One file for other people's pages and apps: no import in it, no Node, and no older syntax than their browsers read. */
export default defineConfig({
  root: import.meta.dirname,
  logLevel: "warn",
  publicDir: false,
  build: {
    outDir: "../dist",
    emptyOutDir: false,
    target: ["chrome111", "safari16.4", "firefox115"],
    // Vite leaves blanks in a library for tools that shake it; this one is loaded as it is.
    // And a text that two places read (the list of public suffixes, 80 kB) would be written into each.
    rolldownOptions: { output: { minify: true }, optimization: { inlineConst: false } },
    lib: {
      entry: "../src/features/shield/offline.ts",
      formats: ["es"],
      fileName: () => "shield.js",
    },
  },
});
