import assert from "node:assert/strict";
import { test } from "node:test";
import { T11 } from "./hints.ts";
import { T10 } from "./learning.ts";
import { attacked, broken } from "./rig.ts";

const holder = attacked();

// Broken once: without the hashes in vain for a name without an account (`tryRecoveryCode`), medians were 52 ms
// apart in the quietest of three rounds (wanted at most 5); 42 ms beyond chance on a machine busy with other things.
test("T10 the time of an answer does not tell whether a name has an account", async () => {
  assert.deepEqual(broken(await T10.run("small", console.log, holder.target)), []);
});

// Broken once: with `pathsShown` telling an account's own ways before a proof, 136 answers of 406 differed.
test("T11 before a proof nobody is shown what ways back in my account has, on no page and in no answer", async () => {
  assert.deepEqual(broken(await T11.run("small", () => {}, holder.target)), []);
});
