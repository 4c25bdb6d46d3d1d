import assert from "node:assert/strict";
import { test } from "node:test";
import { T09 } from "./leaks.ts";
import { broken } from "./rig.ts";
import { T08 } from "./saved-codes.ts";

// Broken once: without the look for ROLLBACK at the commit, this went red (a completion answered with 200,
// and nothing of it was there).
test("T08 my used saved code is replaced wholly or not at all, whatever the database refuses", async () => {
  assert.deepEqual(broken(await T08.run("small", () => {}, undefined as never)), []);
});

// Broken once: without the pattern for numbers in the log, this went red.
test("T09 nothing of mine is in clear text anywhere, and the search would find it", async () => {
  assert.deepEqual(broken(await T09.run("small", () => {}, undefined as never)), []);
});
