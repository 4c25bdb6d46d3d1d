import assert from "node:assert/strict";
import { test } from "node:test";
import { cannotMount, powerCut } from "./powercut.ts";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";

test("power-cut what I was told is done is done after the power has failed", async (t) => {
  const reason = cannotMount();
  if (reason) return t.skip(reason);
  assert.deepEqual(broken(await powerCut.run("small", () => {}, {} as Target)), []);
});
