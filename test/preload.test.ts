/** No verdict of a test is lost on its way, and no error that nobody caught. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

const PRELOAD = join(import.meta.dirname, "preload.mjs");
const folder = mkdtempSync(join(tmpdir(), "rightful-preload-"));
after(() => rmSync(folder, { recursive: true }));
const UNDONE = "data:text/javascript,process.stdout._handle.setBlocking(false)";

/** What a process says that first reads in `reads`, heard slowly, and its exit code. */
async function run(reads: string[], code: string) {
  const first = reads.flatMap((each) => ["--import", each]);
  const args = [...first, "--test-force-exit", "--input-type=module", "-e", code];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_TEST_CONTEXT: "child-v8" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const over = once(child, "close");
  let said = "";
  for await (const piece of child.stdout.setEncoding("latin1")) {
    said += piece;
    await pause(50);
  }
  return { said, code: (await over)[0] };
}

test("every verdict of a test arrives, however slow its reader", async () => {
  const { said, code } = await run(
    [PRELOAD],
    `import { test } from "node:test";
    for (let n = 1; n <= 300; n++) test("x".repeat(300) + n, () => {});`,
  );
  assert.equal(said.match(/test:pass/g)?.length, 300);
  assert.equal(code, 0);
});

test("a process that ends with something unsent has failed", async () => {
  const { said, code } = await run(
    [PRELOAD, UNDONE],
    `process.stdout.write("x".repeat(4e6)); process.exit(0);`,
  );
  assert.ok(said.length < 4e6, String(said.length));
  assert.equal(code, 1);
});

/** One test with this body, as a file of a run. */
function runFile(name: string, body: string) {
  const file = join(folder, `${name}.test.mjs`);
  writeFileSync(
    file,
    `import { test } from "node:test";\ntest("stray", async () => { ${body} });\n`,
  );
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const words = ["--import", PRELOAD, "--test", "--test-force-exit", file];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

const WAIT = "await new Promise((done) => setTimeout(done, 60));";
for (const [name, body] of [
  ["thrown", `${WAIT} setTimeout(() => { throw new Error("it got away"); }, 5); ${WAIT}`],
  ["rejected", `${WAIT} void Promise.reject(new Error("it got away")); ${WAIT}`],
] as const)
  test(`an error that is ${name} where nobody waits fails its file, and is told with its place`, () => {
    const { status, text } = runFile(name, body);
    assert.equal(status, 1);
    assert.match(text, new RegExp(`it got away\\n\\s+at .*${name}\\.test\\.mjs:2:`));
  });

test("what a file registers after a wait of its own is run too", () => {
  const late = `}); ${WAIT} test("late", () => { throw new Error("it was run"); `;
  const { status, text } = runFile("late", late);
  assert.equal(status, 1);
  assert.match(text, /✔ stray[\s\S]*it was run/);
});

test("a file that ends before it was read in has failed", () => {
  const { status, text } = runFile("ends", "}); process.exit(0); test('late', () => {");
  assert.equal(status, 1);
  assert.match(text, /ends\.test\.mjs ended before it was read in/);
});

test("a test that is sound passes", () => {
  assert.equal(runFile("sound", WAIT).status, 0);
});
