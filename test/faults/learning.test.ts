import assert from "node:assert/strict";
import { test } from "node:test";
import { T11 } from "./hints.ts";
import { T10 } from "./learning.ts";
import { attacked, broken } from "./rig.ts";

// The cheapest hash that argon2 allows: what is compared is the work around it.
const holder = attacked({ RIGHTFUL_HASH_MEMORY_KIB: "8" });

test("T10 the time of an answer does not tell whether a name has an account", async () => {
  assert.deepEqual(broken(await T10.run("small", console.log, holder.target)), []);
});

test("T11 before a proof nobody is shown what ways back in my account has, on no page and in no answer", async () => {
  assert.deepEqual(broken(await T11.run("small", console.log, holder.target)), []);
});
