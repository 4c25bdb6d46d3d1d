/** `rightful topics classify`: in order, as it is read; what is wrong is told with its line. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { topics } from "./topics.ts";

const folder = mkdtempSync(join(tmpdir(), "topics-"));
after(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await topics(
    args,
    (line) => said.push(line),
    (line) => complained.push(line),
  );
  return { said, complained, code };
}
const fileOf = (text: string) => {
  const file = join(folder, "posts.jsonl");
  writeFileSync(file, text);
  return file;
};

test("topics classify gives each line back with its topic, in order", async () => {
  const lines = Array.from({ length: 500 }, (_, n) =>
    JSON.stringify({ id: `p${n}`, title: n % 2 ? "微信崩了" : "国庆高速拥堵", lang: "zh" }),
  );
  const { said, complained, code } = await run(
    "classify",
    fileOf(`\ufeff${lines.join("\r\n")}\n\n`),
  );
  assert.deepEqual([complained, code], [[], 0]);
  assert.deepEqual(
    said.map((line) => JSON.parse(line)),
    lines.map((_, n) => ({ id: `p${n}`, topic: n % 2 ? "app_outage" : "other" })),
  );
});

test("topics classify names the line that it cannot read, and goes on", async () => {
  const text = `{"id":1,"title":"微信崩了"}\nno\n\n{"title":"x"}\n{"id":2,"title":"x"}\n`;
  const { said, complained, code } = await run("classify", fileOf(text));
  assert.deepEqual([said.length, code], [2, 1]);
  assert.deepEqual(complained, [
    "Line 2: this is no JSON.",
    "Line 4: it needs an `id`, a string or a number.",
  ]);
});

test("topics without a file that is there, or with too many words, says how it is used", async () => {
  const missing = await run("classify", join(folder, "none"));
  assert.deepEqual(
    [missing.code, /cannot be read \(ENOENT\)/.test(missing.complained[0] ?? "")],
    [2, true],
  );
  for (const args of [["classify", "a", "b"], ["nonsense"], ["corrections", "x"], ["relabel", "x"]])
    assert.equal((await run(...args)).code, 2);
});
