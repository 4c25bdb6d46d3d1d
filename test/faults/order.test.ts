import assert from "node:assert/strict";
import { test } from "node:test";
import { T23 } from "./order.ts";
import { broken } from "./rig.ts";

test("T23 whatever the order of steps, nobody skips one, uses one twice, or moves what has ended", async () => {
  assert.deepEqual(broken(await T23.run("small", () => {}, undefined as never)), []);
});
