/** An error that nobody caught fails the run also where nobody follows whose it is. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "rightful-stray-"));
after(() => rmSync(folder, { recursive: true }));

/** Runs one test with this body as a whole run does. */
function run(name: string, body: string) {
  const file = join(folder, `${name}.test.mjs`);
  writeFileSync(
    file,
    `import { test } from "node:test";\ntest("stray", async () => { ${body} });\n`,
  );
  const hooks = new URL("./without-hooks.ts", import.meta.url).href;
  const words = ["--test", "--test-force-exit", "--import", hooks, file];
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

const WAIT = "await new Promise((done) => setTimeout(done, 60));";
for (const [name, body] of [
  ["thrown", `setTimeout(() => { throw new Error("it got away"); }, 5); ${WAIT}`],
  ["rejected", `void Promise.reject(new Error("it got away")); ${WAIT}`],
] as const)
  test(`an error that is ${name} where nobody waits fails its file, and is told with its place`, () => {
    const { status, text } = run(name, body);
    assert.equal(status, 1);
    assert.match(text, new RegExp(`it got away\\n\\s+at .*${name}\\.test\\.mjs:2:`));
  });

test("a test that is sound passes", () => {
  assert.equal(run("sound", WAIT).status, 0);
});
