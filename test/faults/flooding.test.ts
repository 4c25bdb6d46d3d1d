/** The floods at a size for every run; in full: `npm run faults -- T05 T17 T18`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inFull } from "../size.ts";
import { T17, T18 } from "./flooding.ts";
import { attacked, broken, cheapHash } from "./rig.ts";
import { T05 } from "./spray.ts";
import type { Target } from "./target.ts";

const holder = attacked(cheapHash);
const none = undefined as unknown as Target;

// Broken once: with `judgeGuess` refusing nobody, all 900 guesses (then the size) were compared and there was no alarm;
// with each server seeing its own counts only, 301 (wanted at most 250); with one count for all proofs and
// countries, no owner of five got in by another way.
inFull(
  "T05 one guess at each of many accounts is stopped early, and owners are let in meanwhile",
  async () => {
    assert.deepEqual(broken(await T05.run("small", () => {}, none)), []);
  },
);

// Broken once: without the 15 minutes in `judgeSend`, 5 texts came (wanted at most 3).
test("T17 however often a code is asked for, my phone gets three in 15 minutes and I get in by another way", async () => {
  assert.deepEqual(broken(await T17.run("small", () => {}, holder.target)), []);
});

// Broken once: with `countMessage` refusing nobody, all 120 texts (then the size) were granted (wanted 20), and 100
// of a country's 20; without `raiseAlarm` in it the alarm never came.
test("T18 texts to a block of numbers stop at twenty, and whoever lives there gets in by another way", async () => {
  assert.deepEqual(broken(await T18.run("small", () => {}, none)), []);
});
