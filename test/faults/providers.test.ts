// In full only: src/core/jobs.test.ts has a provider that is down for half an hour, src/ports/channels what each adapter makes of each failure.
import assert from "node:assert/strict";
import { test } from "node:test";
import { T15, T29 } from "./providers.ts";
import { broken } from "./rig.ts";
import type { Target } from "./target.ts";

const none = {} as Target;

test("T15 I am told of a recovery on an address that did not carry its code, also after an outage", async () => {
  assert.deepEqual(broken(await T15.run("small", () => {}, none)), []);
});

test("T29 a provider that is down, slow or lying gives nobody my account and delays no other way", async () => {
  assert.deepEqual(broken(await T29.run("small", () => {}, none)), []);
});
