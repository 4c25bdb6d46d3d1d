/**
 * Builds the pages for the browser (dist/portal, dist/desk) and for the server (dist/portal-server.js), and the shield for
 * other people's pages and apps (dist/shield.js with its types).
 */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

const here = import.meta.dirname;
const configFile = join(here, "vite.config.ts");
process.env.NODE_ENV = "production";

await build({ configFile });
await build({ configFile, build: { ssr: "portal/server.tsx" } });
await build({ configFile: join(here, "desk/vite.config.ts") });
await build({ configFile: join(here, "shield.config.ts") });
copyFileSync(join(here, "shield.d.ts"), join(here, "../dist/shield.d.ts"));

/** Puts the packed forms beside a file. */
function pack(folder, name, shown) {
  const bytes = readFileSync(join(folder, name));
  const packed = gzipSync(bytes, { level: 9 });
  writeFileSync(join(folder, `${name}.gz`), packed);
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes));
  console.log(`${shown}: ${name} ${(packed.length / 1000).toFixed(1)} kB gzip`);
}

for (const face of ["portal", "desk"]) {
  const assets = join(here, "../dist", face, "assets");
  for (const name of readdirSync(assets)) pack(assets, name, face);
}
pack(join(here, "../dist"), "shield.js", "shield");
