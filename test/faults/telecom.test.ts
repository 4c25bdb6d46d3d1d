// In full only: src/features/numbers asks, and takes silence for a number that is not safe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { broken } from "./rig.ts";
import { T12 } from "./telecom.ts";

// Broken once: with an unanswered question taken for "ok" in `kept` of features/numbers this went red (operator
// silent: 25 of 25 counted, wanted 0).
test("T12: the right code counts for nothing when its number is in other hands, or nobody can say", async () =>
  assert.deepEqual(broken(await T12.run("small", () => {}, undefined as never)), []));
