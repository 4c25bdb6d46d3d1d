/** What whoever opens the desk waits for: charts and the form of policies are no part of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

type Part = { file: string; imports?: string[]; dynamicImports?: string[] };
const dist = join(import.meta.dirname, "../../dist/desk");
const parts: Record<string, Part> = JSON.parse(readFileSync(join(dist, "manifest.json"), "utf8"));

/** With what is fetched at once beside them. */
function whole(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names)
    if (!found.has(name)) {
      found.add(name);
      whole(parts[name]?.imports ?? [], found);
    }
  return found;
}
const packed = (names: Iterable<string>) =>
  [...names].reduce(
    (sum, name) =>
      sum + gzipSync(readFileSync(join(dist, parts[name]?.file ?? "")), { level: 9 }).length,
    0,
  );

const later = ["desk/insights/pages.ts", "desk/insights/policy-pages.ts"];

test("the first page of the desk is small, and brings no page of figures", (t) => {
  for (const lang of ["en", "zh"]) {
    const first = whole(["desk/client.tsx", `desk/locales/${lang}.po`]);
    for (const name of later) assert.ok(!first.has(name), `${name} comes with the first page`);
    const bytes = packed(first);
    t.diagnostic(`desk, first page, ${lang}: ${(bytes / 1000).toFixed(1)} kB gzip`);
    assert.ok(bytes <= 200_000, `${lang}: ${bytes} bytes`);
  }
});

test("each page of figures brings little more", (t) => {
  const first = whole(["desk/client.tsx", "desk/locales/en.po"]);
  for (const name of later) {
    assert.ok(parts["desk/client.tsx"]?.dynamicImports?.includes(name), name);
    const more = [...whole([name])].filter((part) => !first.has(part));
    const bytes = packed(more);
    t.diagnostic(`${name}: ${(bytes / 1000).toFixed(1)} kB gzip`);
    assert.ok(bytes <= 40_000, `${name}: ${bytes} bytes`);
  }
});
