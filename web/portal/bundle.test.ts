/** What whoever opens the portal waits for: P7. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readShell } from "../../src/core/page-document.ts";

const dist = join(import.meta.dirname, "../../dist/portal");
const shell = readShell(dist);
const packed = (file: string) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;

for (const lang of ["en", "zh"])
  test(`the first page of the portal takes 45 kB of JavaScript at most (${lang})`, (t) => {
    const files = [shell.script, ...shell.ahead(lang)];
    const bytes = files.reduce((sum, file) => sum + packed(file), 0);
    t.diagnostic(`portal, first page, ${lang}: ${(bytes / 1000).toFixed(1)} kB gzip`);
    assert.ok(files.length >= 4, String(files));
    assert.ok(bytes <= 45_000, `${bytes} bytes`);
  });
