import assert from "node:assert/strict";
import { test } from "node:test";
import { T50 } from "./restore.ts";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";

// Broken once each: without the line of the restore the audit has findings (checkpoints removed, anchors
// changed); without the epoch in tokens, and without spending saved codes, something still does something.
test("T50 after a disaster all is back but the last minute, and nothing that was spent is good again", async () => {
  assert.deepEqual(broken(await T50.run("small", () => {}, {} as Target)), []);
});
