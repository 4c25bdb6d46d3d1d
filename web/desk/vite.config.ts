import { lingui } from "@lingui/vite-plugin";
import { defineConfig } from "vite";

/** The desk runs on React itself: its tables and queries need it, and its people load it once a day. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  logLevel: "warn",
  plugins: [lingui({ configPath: `${import.meta.dirname}/../lingui.config.ts` })],
  publicDir: false,
  build: {
    outDir: "../dist/desk",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome120", "safari17", "firefox121"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: "desk/client.tsx",
      // "use client" is for servers that draw React; this one sends files.
      onLog: (level, log, handle) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
  base: "/desk/",
});
