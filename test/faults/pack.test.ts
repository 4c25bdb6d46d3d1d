import assert from "node:assert/strict";
import { test } from "node:test";
import { T34 } from "./pack.ts";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";

test("T34 whoever turns one bit of a file for the police, or changes it in another way, is found out", async () => {
  assert.deepEqual(broken(await T34.run("small", () => {}, {} as Target)), []);
});
