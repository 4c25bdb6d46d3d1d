import assert from "node:assert/strict";
import { test } from "node:test";
import type { Row } from "./topics-api.ts";
import { barsOf, csvOf } from "./topics-model.ts";

test("the busiest day fills the picture, and a day without anything is a line", () => {
  assert.deepEqual(barsOf([0, 5, 10], 30), [1, 15, 30]);
  assert.deepEqual(barsOf([0, 0], 30), [1, 1]);
});

test("a file of the table holds whole numbers, and nothing that a spreadsheet would carry out", () => {
  const row = {
    ...{ rank: 1, name: { en: '=cmd|"x"', zh: "账户被盗" }, discussions: 125_000, items: 3 },
    ...{ stories: 2, own: 0, change: -1.5, focus: { en: ["a", "b"], zh: [] }, guide: null },
  } as unknown as Row;
  const csv = csvOf({ rows: [row] }, "en", ["Rank", "Topic, named"], () => "rising");
  const [head, line] = csv.split("\r\n");
  assert.equal(head, '\uFEFFRank,"Topic, named"');
  assert.equal(line, `1,"'=cmd|""x""",125000,3,2,0,rising,-1.5,a; b,`);
});
