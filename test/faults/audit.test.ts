import assert from "node:assert/strict";
import { test } from "node:test";
import { T33 } from "./audit.ts";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";

test("T33 whoever changes, cuts, moves or rewrites the record is seen, each time, and nobody else is", async () => {
  assert.deepEqual(broken(await T33.run("small", () => {}, {} as Target)), []);
});
