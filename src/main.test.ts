/** What a command reads before it does anything: little, so that the database can start first. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

/** Every static import with a value in it, followed through our files; the packages that they end at. */
function packagesRead(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return new Set();
  seen.add(entry);
  const text = readFileSync(entry, "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)from\s+"([^"]+)"/gm);
  const packages = new Set<string>();
  for (const [, names = "", target = ""] of statements) {
    const named = /^\{(.*)\}\s*$/s.exec(names.trim())?.[1]?.split(",") ?? [names];
    if (named.every((name) => /^\s*(type\s.*)?$/s.test(name))) continue;
    if (target.startsWith("."))
      for (const each of packagesRead(join(entry, "..", target), seen)) packages.add(each);
    else if (!target.startsWith("node:")) packages.add(target);
  }
  return packages;
}

// Broken once: with `serve` imported at the head of the demo command, kysely, fastify, typebox and 3 more.
test("a start reads nothing large before the database has begun to start", () => {
  for (const entry of ["src/main.ts", "src/commands/demo-server.ts"])
    assert.deepEqual([...packagesRead(entry)], ["pg"], entry);
  assert.ok(packagesRead("src/serve.ts").has("kysely"), "the reader of imports sees them");
});
