/** docs/guide/sizing.md is what was measured, and what was not measured is called so. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { row } from "../bench/bench.ts";
import { keptWith, type Measurements } from "../bench/measurements.ts";
import { coresFor, figuresOf, NOT_MEASURED, sizingPage, sumOf } from "../bench/sizing.ts";

const PAGE = "docs/guide/sizing.md";
const measured: Measurements = JSON.parse(readFileSync("docs/reference/measurements.json", "utf8"));
const nothing: Measurements = { ...measured, benches: [] };
const bench = (name: string, rows: [string, string, number][]) => ({
  ...{ name, title: name, seconds: 1, date: "2026-11-23", notes: [] },
  rows: rows.map(([what, unit, value]) => row(what, unit, [value])),
});

test("the page of sizes is what the measurements come to", () => {
  const page = sizingPage(measured);
  // As the other reference pages: UPDATE_REFERENCE=1 npm test test/sizing.test.ts
  if (process.env.UPDATE_REFERENCE) writeFileSync(PAGE, page);
  else assert.equal(readFileSync(PAGE, "utf8"), page);
});

test("what was not measured is called so, and so is every sum that it is a part of", () => {
  for (const figure of Object.values(figuresOf(nothing))) assert.equal(figure, null);
  const page = sizingPage(nothing);
  assert.ok(page.split(NOT_MEASURED).length > 20);
  assert.doesNotMatch(page, /NaN|Infinity|null|undefined/);
  assert.equal(sumOf([1, null, 2]), null);
  assert.equal(sumOf([1, 2]), 3);
  const some = {
    ...nothing,
    benches: [bench("decisions", [["decisions, ours", "a second", 800]])],
  };
  assert.match(sizingPage(some), /\| decisions \| 579 \| 2\.9 \|/);
  assert.match(sizingPage(some), new RegExp(`\\| all \\|  \\| ${NOT_MEASURED} \\|`));
});

test("a figure is looked for under the name that its bench gives it", () => {
  // Broken once: with `decisions, us` in place of `decisions, ours` this was red.
  const sources = Object.fromEntries(
    ["recovery", "decisions", "freeze", "signals", "topics", "shield", "start", "growth"].map(
      (name) => [name, readFileSync(`bench/${name}.ts`, "utf8")],
    ),
  );
  const processes = readFileSync("bench/several-processes.ts", "utf8");
  for (const [name, pieces] of [
    ["recovery", ["recoveries, ours, ", "CPU of our server, each, "]],
    ["decisions", ["decisions, ", "p99, ", "ours"]],
    ["freeze", ["freeze to acknowledgement, ours, p50", "freeze to acknowledgement, ours, p99"]],
    ["signals", ["events by ", '"push"']],
    ["topics", ["posts taken in"]],
    ["shield", ["links checked, with reasons"]],
    ["start", ["of it, launcher and server", "of it, the database"]],
    ["growth", ["disk an account", "disk of it, an event", ", many to few"]],
  ] as const)
    for (const piece of pieces) assert.ok(sources[name]?.includes(piece), `${name}: ${piece}`);
  assert.match(processes, /`\$\{key\}, \$\{count\} to one`/);
});

test("cores are planned with half of what was measured", () => {
  assert.equal(coresFor(100, 50), 4);
  assert.equal(coresFor(100, null), null);
});

test("what is measured anew takes the place of the same bench, and nothing is kept of another machine", () => {
  const older = {
    ...nothing,
    benches: [bench("freeze", [["p50", "ms", 1]]), bench("decisions", [["ours", "", 1]])],
  };
  const now = { ...nothing, benches: [bench("decisions", [["ours", "", 2]])] };
  const names = ["decisions", "freeze"];
  const medians = (all: Measurements) =>
    all.benches.map(({ name, rows }) => [name, rows[0]?.median]);
  assert.deepEqual(medians(keptWith(older, now, names)), [
    ["decisions", 2],
    ["freeze", 1],
  ]);
  const nothingNew = { ...nothing, date: "2026-12-01" };
  assert.equal(keptWith(older, nothingNew, names).date, "2026-11-23", "nothing was measured since");
  const elsewhere = { ...now, machine: { ...now.machine, cores: 64 } };
  assert.deepEqual(medians(keptWith(older, elsewhere, names)), [["decisions", 2]]);
});
