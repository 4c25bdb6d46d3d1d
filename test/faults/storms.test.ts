// In full only: kill -9 in the middle of a recovery and of a freeze are in test/stories/kill.test.ts and T26.
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken } from "./rig.ts";
import { killStorm } from "./storms.ts";
import type { Target } from "./target.ts";

test("kill-storm what I was told is done stays done, whatever is killed in the middle", async () => {
  const figures = await killStorm.run("small", () => {}, {} as Target);
  assert.deepEqual(broken(figures), []);
});
