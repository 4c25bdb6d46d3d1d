import { lingui } from "@lingui/vite-plugin";
import { defineConfig } from "vite";

/** The source is written against React's API; Preact's compatible build runs it, at a sixth of the size. */
export default defineConfig(({ isSsrBuild }) => ({
  root: import.meta.dirname,
  logLevel: "warn",
  plugins: [lingui({ configPath: `${import.meta.dirname}/lingui.config.ts` })],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: {
    alias: {
      "react-dom/client": "preact/compat/client",
      "react-dom": "preact/compat",
      "react/jsx-runtime": "preact/jsx-runtime",
      react: "preact/compat",
    },
  },
  build: isSsrBuild
    ? {
        outDir: "../dist",
        emptyOutDir: false,
        rolldownOptions: { output: { entryFileNames: "portal-server.js" } },
        copyPublicDir: false,
      }
    : {
        outDir: "../dist/portal",
        emptyOutDir: true,
        manifest: "manifest.json",
        target: ["chrome87", "safari15", "firefox100"],
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        // The help has a script of its own, since nothing of it is taken over; and a worker, which imports nothing.
        rolldownOptions: {
          input: ["portal/client.tsx", "portal/help/client.ts", "portal/help/worker.ts"],
        },
      },
  ssr: { noExternal: true },
}));
