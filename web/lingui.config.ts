import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

/** Messages have ids of their own; both catalogues are written by hand and checked by a test. */
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "zh"],
  format: formatter({ explicitIdAsDefault: true }),
  catalogs: [
    // The words of a case, of the record and for the police travel apart: the first page stays small without them.
    { path: "<rootDir>/portal/case/{locale}", include: ["<rootDir>/portal/case"] },
    { path: "<rootDir>/portal/record/{locale}", include: ["<rootDir>/portal/record"] },
    { path: "<rootDir>/portal/centre/{locale}", include: ["<rootDir>/portal/centre"] },
    { path: "<rootDir>/portal/owner/{locale}", include: ["<rootDir>/portal/owner"] },
    { path: "<rootDir>/portal/passkey/{locale}", include: ["<rootDir>/portal/passkey"] },
    { path: "<rootDir>/portal/police/{locale}", include: ["<rootDir>/portal/police"] },
    { path: "<rootDir>/portal/check/{locale}", include: ["<rootDir>/portal/check"] },
    { path: "<rootDir>/portal/contacts/{locale}", include: ["<rootDir>/portal/contacts"] },
    { path: "<rootDir>/portal/number/{locale}", include: ["<rootDir>/portal/number"] },
    { path: "<rootDir>/portal/face/{locale}", include: ["<rootDir>/portal/face"] },
    { path: "<rootDir>/portal/help/{locale}", include: ["<rootDir>/portal/help"] },
    { path: "<rootDir>/portal/locales/{locale}", include: ["<rootDir>/portal"] },
    { path: "<rootDir>/desk/locales/{locale}", include: ["<rootDir>/desk"] },
  ],
});
