/** The program of few files is the program of src: docs/decisions/0017. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PROGRAM } from "./program.ts";

const root = dirname(import.meta.dirname);

/** The files of this build; what is there of an older one is a running server's. */
function partsOf(folder: string, name = "main.js", parts = new Map<string, string>()) {
  const text = readFileSync(join(folder, name), "utf8");
  parts.set(name, text);
  for (const [, next = ""] of text.matchAll(/(?:from|import\()\s*["`]\.\/([\w.-]+\.js)["`]/g))
    if (!parts.has(next)) partsOf(folder, next, parts);
  return parts;
}

// Shown to work: with the line of scripts/bundle.mjs taken out that keeps a file's place, it named content/replies.
test("threads, children and content are found where src has them", () => {
  const folder = join(root, dirname(PROGRAM));
  const found: string[] = [];
  for (const [name, text] of partsOf(folder)) {
    for (const [, to = "", place = ""] of text.matchAll(
      /new URL\("(\.[^"]+)", (?:new URL\("([^"]+)", )?import\.meta\.url\)/g,
    )) {
      const here = new URL(place || ".", pathToFileURL(join(folder, name)));
      const path = fileURLToPath(new URL(to, here));
      assert.ok(existsSync(path), `${name} looks for ${path}`);
      found.push(path);
    }
  }
  for (const name of ["paper-thread.ts", "trial-thread.ts", "embedded-child.ts", "guides"])
    assert.ok(
      found.some((path) => path.endsWith(name)),
      name,
    );
});

test("it has the same commands, and says so", () => {
  const says = (file: string) =>
    spawnSync(process.execPath, [file, "--help"], { cwd: root, encoding: "utf8" });
  const [built, src] = [says(PROGRAM), says("src/main.ts")];
  assert.equal(built.status, 0, built.stderr);
  assert.match(built.stdout, /rightful start/);
  assert.equal(built.stdout, src.stdout);
});
