import assert from "node:assert/strict";
import { test } from "node:test";
import { T42 } from "./fuzz.ts";
import { T41 } from "./repeats.ts";
import { attacked, broken } from "./rig.ts";

const holder = attacked();

test("T42 whatever is written to the server's socket is answered or refused in words, and nothing breaks", async () => {
  assert.deepEqual(broken(await T42.run("small", () => {}, holder.target)), []);
});

test("T41 what I send fifty times at once is done once, and all fifty are told the same", async () => {
  assert.deepEqual(broken(await T41.run("small", () => {}, holder.target)), []);
});
