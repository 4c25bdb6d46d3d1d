import assert from "node:assert/strict";
import { test } from "node:test";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";
import { T26Approve } from "./verdicts.ts";

// Removed once: `giveReview` in `finish` (src/features/cases/verdicts.ts); every approval was half.
test("T26 an approval of two people is whole or not there, whatever is killed while they give it", async () => {
  assert.deepEqual(broken(await T26Approve.run("small", () => {}, {} as Target)), []);
});
