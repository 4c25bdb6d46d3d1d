/** Builds the pages for the browser (dist/portal, dist/desk) and for the server (dist/portal-server.js). */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "vite";

const here = import.meta.dirname;
const configFile = join(here, "vite.config.ts");
process.env.NODE_ENV = "production";

await build({ configFile });
await build({ configFile, build: { ssr: "portal/server.tsx" } });
await build({ configFile: join(here, "desk/vite.config.ts") });

for (const face of ["portal", "desk"]) {
  const assets = join(here, "../dist", face, "assets");
  for (const name of readdirSync(assets)) {
    const bytes = readFileSync(join(assets, name));
    const packed = gzipSync(bytes, { level: 9 });
    writeFileSync(join(assets, `${name}.gz`), packed);
    writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes));
    console.log(`${face}: ${name} ${(packed.length / 1000).toFixed(1)} kB gzip`);
  }
}
