import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

/** Messages have ids of their own; both catalogues are written by hand and checked by a test. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "zh"],
  format: formatter({ explicitIdAsDefault: true }),
  catalogs: ["portal", "desk"].map((face) => ({
    path: `<rootDir>/${face}/locales/{locale}`,
    include: [`<rootDir>/${face}`],
  })),
});
