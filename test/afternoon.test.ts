/** docs/guide/integrate.md, "An afternoon", followed word for word: what is typed is typed, what is promised is seen. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { twoPorts } from "../src/commands/two-ports.ts";

type Step = { typed: string; promised: string[]; stays: boolean };

/** Every ```console block: commands behind `$`, and below each what it answers. */
function stepsOf(guide: string): Step[] {
  const blocks = guide.matchAll(/^```console( stays)?\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, stays, text = ""]) => {
    const steps: Step[] = [];
    for (const line of text.split("\n").filter(Boolean))
      if (line.startsWith("$ "))
        steps.push({ typed: line.slice(2), promised: [], stays: stays !== undefined });
      else steps.at(-1)?.promised.push(line);
    return steps;
  });
}

/** `...` is anything within a line. */
const patternOf = (promise: string) =>
  new RegExp(
    promise
      .split("...")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*"),
  );

const children: ChildProcess[] = [];
const data = mkdtempSync(join(tmpdir(), "rightful-afternoon-"));
chmodSync(data, 0o711);
after(async () => {
  for (const child of children.toReversed()) {
    if (child.exitCode !== null || !child.pid) continue;
    const gone = new Promise((done) => child.once("close", done));
    // The shell, and what it started.
    process.kill(-child.pid, "SIGTERM");
    await gone;
  }
  rmSync(data, { recursive: true, force: true });
});

function run(typed: string) {
  const child = spawn("bash", ["-c", `exec 2>&1; ${typed}`], {
    ...{ stdio: ["ignore", "pipe", "ignore"], detached: true },
  });
  const seen = { text: "" };
  child.stdout?.on("data", (part) => {
    seen.text += part;
  });
  return { child, seen };
}

test("an afternoon with the guide ends with a wallet that freezes, pays, hears and helps", async (t) => {
  const port = await twoPorts();
  const wallet = await twoPorts();
  const placed = (text: string) =>
    text
      .replaceAll("data/afternoon", data)
      .replaceAll("8700", String(port))
      .replaceAll("9100", String(wallet))
      // A phone number is no port.
      .replaceAll(`+861390000${wallet}`, "+8613900009100");
  const steps = stepsOf(readFileSync("docs/guide/integrate.md", "utf8"));
  assert.ok(steps.length >= 10);
  // What one terminal keeps: variables that were set.
  let kept = `export RIGHTFUL=http://127.0.0.1:${port} PORT=${wallet}; `;
  for (const { typed, promised, stays } of steps) {
    const command = placed(typed);
    t.diagnostic(command);
    if (/^[A-Z]+=\$\(/.test(command)) {
      kept += `${command}; `;
      continue;
    }
    const { child, seen } = run(kept + command);
    if (stays) children.push(child);
    const ended = new Promise((done) => child.once("close", done));
    const isThere = () => promised.every((each) => patternOf(placed(each)).test(seen.text));
    if (!stays) await ended;
    for (let turn = 0; stays && turn < 1200 && !isThere() && child.exitCode === null; turn++)
      await new Promise((done) => setTimeout(done, 100));
    for (const each of promised)
      assert.match(seen.text, patternOf(placed(each)), `${command}\n${seen.text}`);
  }
});
