/** No verdict of a test is lost on its way, however slow its reader. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

const WHOLE = join(import.meta.dirname, "whole-report.mjs");
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

test("every verdict of a test arrives", async () => {
  const { said, code } = await run(
    [WHOLE],
    `import { test } from "node:test";
    for (let n = 1; n <= 300; n++) test("x".repeat(300) + n, () => {});`,
  );
  assert.equal(said.match(/test:pass/g)?.length, 300);
  assert.equal(code, 0);
});

test("a process that ends with something unsent has failed", async () => {
  const { said, code } = await run(
    [WHOLE, UNDONE],
    `process.stdout.write("x".repeat(4e6)); process.exit(0);`,
  );
  assert.ok(said.length < 4e6, String(said.length));
  assert.equal(code, 1);
});
