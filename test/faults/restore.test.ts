// In full only: src/core/backup.test.ts and src/commands/backup.test.ts restore one, and spend what is restored.
import assert from "node:assert/strict";
import { test } from "node:test";
import { T50 } from "./restore.ts";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";

// What makes it hold is taken out piece by piece in src/core/backup.test.ts, which goes red each time.
test("T50 after a disaster all is back but the last minute, and nothing that was spent is good again", async () => {
  assert.deepEqual(broken(await T50.run("small", () => {}, {} as Target)), []);
});
