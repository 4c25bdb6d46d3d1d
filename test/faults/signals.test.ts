import assert from "node:assert/strict";
import { test } from "node:test";
import { inFull } from "../size.ts";
import { attacked, broken } from "./rig.ts";
import { T39 } from "./signal-outage.ts";
import type { Target } from "./target.ts";
import { T38 } from "./transmitter.ts";
import { T40 } from "./webhook-outage.ts";

const holder = attacked({ RIGHTFUL_HASH_MEMORY_KIB: "8" });

// Broken once: with a DELETE refused that names a type and sends nothing (as it was before), 18 of 21 and
// 11 of 15 modules held.
test("T38 a receiver that tries all that OpenID's plans try finds no fault", async () => {
  assert.deepEqual(broken(await T38.run("small", () => {}, holder.target)), []);
});

// Broken once: with the newest sent first, 32 of 32 accounts' signals were in another order; with a redirect
// taken for an answer, those of all 4 accounts were lost to the receiver that had answered so.
inFull(
  "T39 receivers that are away for a day, each in its way, miss nothing though the server is killed",
  async () => {
    assert.deepEqual(broken(await T39.run("small", () => {}, {} as Target)), []);
  },
);

// Broken once, all three: with 410 as any other failure, 26 knocks came after it (wanted 0); with the old secret
// signing for good, 2 signatures (wanted 1); without the look at addresses in digits, 46 of 58 were taken.
inFull(
  "T40 webhooks miss nothing, whatever their receivers do, and reach no door inside",
  async () => {
    assert.deepEqual(broken(await T40.run("small", () => {}, {} as Target)), []);
  },
);
