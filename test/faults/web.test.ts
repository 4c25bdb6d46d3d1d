import assert from "node:assert/strict";
import { test } from "node:test";
import { inFull } from "../size.ts";
import { T16 } from "./not-me.ts";
import { attacked, broken } from "./rig.ts";
import { T19 } from "./web.ts";

const holder = attacked({ RIGHTFUL_HASH_MEMORY_KIB: "8" });
const quiet = () => {};

// Broken once: with `openLink` forgetting when a link runs out, 6 of 6 were good a minute after their time, and
// the link of a completion ten days later.
inFull(
  "T16 pressing “this wasn't me” stops a stranger at once, without signing in, and for as long as promised",
  async () => {
    assert.deepEqual(broken(await T16.run("small", quiet, holder.target)), []);
  },
);

// Broken once: with `changeDisplay` keeping the slashes at the beginning of a path, /.//evil.example led there.
test("T19 no made-up host gets into my messages, and a machine that opens my links uses none of them up", async () => {
  assert.deepEqual(broken(await T19.run("small", quiet, holder.target)), []);
});
