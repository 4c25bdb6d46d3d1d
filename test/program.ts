/** The program as its users start it: made of src by scripts/bundle.mjs before any test runs. */
export const PROGRAM = "dist/server/main.js";
